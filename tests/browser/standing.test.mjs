// What pages say of a note's state, in real Chromium: of each state a banner, light and dark, on a phone and on a desk, with script and
// without, on a fixed day. FIELDNOTES names the program.
//
//     cargo build && npm ci && FIELDNOTES=../../target/debug/fieldnotes node --test standing.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { useSite } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TODAY = new Date("2026-11-27T12:00:00Z");
const OTHER_HASH = "hash: 0123456789ab";
const REVIEWED = "last_reviewed: 2026-10-31, reviewed_by: Platform team, review_in: 6 months";

/** Each note: its name, its fields, and what its banner says with script, and without. */
const NOTES = [
  ["fresh", [`revision: {status: reviewed, ${REVIEWED}}`], null, null],
  // The file is there, and holds something else than its digest says.
  ["drifted", ["watches: [{path: site.toml, digest: 0123456789ab0123456789ab}]", `revision: {status: reviewed, ${REVIEWED}}`],
    ["bad", /^Drifted\. Files that this note depends on have changed, or are gone\. Check every step before you run it\. Last reviewed on 31 Oct 2026/]],
  ["edited", [OTHER_HASH, `revision: {status: reviewed, ${REVIEWED}}`], ["bad", /^Edited\. .*Check every step .*Last reviewed on 31 Oct 2026 by Platform team\. Kept by Platform team\.$/]],
  ["unreviewed", ["revision: {status: published}"], ["warn", /^Never reviewed\. .*Check every step/]],
  ["drafted", [`revision: {status: drafted, ${REVIEWED}}`], ["warn", /^Draft\. This note is not finished\./]],
  ["deprecated", [`revision: {status: deprecated, ${REVIEWED}}`], ["bad", /^Deprecated\. .*Do not follow it\. Last reviewed/]],
  ["deferred", ["revision: {status: reviewed, last_reviewed: 2026-01-31, review_in: 6 months, deferred: {until: 2027-01-15, because: Reason of ours}}"],
    ["neutral", /^Review put off until 15 Jan 2027\. Last reviewed on 31 Jan 2026\./]],
  ["was-deferred", ["revision: {status: published, deferred: {until: 2026-11-27, because: Reason of ours}}"],
    ["warn", /^Never reviewed\./], ["neutral", /^Review put off until 27 Nov 2026\./]],
  ["was-deferred-and-is-due", ["revision: {status: reviewed, last_reviewed: 2026-01-31, review_in: 6 months, deferred: {until: 2026-11-01, because: Reason of ours}}"],
    ["warn", /^Overdue for review\. Its review was due on 31 Jul 2026, 4 months ago\./], ["neutral", /^Review put off until 1 Nov 2026\./]],
  ["due", ["revision: {status: reviewed, last_reviewed: 2026-06-27, review_in: 6 months}"], ["neutral", /^Due for review\. Its review falls due on 27 Dec 2026, in 30 days\./], null],
  ["not-yet-due", ["revision: {status: reviewed, last_reviewed: 2026-06-28, review_in: 6 months}"], null, null],
  ["overdue", ["revision: {status: reviewed, last_reviewed: 2026-05-19, review_in: 6 months}"],
    ["warn", /^Overdue for review\. Its review was due on 19 Nov 2026, 8 days ago\. Check every step/], null],
  ["flagged", ["flags: {needs_human_review: true}", `revision: {status: reviewed, ${REVIEWED}}`], ["warn", /^Needs a person’s review\./]],
  // The note that the project began with: drafted, due for years, nobody's, and another text than its hash says.
  ["seed", [OTHER_HASH, "revision: {status: drafted, version: 1.2.0, last_reviewed: 2021-11-03}"],
    ["bad", /^Edited\. .*Overdue for review\. Its review was due on 3 (May|Nov) 202\d, \d years ago\. Draft\. .*Last reviewed on 3 Nov 2021\. Nobody keeps it\.$/], ["bad", /^Edited\. .* Draft\. /]],
];

