// A note's own page in real Chromium, as it is needed at two o'clock at night: what the first screen of a phone holds, fields with code
// and links, steps that are followed, pictures, paper, and what a reader can do with a note; with script and without, light and dark.
// FIELDNOTES names the program, SITE_DIR the built own site.
//
//     cargo build && npm ci && SITE_DIR=/tmp/site FIELDNOTES=../../target/debug/fieldnotes node --test note.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { useSite } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
const OWN = process.env.SITE_DIR;
assert.ok(PROGRAM && OWN, "FIELDNOTES must name the program, SITE_DIR a built site");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE = { viewport: { width: 360, height: 780 }, isMobile: true, hasTouch: true, timezoneId: "UTC", reducedMotion: "reduce" };
const DESK = { viewport: { width: 1440, height: 900 }, timezoneId: "UTC", reducedMotion: "reduce" };
const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };
/** The smallest PNG. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

const folder = mkdtempSync(join(tmpdir(), "note-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const write = (path, content) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), content);
};
write("site.toml", `title = "Site"
base_url = "https://notes.example.org"
[outputs]
markdown = true
[repository]
address = "https://github.com/example/ops"
branch = "main"
folder = "docs"
[lints]
unsafe-link = "allow"
`);
write("content/notes/pic.png", PICTURE);
// A note as most are, with all that fields can hold.
write("content/notes/drain.md", `---
title: Drain a node
date: 2026-01-02
topic: nodes
summary: Use \`kubectl drain\` and see [the page](https://a.example/x?y=1&z=2); not [this](javascript:void(0)), nor [that](other.md).
owner: Platform team
revision: {status: published, version: 1.0.0, last_reviewed: 2026-10-31, review_in: 6 months}
checklist:
  - Ask **before** you run \`reboot\`
  - See <https://b.example/>
notes: ["Only \`v1.32\`", "<b>no HTML</b> <host>"]
change:
  reason: The node has \`NotReady\`.
  expected_result: "\`Ready\` again"
  rollback: |
    Let pods come back:
    \`kubectl uncordon node-1\`
    \`kubectl get node node-1\`
    Then tell [the team](https://c.example/).
---
First words.

## Drain it

1. Cordon the node.
2. Drain it:

   - without its daemons

   \`\`\`sh
   kubectl drain node-1
   \`\`\`
3. Wait.

## Check

1. Look.

![A drawing](pic.png)

- [ ] Told the team
`);
// The note that the project began with: nobody's, drafted, edited, with a list that is in its text and in its fields.
write("content/notes/seed.md", `---
title: "field notes on handling background jobs for node.js api design: maintenance guide"
date: 2021-01-02
topic: handling background jobs / node.js api design
summary: this ai-style technical summary explains handling background jobs in node.js api design, with emphasis on measurement, safe defaults, rollback planning, and maintainable documentation.
stack: [node.js api design, backend, javascript]
tools: [express, pino, helmet, pm2, git, logs]
difficulty: beginner
score: {quality: 83, freshness: 70, depth: 79, clarity: 93}
revision: {status: drafted, version: 1.5.4, last_reviewed: 2021-01-11}
hash: 8664ad9b594ac0b4547ccd33
checklist: [capture the current behavior, create a safe backup, test the smallest change, watch logs after release, write the final note]
change: {rollback: "Reload the previous release, then run \`pm2 reload api\`."}
---
when a project grows, handling background jobs stops being a small cleanup task.

## implementation checklist

- capture the current behavior
- create a safe backup
- test the smallest change
- watch logs after release
- write the final note
`);
// Names that every object has, as names of what a reader ticks and fills in.
write("content/notes/names.md", `---
title: Names
date: 2026-01-02
topic: nodes
summary: Names that every object has.
revision: {status: published}
checklist: [constructor, __proto__, toString]
---
1. Run it:

   \`\`\`sh {placeholders}
   ping <<constructor>> <<host>>
   \`\`\`
2. Wait.

- [ ] valueOf
- [x] hasOwnProperty
`);
write("content/notes/bare.md", "---\ntitle: Bare\ndate: 2026-01-02\ntopic: nodes\nsummary: Nothing but text.\n---\nText.\n");
execFileSync(PROGRAM, ["build", "--site", folder, "--out", join(folder, "public")], { stdio: ["ignore", "ignore", "inherit"] });

const made = useSite(join(folder, "public"));
const own = useSite(OWN);
const NOTE = "/notes/drain/";

/** The notes of the own site: pages that say what state they are in. */
const OWN_NOTES = readdirSync(join(OWN, "notes"), { recursive: true }).filter((path) => path.endsWith("index.html"))
  .filter((path) => readFileSync(join(OWN, "notes", path), "utf8").includes('id="note-rollback"'))
  .map((path) => `/notes/${path.replace(/index\.html$/, "")}`);

