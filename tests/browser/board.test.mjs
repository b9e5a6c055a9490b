// The board of reviews in real Chromium: its totals beside those of `fieldnotes review`, sorting, filtering, keys, and what is
// there without script; for a site whose notes all stand on the board, and for one that has too many. FIELDNOTES names the program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, serve } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TODAY = "2026-06-15";
const OWNERS = ["Platform team", "Web, \"and\" <more>", "", "فريق المنصة"];

/** A site of so many notes: some never reviewed, some put off until a day that is past or to come, some deprecated or edited. */
function write(folder, count) {
  mkdirSync(join(folder, "content/notes"), { recursive: true });
  writeFileSync(join(folder, "site.toml"), 'title = "Board"\nbase_url = "https://notes.example.org/docs"\n');
  for (let n = 0; n < count; n += 1) {
    const reviewed = n % 7 === 3 ? [] : [`last_reviewed: 202${4 + (n % 2)}-${String((n % 12) + 1).padStart(2, "0")}-${String((n % 28) + 1).padStart(2, "0")}`];
    const revision = [`status: ${n % 10 === 6 ? "deprecated" : "published"}`, "review_in: 1 year", ...reviewed];
    if (n % 5 === 1) revision.push(`deferred: {until: ${n % 2 ? "2026-03-03" : "2026-12-12"}, because: secret}`);
    const owner = OWNERS[n % 4] && `owner: ${JSON.stringify(OWNERS[n % 4])}\n`;
    const hash = n % 9 === 2 ? "hash: 0123456789ab\n" : "";
    writeFileSync(join(folder, `content/notes/n${n}.md`), `---\ntitle: "Note <${n}>"\ndate: 2024-01-01\ntopic: t\nsummary: s\nrevision: {${revision.join(", ")}}\n${owner}${hash}---\n`);
  }
}

