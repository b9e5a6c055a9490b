// Listings in real Chromium: orders, rows of one line, filters on a phone, the way past them by keyboard, and tables that are wider than
// their place. FIELDNOTES names the program, SITE_DIR a built site.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { useSite } from "./server.mjs";

const { FIELDNOTES: PROGRAM, SITE_DIR: OWN } = process.env;
assert.ok(PROGRAM && OWN, "FIELDNOTES must name the program, SITE_DIR a built site");

const folder = mkdtempSync(join(tmpdir(), "listing-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const write = (path, text) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const LEVELS = ["beginner", "intermediate", "advanced"];
/** 65 notes, whose titles, dates, reviews and levels stand in four different orders; every ninth has no level and no review. */
const NOTES = Array.from({ length: 65 }, (_, at) => {
  const bare = at % 9 === 4;
  return {
    title: `Step ${(at * 17) % 65}`,
    date: `2026-01-${String((at % 28) + 1).padStart(2, "0")}`,
    level: bare ? undefined : (at * 7) % 3,
    reviewed: bare ? undefined : `2026-${String(((at * 11) % 12) + 1).padStart(2, "0")}-${String(((at * 5) % 28) + 1).padStart(2, "0")}`,
    term: at % 5 === 0 ? "rare" : "common",
  };
});
write("site.toml", 'title = "Listings"\nbase_url = "https://notes.example.org"\n[listing]\nper_page = 20\n');
NOTES.forEach(({ title, date, level, reviewed, term }, at) => write(`content/notes/n${at}.md`, `---
title: ${title}
date: ${date}
topic: Listings
summary: What is done in ${title.toLowerCase()}, in a sentence of some length that a row shows.
stack: [${term}]
${level === undefined ? "" : `difficulty: ${LEVELS[level]}\n`}revision: {status: published${reviewed ? `, last_reviewed: ${reviewed}, review_in: 1 year` : ""}}
---
Text.
`));
execFileSync(PROGRAM, ["build", "--site", folder, "--out", join(folder, "public")], { stdio: ["ignore", "ignore", "inherit"] });
const { site, withPage } = useSite(join(folder, "public"));
// A note of every kind that rows tell apart, each with what another one lacks.
const REVISIONS = ["{status: published, last_reviewed: 2026-01-01, review_in: 1 year}", "{status: reviewed, last_reviewed: 2025-01-01, review_in: 6 months}", "{status: drafted}",
  "{status: deprecated}", "{last_reviewed: 2026-01-01, review_in: 1 month, deferred: {until: 2036-01-01, because: Later}}", "{version: 1.0.0}"];
const TERMS = ["stack: [Alpha, Beta]\ndifficulty: advanced\n", "stack: [Alpha]\n", "difficulty: beginner\n", ""];
write("every/site.toml", 'title = "Every"\nbase_url = "https://notes.example.org"\n[listing]\nper_page = 12\n');
REVISIONS.forEach((revision, at) => TERMS.forEach((terms, more) => write(`every/content/notes/e${at}-${more}.md`, `---
title: Every ${at} ${more} <b>&amp;
date: 2026-02-${10 + at}
topic: Every
summary: ${more ? `Summary "${at}" & more.` : "S."}
${terms}${at === 1 ? "draft: true\n" : ""}revision: ${revision}
---
Text ${"of some length ".repeat(at * 200)}
`)));
execFileSync(PROGRAM, ["build", "--drafts", "--site", join(folder, "every"), "--out", join(folder, "every/public")], { stdio: ["ignore", "ignore", "inherit"] });
const every = useSite(join(folder, "every/public"));
const own = useSite(OWN);

const titles = (page) => page.locator("[data-listing] .row-title:visible").allTextContents();
const choose = async (page, value) => {
  await page.locator("[data-sort]").selectOption(value);
  await page.waitForFunction((wanted) => new URL(location.href).searchParams.get("sort") === wanted, value || null);
  await page.waitForLoadState("networkidle");
};
/** The key of each row in an order, by title. */
const KEYS = {
  oldest: ({ date }) => date,
  title: ({ title }) => title.toLowerCase(),
  due: ({ reviewed }) => reviewed ?? "9999",
  difficulty: ({ level }) => level ?? 9,
};
const isOrdered = (names, key) => {
  const keys = names.map((name) => key(NOTES.find(({ title }) => title === name)));
  assert.deepEqual(keys, keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
};

test("a list that goes on on other pages is sorted as a whole, and the order is in its address", async () => {
  await withPage({}, async (page) => {
    await page.goto(`${site.address}/notes/`);
    for (const [order, key] of Object.entries(KEYS)) {
      await choose(page, order);
      const more = page.locator(".more-results:visible");
      for (let shown = 25; shown < NOTES.length; shown += 25) {
        // Twice in a row: the second click adds no row twice.
        await more.click({ clickCount: shown === 25 ? 2 : 1 });
        await page.waitForFunction((count) => document.querySelectorAll(".more-results").length && document.querySelectorAll("[data-listing] > div:last-child .row-title").length >= count, Math.min(shown + 25, NOTES.length));
      }
      await page.waitForFunction((count) => [...document.querySelectorAll("[data-listing] .row-title")].filter((row) => row.checkVisibility()).length === count, NOTES.length);
      const names = await titles(page);
      assert.equal(new Set(names).size, NOTES.length, "every note once");
      isOrdered(names, key);
      assert.equal(await page.evaluate(() => document.activeElement.className), "row-title", "the keyboard goes on with what came");
    }
    // As the reader left it, whichever way they come back; a link to a place of the page leaves it alone too.
    const away = async () => {
      await page.locator(".row-title:visible").nth(50).click();
      await page.waitForURL(/\/notes\/n\d+\/$/);
      await page.goBack();
    };
    for (const leave of [() => page.reload(), away, () => page.evaluate(() => { location.hash = "site-main"; })]) {
      await leave();
      await page.waitForFunction((count) => [...document.querySelectorAll("[data-listing] .row-title")].filter((row) => row.checkVisibility()).length === count, NOTES.length);
      assert.equal(await page.locator("[data-sort]").inputValue(), "difficulty");
      isOrdered(await titles(page), KEYS.difficulty);
    }
    await choose(page, "");
    assert.equal(await page.locator(".pager").isVisible(), true, "the page's own list again");
    assert.equal(await page.evaluate(() => document.activeElement.matches("[data-sort]") || document.activeElement.matches(".row-title, body")), true);
  });
});

test("rows that the script makes are those of the page", async () => {
  await withPage({}, async (page) => {
    const rows = async () => new Map(await page.locator("[data-listing] .rows > li:visible").evaluateAll((rows) => rows.map((row) => {
      for (const time of row.querySelectorAll("[hidden]")) time.remove();
      const html = row.outerHTML.replace(/\s+/g, " ").replace(/ (?=<)|(?<=>) /g, "").replace(/=""/g, "");
      return [row.querySelector("a").getAttribute("href"), html];
    })));
    const { site: whole } = every;
    for (const address of [`${site.address}/notes/`, `${whole.address}/notes/`]) {
      await page.goto(address);
      const wanted = await rows();
      assert.ok(wanted.size > 5 && [...wanted.values()].every((row) => /min<\/span>/.test(row)));
      await choose(page, "title");
      await page.locator(".more-results").evaluate((button) => button.isConnected);
      while (await page.locator(".more-results:visible").count()) {
        const count = await page.locator("[data-listing] .row-title:visible").count();
        await page.locator(".more-results:visible").click();
        await page.waitForFunction((count) => [...document.querySelectorAll("[data-listing] .row-title")].filter((row) => row.checkVisibility()).length > count, count);
      }
      const made = await rows();
      for (const [note, row] of wanted) assert.equal(made.get(note), row);
      assert.match(await page.locator("[data-listing] .list-bar:visible h2").textContent(), /^\d+ notes$/);
    }
  });
});

test("an order that can't be had leaves the list, and says why", async () => {
  await withPage({}, async (page) => {
    await page.goto(`${site.address}/notes/`);
    await page.route("**/search/orders/**", (route) => route.abort());
    await page.locator("[data-sort]").selectOption("due");
    await page.locator("[data-listing] .bad").waitFor();
    assert.ok(await page.locator("#site-rows").isVisible() && await page.locator("[data-sort]").isVisible());
    await page.unroute("**/search/orders/**");
    await page.getByRole("button", { name: /again/i }).click();
    await page.locator(".more-results").waitFor();
    assert.equal(await page.locator("[data-listing] .bad").count(), 0);
    isOrdered(await titles(page), KEYS.due);
  });
});

test("filters keep the order", async () => {
  await withPage({}, async (page) => {
    await page.goto(`${site.address}/notes/?stack=rare&sort=title`);
    await page.locator(".chips").waitFor();
    const names = await titles(page);
    assert.deepEqual(new Set(names), new Set(NOTES.filter(({ term }) => term === "rare").map(({ title }) => title)));
    isOrdered(names, KEYS.title);
  });
});

test("a list that is whole is sorted where it stands", async () => {
  await withPage({}, async (page) => {
    await page.goto(`${site.address}/stack/rare/`);
    const wanted = new Set(NOTES.filter(({ term }) => term === "rare").map(({ title }) => title));
    for (const [order, key] of Object.entries(KEYS)) {
      await choose(page, order);
      const names = await titles(page);
      assert.deepEqual(new Set(names), wanted);
      // Here numbers in titles count as numbers.
      isOrdered(names, order === "title" ? ({ title }) => Number(title.slice(5)) : key);
    }
    await page.goto(`${site.address}/stack/common/`);
    assert.equal(await page.locator("[data-sort]").count(), 0, "no order that would hold for a part of the notes");
    assert.equal(await page.locator("[data-compact]").count(), 1);
  });
});

test("rows of one line: a screen holds fifteen, before the first paint and on every list", async () => {
  await withPage({ viewport: { width: 1440, height: 900 } }, async (page) => {
    await page.goto(`${site.address}/notes/`);
    const button = page.locator("[data-compact]");
    const seen = () => page.evaluate(() => {
      document.querySelector("#site-notes").scrollIntoView({ behavior: "instant" });
      return [...document.querySelectorAll("#site-rows > li")].filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length;
    });
    const before = await seen();
    await button.click();
    assert.equal(await button.getAttribute("aria-pressed"), "true");
    const compact = await seen();
    assert.ok(compact >= 15 && compact > before, `${before} rows, then ${compact}`);
    await page.goto(`${site.address}/stack/rare/`);
    assert.equal(await page.locator(".row-summary:visible").count(), 0);
    await page.locator("[data-compact]").click();
    await page.reload();
    assert.ok((await page.locator(".row-summary:visible").count()) > 0);
  });
});

test("on a phone filters say how many are in use and lead to what they leave", async () => {
  await withPage({ viewport: { width: 360, height: 700 }, hasTouch: true, reducedMotion: "reduce" }, async (page) => {
    await page.goto(`${site.address}/notes/`);
    const summary = page.locator(".facets summary");
    await summary.tap();
    await page.getByRole("checkbox", { name: /rare/ }).tap();
    const show = page.getByRole("button", { name: "Show 13 notes" });
    await show.waitFor();
    assert.ok(await show.evaluate((button) => button.getBoundingClientRect().bottom <= innerHeight), "it is in view");
    assert.equal(await summary.textContent(), "Filter notes (1)");
    await show.tap();
    assert.equal(await page.locator(".facets details").evaluate((details) => details.open), false);
    await page.waitForFunction(() => document.querySelector(".chips").getBoundingClientRect().top < innerHeight / 2);
    const chip = page.getByRole("button", { name: "rare 13: remove this filter" });
    assert.match(await chip.textContent(), /13/);
    await chip.tap();
    await page.locator(".pager").waitFor();
    assert.equal(await summary.textContent(), "Filter notes");
  });
});

test("three tabs lead to the first note", async () => {
  for (const path of ["/notes/", "/stack/rare/", "/notes/?stack=rare"]) {
    await withPage({}, async (page) => {
      await page.goto(site.address + path);
      if (path.includes("?")) await page.locator(".chips").waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      assert.equal(await page.locator(":focus").getAttribute("href"), "#site-rows");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      const first = await page.locator("#site-rows .row-title").first().textContent();
      assert.equal(await page.locator(":focus").textContent(), first, path);
    });
  }
});

test("every page that search engines may list has a description", () => {
  const pages = readdirSync(OWN, { recursive: true }).filter((path) => path.endsWith(".html"));
  const source = (path) => readFileSync(join(OWN, path), "utf8");
  const bare = pages.filter((path) => !/http-equiv="refresh"|name="robots" content="noindex"|<meta name="description" content="[^"]/.test(source(path)));
  assert.ok(pages.length > 100);
  assert.deepEqual(bare, []);
});

test("a wide table shows that it scrolls, and its first column stays", async () => {
  await own.withPage({ viewport: { width: 360, height: 800 }, reducedMotion: "reduce" }, async (page) => {
    await page.goto(`${own.site.address}/manual/diagnostics/`);
    const wide = await page.evaluate(() => [...document.querySelectorAll(".table")].findIndex((table) => table.scrollWidth > table.clientWidth + 20));
    assert.ok(wide >= 0);
    const table = page.locator(".table").nth(wide);
    /** How light the frame is at its edges, in a row of pixels below its top, where no text stands. */
    const edges = async () => {
      const { x, y, width } = await table.evaluate((frame) => { frame.scrollIntoView(); return frame.getBoundingClientRect(); });
      const picture = (await page.screenshot({ clip: { x, y: Math.ceil(y) + 2, width, height: 1 } })).toString("base64");
      return page.evaluate(async (data) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d");
        context.drawImage(image, 0, 0);
        const { data: pixels } = context.getImageData(0, 0, image.width, 1);
        const light = (at) => pixels[at * 4];
        return { start: light(1), end: light(image.width - 2), middle: light(Math.round(image.width / 2)) };
      }, picture);
    };
    const before = await edges();
    assert.ok(before.end < before.middle - 15, `a shadow at the end: ${JSON.stringify(before)}`);
    const at = () => table.evaluate((frame) => frame.querySelector("td:first-child").getBoundingClientRect().left - frame.getBoundingClientRect().left);
    const place = await at();
    await table.evaluate((frame) => { frame.scrollLeft = 9999; });
    assert.equal(await at(), place, "the first column stays");
    const after = await edges();
    assert.ok(after.end > after.middle - 5, `none where nothing is behind: ${JSON.stringify(after)}`);
  });
});