/** The text that a clipboard holds after a press. */
async function copied(page, button) {
  await page.evaluate(() => navigator.clipboard.writeText(""));
  await button.click();
  return page.evaluate(async () => {
    let text = "";
    for (let turn = 0; !text && turn < 200; turn += 1) {
      await new Promise((done) => setTimeout(done, 50));
      text = await navigator.clipboard.readText();
    }
    return text;
  });
}

/** What of the first 600 px lacks, or what stands twice. */
const firstScreen = () => {
  const faults = [];
  const bar = document.querySelector(".note-bar").getBoundingClientRect();
  const needs = { title: "h1", state: ".vital-status", owner: ".vital-owner", review: ".vital-reviewed time, .vital-reviewed .warn", "the way back": "#note-rollback" };
  for (const [name, selector] of Object.entries(needs)) {
    const part = document.querySelector(selector);
    if (!part?.checkVisibility()) { faults.push(`${name} does not show`); continue; }
    const { bottom } = part.getBoundingClientRect();
    if (bottom + scrollY > 600) faults.push(`${name} ends at ${Math.round(bottom + scrollY)} px`);
  }
  if (bar.bottom !== innerHeight || bar.height > 56) faults.push(`the bar is at ${bar.top} to ${bar.bottom}`);
  const vitals = [...document.querySelectorAll(".vitals > div")].filter((part) => part.checkVisibility()).map((part) => Math.round(part.getBoundingClientRect().top));
  if (new Set(vitals).size > 2) faults.push(`vitals take ${new Set(vitals).size} lines`);
  if (document.querySelector(".sheet[open]")) faults.push("the details are open");
  // A sentence; commands may well stand in the text again.
  const sentences = (within) => [...within.querySelectorAll("p, li, dd")].filter((part) => !part.querySelector("p, li, pre")).map((part) => part.textContent.trim());
  const [said] = sentences(document.querySelector("#note-rollback dd"));
  const times = sentences(document.querySelector("main")).filter((text) => said && text.includes(said)).length;
  if (times > 1) faults.push(`the way back is told ${times} times`);
  const order = ["#note-similar", ".dates", "#note-details"].map((selector) => document.querySelector(selector)).filter(Boolean);
  if (order.some((part, at) => at > 0 && !(order[at - 1].compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING))) faults.push("the details come before dates or similar notes");
  return faults;
};