const sites = {};
let folder, browser;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "board-"));
  for (const count of [15, 450]) {
    const site = join(folder, String(count));
    write(site, count);
    execFileSync(PROGRAM, ["build", "--site", site, "--out", join(site, "root/docs"), "--quiet"]);
    // The server looks for a page at the top.
    writeFileSync(join(site, "root/index.html"), "<!doctype html>");
    const { notes } = JSON.parse(execFileSync(PROGRAM, ["review", "--site", site, "--format", "json", "--today", TODAY, "--state", "drifted,edited,overdue,due,unreviewed,deferred,fresh,deprecated"]));
    sites[count] = { notes, ...(await serve(join(site, "root"))) };
  }
  browser = await launch();
});
after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) await site.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function withBoard(count, options, use, query = "") {
  const context = await browser.newContext({ timezoneId: "UTC", ...options });
  context.setDefaultTimeout(15_000);
  try {
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    if (options.javaScriptEnabled !== false) await page.clock.setFixedTime(new Date(`${TODAY}T09:00:00Z`));
    await page.goto(`${sites[count].address}/docs/review/${query}`);
    if (options.javaScriptEnabled !== false) await page.locator(".totals button").first().waitFor();
    await use(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

const rows = (page) => page.locator(".review tbody tr");
const shown = (page, n, total) => page.getByRole("status").filter({ hasText: `${n} of ${total} notes` }).waitFor();
const withState = (notes, state) => notes.filter(({ states }) => states.includes(state));

for (const count of [15, 450]) {
  test(`${count} notes: totals are those of \`review\`, over all notes and by owner`, async () => {
    const { notes } = sites[count];
    await withBoard(count, {}, async (page) => {
      for (const state of ["drifted", "edited", "overdue", "due", "unreviewed", "deferred", "deprecated"]) {
        assert.equal(await page.locator(`.totals [data-state=${state}] .total`).textContent(), String(withState(notes, state).length), state);
        for (const owner of OWNERS) {
          const cell = page.locator(".owners tbody tr").filter({ has: page.locator("th", { hasText: owner || "No owner" }) }).locator(`[data-state=${state}]`);
          assert.equal(await cell.textContent(), String(withState(notes, state).filter((note) => (note.owner ?? "") === owner).length), `${state} of ${owner}`);
        }
      }
    });
  });

  test(`${count} notes: each state, each owner and words narrow the list down`, async () => {
    const { notes } = sites[count];
    await withBoard(count, {}, async (page) => {
      for (const state of ["overdue", "edited", "deferred", "unreviewed", "deprecated"]) {
        const expected = withState(notes, state).length;
        const button = page.locator(`.totals [data-state=${state}] button`);
        await button.click();
        await shown(page, expected, count);
        assert.equal(await rows(page).count(), Math.min(expected, 200));
        assert.equal(await button.getAttribute("aria-pressed"), "true");
        assert.match(page.url(), new RegExp(`state=${state}`));
        await button.click();
        await shown(page, count, count);
      }
      for (const owner of OWNERS) {
        await page.locator(".board-filter select").selectOption(`=${owner}`);
        const expected = notes.filter((note) => (note.owner ?? "") === owner).length;
        await shown(page, expected, count);
        for (const cell of await rows(page).locator("td:nth-child(2)").allTextContents()) assert.equal(cell, owner);
      }
      await page.locator(".board-filter select").selectOption("");
      await page.locator(".board-filter input").fill("note <14>");
      await shown(page, 1, count);
      assert.equal(await rows(page).locator("th").textContent(), "Note <14>");
      assert.equal(await rows(page).locator("a").getAttribute("href"), "/docs/notes/n14/");
    });
  });

  test(`${count} notes: heads sort by keyboard, and say so`, async () => {
    await withBoard(count, {}, async (page) => {
      const heads = page.locator(".review thead th");
      assert.equal(await heads.nth(4).getAttribute("aria-sort"), "ascending");
      const sort = async (at) => {
        await heads.nth(at).locator("button").focus();
        await page.keyboard.press("Enter");
        await shown(page, count, count);
      };
      await sort(0);
      assert.equal(await heads.nth(0).getAttribute("aria-sort"), "ascending");
      assert.equal(await heads.nth(4).getAttribute("aria-sort"), null);
      assert.deepEqual((await rows(page).locator("th").allTextContents()).slice(0, 3), ["Note <0>", "Note <1>", "Note <2>"]);
      await sort(0);
      assert.equal(await heads.nth(0).getAttribute("aria-sort"), "descending");
      assert.equal(await rows(page).first().locator("th").textContent(), `Note <${count - 1}>`);
      await sort(4);
      const days = await rows(page).evaluateAll((all) => all.map((row) => [row.querySelector("td:last-child time")?.dateTime || "", row.querySelector("td:last-child [data-until]")?.dataset.until || ""].sort().at(-1)));
      const dated = days.filter(Boolean);
      assert.deepEqual(dated, [...dated].sort());
      assert.ok(days.slice(0, dated.length).every(Boolean), "what has no day comes last");
    });
  });
}

test("what was chosen stands in the address; more than 200 notes come on demand", async () => {
  await withBoard(450, {}, async (page) => {
    const expected = sites[450].notes.filter(({ owner, states }) => owner === null && states.includes("overdue")).length;
    await shown(page, expected, 450);
    assert.equal(await page.locator(".totals [data-state=overdue] button").getAttribute("aria-pressed"), "true");
    await page.locator(".totals [data-state=overdue] button").click();
    await page.locator(".board-filter select").selectOption("");
    await shown(page, 450, 450);
    assert.equal(await rows(page).count(), 200);
    // The second click of two meets a row that came below the pointer, and stays here.
    await page.getByRole("button", { name: "More notes" }).click({ clickCount: 2 });
    await page.waitForFunction(() => document.querySelectorAll(".review tbody tr").length === 400);
    // As the reader left it.
    await page.locator(".review tbody tr").nth(390).getByRole("link").click();
    await page.locator(".note-body").waitFor();
    await page.goBack();
    await page.waitForFunction(() => document.querySelectorAll(".review tbody tr").length === 400 && scrollY > 5000);
  }, "?owner=&state=overdue");
});

test("rows that the script makes are those of the pages", async () => {
  const built = [];
  await withBoard(450, { javaScriptEnabled: false }, async (page) => {
    built.push(...(await rows(page).evaluateAll((all) => all.map((row) => row.innerText))));
  });
  assert.equal(built.length, 200);
  await withBoard(450, {}, async (page) => {
    await page.locator(".board-filter select").selectOption("=Platform team");
    await page.locator(".board-filter select").selectOption("");
    await shown(page, 450, 450);
    await page.evaluate(() => {
      for (const age of document.querySelectorAll(".review .due")) age.remove();
      for (const until of document.querySelectorAll(".until")) until.hidden = false;
    });
    const plain = (text) => text.replace(/\s+/g, " ").trim();
    assert.deepEqual((await rows(page).evaluateAll((all) => all.map((row) => row.innerText))).map(plain), built.map(plain));
  });
});

test("without script the board is a table by due date, with days, and each month has its page", async () => {
  await withBoard(450, { javaScriptEnabled: false }, async (page) => {
    assert.equal(await rows(page).count(), 200);
    assert.equal(await page.locator(".board-filter").isVisible(), false);
    assert.equal(await page.locator(".totals [data-state=overdue]").isVisible(), false);
    await page.locator(".due-months summary").click();
    const months = await page.locator("#site-months a").evaluateAll((links) => links.map((link) => [link.href, Number(link.querySelector(".num").textContent)]));
    assert.equal(months.reduce((sum, [, n]) => sum + n, 0), 450);
    for (const [address, n] of months.slice(0, 3)) {
      await page.goto(address);
      assert.equal(await rows(page).count(), n, address);
    }
  });
});

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`axe finds nothing and nothing scrolls sideways, ${colorScheme}, ${width} px`, async () => {
      for (const count of [15, 450]) {
        await withBoard(count, { colorScheme, viewport: { width, height: 900 }, reducedMotion: "reduce" }, async (page) => {
          await page.locator(".totals [data-state=overdue] button").click();
          await page.getByRole("status").filter({ hasText: "of" }).waitFor();
          await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => { details.open = true; }));
          await page.evaluate(AXE);
          const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }));
          assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes[0].html.slice(0, 200), nodes[0].failureSummary]), []);
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), "nothing scrolls sideways");
        });
      }
    });
  }
}