const folder = mkdtempSync(join(tmpdir(), "standing-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const write = (path, text) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
write("site.toml", 'title = "Site"\nbase_url = "https://notes.example.org"\n[index]\nhidden_statuses = []\n');
for (const [name, fields] of NOTES) {
  const owner = name === "seed" ? [] : ["owner: Platform team"];
  const own = [`title: Note ${name}`, "date: 2026-01-02", "topic: Caching", "summary: A summary.", "stack: [redis]", ...owner, ...fields];
  write(`content/notes/${name}.md`, `---\n${own.join("\n")}\n---\nDrain the node, then restart it.\n`);
}
execFileSync(PROGRAM, ["build", "--site", folder, "--out", join(folder, "public")], { stdio: ["ignore", "ignore", "inherit"] });

const { site, withPage } = useSite(join(folder, "public"));
const LOOKS = [360, 1280].flatMap((width) => ["light", "dark"].map((colorScheme) =>
  ({ viewport: { width, height: 800 }, colorScheme, timezoneId: "UTC", reducedMotion: "reduce" })));

/** Opens a page of the site on the day of the test. */
async function open(page, path) {
  await page.clock.setFixedTime(TODAY);
  await page.goto(site.address + path);
}

async function assertAccessible(page, path) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0].html}`), []);
}

/** What a banner says on a screen: on a phone, review and owner stand right below it, and it does not repeat them. */
const onScreen = (says, { width }) => (width > 640 ? says : new RegExp(says.source.split(/(?:\.\*)?Last reviewed/)[0].trimEnd()));

/** The banner of a page that is open says what it should, as strongly as it should, and fits. */
async function assertBanner(page, path, wanted) {
  const banner = page.locator("#note-standing");
  assert.equal(await banner.isVisible(), wanted !== null, path);
  if (wanted) {
    assert.match((await banner.innerText()).replace(/\s+/g, " ").trim(), onScreen(wanted[1], page.viewportSize()), path);
    assert.ok((await banner.getAttribute("class")).split(" ").includes(wanted[0]), `${path} is as strong as its state is grave`);
  }
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} is no wider than the screen`);
}

for (const look of LOOKS) {
  const name = `${look.viewport.width} px, ${look.colorScheme}`;
  test(`each state has its banner: ${name}`, async () => {
    await withPage(look, async (page) => {
      for (const [name, , says] of NOTES) {
        await open(page, `/notes/${name}/`);
        await assertBanner(page, name, says);
        await assertAccessible(page, name);
      }
    });
  });

  test(`without script each state has its banner, and the days stand there: ${name}`, async () => {
    await withPage({ ...look, javaScriptEnabled: false }, async (page) => {
      for (const [name, , says, plain = says] of NOTES) {
        await page.goto(`${site.address}/notes/${name}/`);
        await assertBanner(page, name, plain);
      }
      await page.goto(`${site.address}/notes/overdue/`);
      const vitals = look.viewport.width > 640 ? /Review due\s+19 Nov 2026\s+Owner/ : /Due\s+19 Nov 2026[^]*Platform team/;
      assert.match(await page.locator(".vitals").innerText(), vitals);
    });
    // A page whose scripts do not come looks as one without script does, and can be asked.
    await withPage(look, async (page) => {
      await page.route("**/*.js", (route) => route.abort());
      for (const [name, , , plain] of NOTES.filter(([, , , plain]) => plain)) {
        await page.goto(`${site.address}/notes/${name}/`);
        await assertBanner(page, name, plain);
        await assertAccessible(page, name);
      }
    });
  });
}

test("lists, similar notes and results of the search have the same marks", async () => {
  await withPage({ timezoneId: "UTC" }, async (page) => {
    const marks = { drifted: /Drifted/, edited: /Edited/, unreviewed: /Never reviewed/, deferred: /put off until 15 Jan 2027/, "was-deferred": /Never reviewed/, overdue: /overdue by 8 days/, due: /Review due 27 Dec 2026\s+in 30 days/, seed: /Drafted.*Edited/s };
    for (const path of ["/notes/", "/search/?q=note"]) {
      await open(page, path);
      const more = page.locator(".more-results:visible");
      if (path !== "/notes/") await more.click();
      for (const [name, says] of Object.entries(marks)) {
        const row = page.locator(".rows > li", { has: page.locator(`a[href="/notes/${name}/"]`) });
        await row.waitFor();
        assert.match(await row.locator(".row-side").innerText(), says, `${path}: ${name}`);
        assert.doesNotMatch(await row.innerText(), /until 27 Nov 2026|Reason of ours|site\.toml/, `${path}: ${name}`);
      }
      await assertAccessible(page, path);
    }
    await open(page, "/notes/fresh/");
    assert.match(await page.locator("[aria-labelledby=note-similar]").innerText(), /Never reviewed|Edited|overdue by/);
  });
});