for (const javaScriptEnabled of [true, false]) {
  test(`a phone's first 600 px hold title, state, owner, review and the way back; ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    assert.ok(OWN_NOTES.length > 10, `${OWN_NOTES.length} notes`);
    const faults = [];
    for (const { site, withPage, paths } of [{ ...own, paths: OWN_NOTES }, { ...made, paths: [NOTE, "/notes/seed/"] }]) {
      await withPage({ ...PHONE, javaScriptEnabled }, async (page) => {
        for (const path of paths) {
          await page.goto(site.address + path);
          faults.push(...(await page.evaluate(firstScreen)).map((fault) => `${path}: ${fault}`));
        }
      });
    }
    assert.deepEqual(faults, []);
  });
}

test("the bar of a phone leads to steps, the way back, search and the top, and covers no target", async () => {
  await made.withPage(PHONE, async (page) => {
    await page.goto(made.site.address + NOTE);
    const bar = page.locator(".note-bar");
    assert.deepEqual(await bar.getByRole("link").allTextContents(), ["Steps", "Roll back", "Search", "Top"]);
    for (const [name, target] of [["Steps", "note-step-1-drain-it"], ["Roll back", "note-rollback"], ["Top", "note-top"]]) {
      await bar.getByRole("link", { name }).click();
      await page.waitForFunction((id) => {
        const { top } = document.getElementById(id).getBoundingClientRect();
        return location.hash === `#${id}` && top > -120 && top < document.querySelector(".note-bar").getBoundingClientRect().top - 40;
      }, target);
    }
    // The end of the page is not below it.
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    assert.ok(await page.evaluate(() => document.querySelector(".site-foot").getBoundingClientRect().bottom <= document.querySelector(".note-bar").getBoundingClientRect().top + 1));
    // What the keyboard comes to is not below it either.
    for (let at = 0; at < 25; at += 1) {
      await page.keyboard.press("Tab");
      const hidden = await page.evaluate(() => {
        const focus = document.activeElement.getBoundingClientRect();
        return !document.activeElement.closest(".note-bar") && focus.top > document.querySelector(".note-bar").getBoundingClientRect().top;
      });
      assert.equal(hidden, false, `tab ${at}`);
    }
    await page.emulateMedia({ media: "print" });
    assert.equal(await bar.isVisible(), false);
    await page.emulateMedia({ media: "screen" });
    await page.goto(`${made.site.address}/notes/bare/`);
    assert.deepEqual(await bar.getByRole("link").allTextContents(), ["Search", "Top"]);
  });
  await made.withPage(DESK, async (page) => {
    await page.goto(made.site.address + NOTE);
    assert.equal(await page.locator(".note-bar").isVisible(), false, "a desk has none");
  });
});

test("fields show code and links on the note's own page, and are plain everywhere else", async () => {
  await made.withPage({ ...DESK, ...CLIPBOARD }, async (page) => {
    await page.goto(made.site.address + NOTE);
    const html = (selector) => page.locator(selector).first().evaluate((element) => element.innerHTML.trim());
    assert.equal(await html(".lede"), 'Use <code>kubectl drain</code> and see <a href="https://a.example/x?y=1&amp;z=2">the page</a>; not <span class="broken">this</span>, nor [that](other.md).'.replaceAll("kubectl drain", await page.locator(".lede code").innerHTML()));
    assert.equal(await page.locator(".tasks strong").first().textContent(), "before");
    assert.equal(await page.locator('[aria-labelledby=note-checklist] a[href="https://b.example/"]').count(), 1);
    assert.equal(await page.locator(".change p code").textContent(), "NotReady");
    assert.equal(await page.locator(".brief code:not(pre *)").last().textContent(), "Ready");
    await page.evaluate(() => { document.querySelector(".sheet").open = true; });
    assert.match(await page.locator(".sheet").innerText(), /<b>no HTML<\/b> <host>/);
    assert.deepEqual(await page.locator(".sheet code:not(.id)").allTextContents(), ["v1.32"]);
    const way = page.locator("#note-rollback");
    assert.deepEqual(await way.locator("dd > p").allTextContents(), ["Let pods come back:", "Then tell the team."]);
    assert.equal(await copied(page, way.getByRole("button")), "kubectl uncordon node-1\nkubectl get node node-1");
    const plain = "Use kubectl drain and see the page; not this, nor [that](other.md).";
    assert.equal(await page.locator("meta[name=description]").getAttribute("content"), plain);
    assert.equal(JSON.parse(await page.locator("script[type='application/ld+json']").textContent())["@graph"][0].description, plain);
    await page.goto(`${made.site.address}/notes/`);
    assert.ok((await page.locator(".row-summary").allTextContents()).includes(plain));
    await page.goto(`${made.site.address}/search/?q=drain`);
    assert.equal((await page.locator("[data-results] .row-summary").first().textContent()).trim(), plain);
  });
  for (const file of ["feed.xml", "feed.json"]) {
    const text = readFileSync(join(folder, "public", file), "utf8");
    assert.ok(text.includes("Use kubectl drain and see the page; not this"), file);
    assert.ok(!text.includes("`kubectl drain`"), file);
  }
});

test("a runbook is followed: ticks keep their times, stay on this device, and are copied as text", async () => {
  await made.withPage({ ...PHONE, ...CLIPBOARD }, async (page) => {
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.clock.setFixedTime(new Date("2026-11-28T02:05:00Z"));
    await page.goto(made.site.address + NOTE, { waitUntil: "networkidle" });
    const runbook = page.getByRole("group", { name: "Runbook" });
    const steps = page.locator(".step-row");
    assert.equal(await steps.count(), 0, "nothing is in the way before it begins");
    asked.length = 0;
    await runbook.getByRole("button", { name: "Follow step by step" }).click();
    assert.equal(await steps.count(), 4);
    for (const target of await page.locator(".step-row label, .step-row a, .runbook button:visible").all()) {
      const { width, height } = await target.boundingBox();
      assert.ok(width >= 44 && height >= 44, `a target of ${width} by ${height} px`);
    }
    await steps.nth(0).getByRole("checkbox", { name: "Step 1" }).check();
    assert.equal(await page.locator(".note-bar a").first().textContent(), "Step 2", "the bar leads on");
    await page.clock.setFixedTime(new Date("2026-11-28T02:11:00Z"));
    await steps.nth(1).getByRole("checkbox").check();
    await page.locator("[aria-labelledby=note-checklist] input").first().check();
    await page.clock.setFixedTime(new Date("2026-11-29T02:11:00Z"));
    await page.reload({ waitUntil: "networkidle" });
    assert.match(await runbook.textContent(), /Steps: 2 of 4 done, Checklist: 1 of 3 done/);
    assert.equal(await page.locator(".step-row time").nth(0).textContent(), "2026-11-28 02:05");
    const log = await copied(page, runbook.getByRole("button", { name: "Copy as text" }));
    assert.equal(log, `Drain a node
https://notes.example.org/notes/drain/
Started 2026-11-28 02:05 +00:00, Steps: 2 of 4 done, Checklist: 1 of 3 done

- [x] 2026-11-28 02:05 +00:00 Step 1: Cordon the node.
- [x] 2026-11-28 02:11 +00:00 Step 2: Drain it:
- [ ] Step 3: Wait.
- [ ] Step 1: Look.
- [ ] Told the team
- [x] 2026-11-28 02:11 +00:00 Ask before you run reboot
- [ ] See https://b.example/
`);
    assert.ok(asked.every((url) => url.startsWith(`${made.site.address}/`)), "nothing leaves the browser");
    await runbook.getByRole("button", { name: "End" }).click();
    assert.equal(await steps.count(), 0);
    await runbook.getByRole("button", { name: "Follow step by step" }).click();
    assert.equal(await steps.locator(":checked").count(), 2);
    await runbook.getByRole("button", { name: "Start again" }).click();
    assert.equal(await page.locator("main :checked").count(), 0);
    await page.reload();
    await steps.first().waitFor();
    assert.equal(await page.locator("main :checked").count(), 0);
    assert.equal(await page.locator(".ticked-at").count(), 0);
  });
});

test("what somebody else wrote into the browser's stores breaks nothing, and shows nowhere", async () => {
  await made.withPage({ ...DESK, ...CLIPBOARD }, async (page) => {
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    const runbook = page.getByRole("group", { name: "Runbook" });
    const open = async (path) => {
      await page.goto(made.site.address + path);
      if (path.includes("names")) await runbook.waitFor();
    };
    // All that the theme keeps, by using it.
    await open("/notes/names/");
    await page.locator("main input[type=text]").first().fill("a");
    await page.locator(".tasks input").first().check();
    await runbook.getByRole("button", { name: "Follow step by step" }).click();
    await page.locator(".step-row input").first().check();
    await page.getByRole("checkbox", { name: "Print them too" }).check();
    await page.locator("[data-scheme-switch]").click();
    await open("/notes/");
    await page.locator("[data-compact]").click();
    const kept = await page.evaluate(() => [localStorage, sessionStorage].map((store) => Object.entries({ ...store })));
    const [keys, keysOfSession] = kept.map((entries) => entries.map(([key]) => key));
    const named = new Set([...keys, ...keysOfSession].map((key) => key.split(":")[1]));
    const scripts = readdirSync(join(folder, "public/assets")).filter((name) => name.endsWith(".js")).map((name) => readFileSync(join(folder, "public/assets", name), "utf8"));
    const inScripts = [...scripts.join("").matchAll(/fieldnotes:([a-z-]+)/g)].map(([, name]) => name).filter((name) => name !== "listed");
    assert.deepEqual([...new Set(inScripts)].sort(), [...named].sort(), "every key that the scripts name");
    const { ticks, times } = JSON.parse(kept[0].find(([key]) => key.startsWith("fieldnotes:runbook"))[1]);
    const all = (value) => Object.fromEntries([...Object.keys(ticks), ...Object.keys(times), "constructor", "host", "valueOf", "toString"].map((name) => [name, value]));
    const values = ["{no", "null", "7", '"text"', '[null,1,"a",{"url":{},"title":1},{"url":"/\\\\evil.example/","title":"x"},{"url":"/\\t/evil.example/","title":"x"},{"url":"/ok/","title":"x"}]',
      { on: 1, started: {}, ticks: null, times: "x" }, { on: true, started: "never", ticks: all({ at: "nie", said: 1 }), times: all("nie") },
      { on: true, started: 1e99, ticks: all(null), times: all({}) }, { on: true, ticks: [1], times: [1] }, all("a\nrm -r /"), all(1), all([])];
    for (const value of values) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      await page.evaluate(([text, keys, keysOfSession]) => {
        for (const key of keys) localStorage.setItem(key, text);
        for (const key of keysOfSession) sessionStorage.setItem(key, text);
      }, [text, keys, keysOfSession]);
      await open("/notes/names/");
      const start = runbook.getByRole("button", { name: "Follow step by step" });
      if (await start.isVisible()) await start.click();
      const shown = `${await page.locator("main").innerText()} ${await copied(page, runbook.getByRole("button", { name: "Copy as text" }))}`;
      assert.doesNotMatch(shown, /NaN|Invalid|undefined|\bnull\b|\[object|function|rm -r/, text);
      assert.match(shown, /Steps: 0 of 2 done, Checklist: 1 of 5 done/, text);
      assert.deepEqual(await page.locator("main input[type=text]").evaluateAll((fields) => fields.map((field) => field.value)), ["", ""], text);
      await page.locator(".step-row input").first().check();
      await page.locator(".tasks input").first().check();
      assert.equal(await page.locator(".ticked-at").count(), 2, text);
      await open("/");
      assert.ok((await page.locator("[data-recent] a").evaluateAll((links) => links.map((link) => link.href))).every((href) => /^http:\/\/127\.0\.0\.1:\d+\/(ok|notes\/names)\/$/.test(href)), text);
    }
    assert.deepEqual(faults, []);
  });
});

test("each step has a link of its own, which is copied; it leads there without script too", async () => {
  await made.withPage({ ...DESK, ...CLIPBOARD }, async (page) => {
    await page.goto(made.site.address + NOTE);
    const link = page.getByRole("link", { name: "Link to step 2" });
    await link.focus();
    assert.equal(await copied(page, link), "https://notes.example.org/notes/drain/#note-step-2-drain-it");
    assert.equal(new URL(page.url()).hash, "#note-step-2-drain-it");
  });
  await made.withPage({ ...PHONE, javaScriptEnabled: false }, async (page) => {
    await page.goto(`${made.site.address}${NOTE}#note-step-1-check`);
    assert.ok((await page.locator("#note-step-1-check").boundingBox()).y < 780);
    for (const gone of [".runbook", ".step-row", ".acts button", ".sheet-paper", "[data-keys]", "dialog"]) {
      for (const part of await page.locator(gone).all()) assert.equal(await part.isVisible(), false, gone);
    }
  });
});

test("headings are named once, and their links show on touch", async () => {
  await made.withPage(PHONE, async (page) => {
    await page.goto(made.site.address + NOTE);
    const named = await page.locator(".prose").ariaSnapshot();
    assert.match(named, /- heading "Drain it" \[level=2\]/);
    assert.match(named, /- link "Link to “Drain it”"/);
    assert.equal(await page.locator(".heading .anchor").first().evaluate((link) => getComputedStyle(link).opacity), "1");
    const { width, height } = await page.locator(".heading .anchor").first().boundingBox();
    assert.ok(width >= 24 && height >= 24, `${width} by ${height} px`);
  });
});

test("a picture is seen at its full size: in a window, and by its link without script", async () => {
  await made.withPage(DESK, async (page) => {
    await page.goto(made.site.address + NOTE);
    await page.getByRole("link", { name: "Enlarge: A drawing" }).click();
    const dialog = page.getByRole("dialog", { name: "A drawing" });
    assert.ok(await dialog.getByRole("img", { name: "A drawing" }).isVisible());
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.ok(await page.evaluate(() => document.activeElement.matches("a.whole")), "the focus is where it was");
  });
  await made.withPage({ ...DESK, javaScriptEnabled: false }, async (page) => {
    await page.goto(made.site.address + NOTE);
    await page.getByRole("link", { name: "Enlarge: A drawing" }).click();
    await page.waitForURL(/pic\.png$/);
  });
});

test("paper says when it was printed, and has the details where the reader asks for them", async () => {
  await made.withPage(DESK, async (page) => {
    await page.clock.setFixedTime(new Date("2026-11-28T02:05:00Z"));
    await page.goto(made.site.address + NOTE);
    const paper = async () => {
      await page.emulateMedia({ media: "print" });
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    };
    const choice = page.getByRole("checkbox", { name: "Print them too" });
    await paper();
    assert.match(await page.locator("#note-paper").innerText(), /From https:\/\/notes\.example\.org\/notes\/drain\/ · Printed on .*2026/);
    assert.match(await page.locator(".vitals").innerText(), /Last reviewed\s+31 Oct 2026/);
    assert.equal(await page.locator("#note-details").isVisible(), false);
    await page.emulateMedia({ media: "screen" });
    await choice.check();
    await page.reload();
    assert.ok(await choice.isChecked(), "the choice is kept");
    await paper();
    assert.ok(await page.locator(".sheet > dl").isVisible());
    assert.equal(await choice.isVisible(), false);
  });
});

test("the details are open where there is room, closed on a phone, and open for their link", async () => {
  const isOpen = (page) => page.locator(".sheet > dl").isVisible();
  for (const javaScriptEnabled of [true, false]) {
    await made.withPage({ ...DESK, javaScriptEnabled }, async (page) => {
      await page.goto(made.site.address + NOTE);
      assert.ok(await isOpen(page));
    });
    await made.withPage({ ...PHONE, javaScriptEnabled }, async (page) => {
      await page.goto(made.site.address + NOTE);
      assert.equal(await isOpen(page), false);
      await page.locator(".sheet summary").click();
      assert.ok(await isOpen(page));
    });
  }
  await made.withPage(PHONE, async (page) => {
    await page.goto(`${made.site.address}${NOTE}#note-details`);
    assert.ok(await isOpen(page));
    const fields = await page.locator(".sheet > dl > div > dt").allTextContents();
    for (const said of ["summary", "checklist", "owner", "change"]) assert.ok(!fields.includes(said), `${said} is said elsewhere`);
    assert.ok(fields.includes("revision") && fields.includes("notes"));
  });
});

test("a note can be edited, reported and copied as Markdown; without the setting there is no such link", async () => {
  await made.withPage({ ...DESK, ...CLIPBOARD }, async (page) => {
    await page.goto(made.site.address + NOTE);
    const address = (name) => page.getByRole("link", { name }).getAttribute("href");
    assert.equal(await address("Edit this page"), "https://github.com/example/ops/edit/main/docs/content/notes/drain.md");
    const report = new URL(await address("Report a problem"));
    assert.equal(report.origin + report.pathname, "https://github.com/example/ops/issues/new");
    assert.equal(report.searchParams.get("title"), "Problem: Drain a node");
    assert.equal(report.searchParams.get("body"), "https://notes.example.org/notes/drain/\ncontent/notes/drain.md\n\n");
    const text = await copied(page, page.getByRole("button", { name: "Copy as Markdown" }));
    assert.equal(text, readFileSync(join(folder, `public${NOTE}index.md`), "utf8"));
    assert.match(text, /^Use `kubectl drain` and see/m, "copies keep the code of fields");
    await page.route("**/index.md", (route) => route.abort());
    const button = page.locator("[data-markdown]");
    await page.waitForFunction(() => document.querySelector("[data-markdown]").textContent === "Copy as Markdown");
    await button.click();
    await page.waitForFunction(() => document.querySelector("[data-markdown]").textContent === "Not copied");
  });
  await own.withPage(DESK, async (page) => {
    await page.goto(own.site.address + OWN_NOTES[0]);
    assert.equal(await page.getByRole("link", { name: "Edit this page" }).count(), 0);
  });
});

test("`?` shows the keys that there are, and a button does too", async () => {
  await made.withPage(DESK, async (page) => {
    await page.goto(`${made.site.address}/`);
    const dialog = page.getByRole("dialog", { name: "Keyboard" });
    await page.keyboard.press("?");
    assert.ok(await dialog.isVisible());
    await page.evaluate(AXE);
    assert.deepEqual((await page.evaluate(() => axe.run("dialog"))).violations.map(({ id }) => id), []);
    await page.keyboard.press("Escape");
    assert.equal(await dialog.isVisible(), false);
    await page.getByRole("button", { name: "Keyboard" }).click();
    await dialog.getByRole("button", { name: "Close" }).click();
    assert.equal(await dialog.isVisible(), false);
    await page.keyboard.press("/");
    await page.keyboard.type("?");
    assert.equal(await dialog.isVisible(), false, "not while somebody writes");
    assert.equal(await page.locator("#site-q-large").inputValue(), "?");
  });
});

test("the home page has the notes that were looked at last, as many as eight, until the list is cleared", async () => {
  await made.withPage(DESK, async (page) => {
    const recent = page.locator("[data-recent]");
    await page.goto(`${made.site.address}/`);
    assert.equal(await recent.isVisible(), false);
    for (const name of ["bare", "drain", "seed", "bare"]) await page.goto(`${made.site.address}/notes/${name}/`);
    await page.goto(`${made.site.address}/`);
    assert.deepEqual((await recent.getByRole("link").allTextContents()).map((title) => title.slice(0, 12)), ["Bare", "field notes ", "Drain a node"]);
    // What another page of the host may have written leads nowhere else.
    await page.evaluate(() => {
      const entries = ["javascript:alert(1)", "//evil.example/", "https://evil.example/", ...Array(20).fill("/notes/bare/")].map((url) => ({ url, title: "<b>x</b>" }));
      localStorage.setItem("fieldnotes:recent:/", JSON.stringify(entries));
    });
    await page.reload();
    assert.deepEqual([...new Set(await recent.getByRole("link").evaluateAll((links) => links.map((link) => link.getAttribute("href"))))], ["/notes/bare/"]);
    assert.equal(await recent.getByRole("link").count(), 8);
    await recent.getByRole("button").click();
    assert.equal(await recent.isVisible(), false);
    await page.reload();
    assert.equal(await recent.isVisible(), false);
  });
});

for (const look of [PHONE, DESK]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing while steps are followed: ${look.viewport.width} px, ${colorScheme}`, async () => {
      await made.withPage({ ...look, colorScheme }, async (page) => {
        await page.goto(made.site.address + NOTE);
        await page.getByRole("button", { name: "Follow step by step" }).click();
        await page.locator(".step-row input").first().check();
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => axe.run());
        assert.deepEqual(violations.map(({ id, nodes: [node] }) => `${id}: ${node.html}`), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "no wider than the screen");
      });
    });
  }
}
