// Search and filters, in a real browser: results as one types, excerpts, filters in the address, the keyboard, and how
// much a query loads.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useSite } from "./server.mjs";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR must name a built site");
const { site, withPage } = useSite(SITE);

/** A page on which any error fails the test. */
const withWatched = (options, use) => withPage(options, async (page) => {
  const faults = [];
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("response", (response) => response.status() >= 400 && faults.push(response.url()));
  page.on("request", (request) => new URL(request.url()).origin !== site.address && faults.push(`left the site: ${request.url()}`));
  await use(page);
  assert.deepEqual(faults, []);
});
const titles = (page) => page.locator("[data-results] .row-title").allTextContents();
const search = async (page, query) => {
  await page.goto(`${site.address}/search/?q=${encodeURIComponent(query)}`);
  await page.locator("[data-results] .rows, [data-results] .empty").first().waitFor();
};

test("results come as one types, with the words marked, in the address, and again after going back", async () => {
  await withWatched({}, async (page) => {
    await page.goto(`${site.address}/search/`);
    await page.locator(".find input").pressSequentially("rene", { delay: 20 });
    await page.getByRole("heading", { level: 2, name: /result/ }).waitFor();
    assert.match(page.url(), /\?q=rene$/);
    assert.ok((await page.locator("[data-results] mark").count()) > 0);
    const first = page.locator("[data-results] .row-title").first();
    const title = await first.textContent();
    await first.click();
    await page.locator("main h1").waitFor();
    assert.equal((await page.locator("main h1").textContent()).trim(), title);
    await page.goBack();
    await page.locator("[data-results] .row-title").first().waitFor();
    assert.equal(await page.locator(".find input").inputValue(), "rene");
  });
});

test("after going back, as many results are there as were, at the same place, and a new query begins anew", async () => {
  await withWatched({ viewport: { width: 1000, height: 700 } }, async (page) => {
    await search(page, "fieldnotes");
    const rows = page.locator("[data-results] .rows > li");
    for (const count of [10, 20]) {
      assert.equal(await rows.count(), count);
      await page.locator(".more-results").click();
      await page.waitForFunction((count) => document.querySelectorAll("[data-results] .rows > li").length > count, count);
    }
    const [count, link] = [await rows.count(), page.locator("[data-results] .row-title").nth(23)];
    await link.scrollIntoViewIfNeeded();
    const shown = () => link.evaluate((link) => [link.href, Math.round(link.getBoundingClientRect().top)]);
    // The page moves smoothly: it has come to rest when the place is the same again after a while.
    let place = await shown();
    for (let last; String(last) !== String(place);) {
      await page.waitForTimeout(300);
      [last, place] = [place, await shown()];
    }
    const [before, top] = place;
    for (const leave of [() => link.click(), () => page.reload()]) {
      await leave();
      if (!page.url().includes("/search/")) { await page.locator(".note-body").waitFor(); await page.goBack(); }
      await page.waitForFunction((count) => document.querySelectorAll("[data-results] .rows > li").length === count, count);
      await page.waitForFunction(() => scrollY > 500);
      const [address, now] = await shown();
      assert.equal(address, before);
      assert.ok(Math.abs(now - top) < 120, `${now} px, not ${top}`);
    }
    await page.locator(".find input").first().fill("note");
    await page.waitForFunction(() => document.querySelectorAll("[data-results] .rows > li").length === 10);
    await page.reload();
    await rows.first().waitFor();
    assert.equal(await rows.count(), 10);
  });
});

test("a result shows the place of the text that has the words", async () => {
  await withWatched({}, async (page) => {
    await search(page, "cache bypass");
    const excerpt = page.locator(".row-excerpt").first();
    await excerpt.waitFor();
    assert.match(await excerpt.textContent(), /cache|bypass/i);
    assert.ok((await excerpt.locator("mark").count()) > 0);
  });
});

test("names with signs and capitals, marks, and other forms of a word are found", async () => {
  await withWatched({}, async (page) => {
    for (const [query, expected] of [
      ["proxy_cache_bypass", /cache/i], ["proxy_cache", /cache/i], ["pg_restore", /restore/i], ["restored", /restore/i],
      ["RESTORE DRILL", /restore drill/i], ["rêstore", /restore/i], ["front_matter", /.+/], ["site.toml", /.+/],
    ]) {
      await search(page, query);
      const found = await titles(page);
      assert.ok(found.some((title) => expected.test(title)), `${query}: ${found.join(" | ")}`);
    }
    await search(page, "zzyzxqv");
    assert.match(await page.locator("[data-results] .empty").textContent(), /zzyzxqv/);
  });
});

test("the field in the bar shows the best results on any page, by keyboard alone", async () => {
  await withWatched({}, async (page) => {
    await page.goto(`${site.address}/notes/nginx/cache-bypass-rules/`);
    await page.keyboard.press("/");
    await page.keyboard.type("restore");
    const panel = page.locator(".find-panel");
    await panel.locator("a").first().waitFor();
    await page.locator("[role=status]", { hasText: /result/ }).waitFor({ state: "attached" });
    await page.keyboard.press("ArrowDown");
    assert.ok(await panel.locator("a").first().evaluate((link) => link === document.activeElement));
    await page.keyboard.press("Escape");
    assert.ok(await panel.isHidden());
    assert.ok(await page.locator(".find input").first().evaluate((field) => field === document.activeElement));
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\/\?q=restore$/);
    await page.locator("[data-results] .row-title").first().waitFor();
  });
});

test("filters of the listing are check boxes that stand in the address, and undo themselves", async () => {
  await withWatched({}, async (page) => {
    await page.goto(`${site.address}/notes/`);
    const box = page.getByRole("checkbox", { name: /nginx/ }).first();
    await box.check();
    await page.locator(".chips").waitFor();
    assert.match(page.url(), /\?stack=nginx$/);
    const rows = page.locator("[data-listing] > div:last-child .rows > li");
    const count = await rows.count();
    assert.ok(count > 0);
    assert.match(await page.getByRole("heading", { level: 2 }).last().textContent(), new RegExp(`^${count} notes?$`));
    for (const terms of await rows.locator(".row-terms").allTextContents()) assert.match(terms, /nginx/);
    await page.getByRole("group", { name: "Difficulty" }).getByRole("checkbox").first().check();
    assert.match(page.url(), /stack=nginx&difficulty=/);
    await page.reload();
    await page.getByRole("checkbox", { name: /nginx/, checked: true }).first().waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    assert.ok(!page.url().includes("?"));
    assert.ok(await page.locator("[data-listing] > .rows").isVisible());
  });
});

test("filters narrow a search down, and their counts say how far", async () => {
  await withWatched({}, async (page) => {
    await search(page, "restore");
    const box = page.locator(".facets .tick", { has: page.locator(".num:not(:empty)") }).filter({ hasText: /[1-9]\d*$/ }).first();
    const expected = Number(await box.locator(".num").textContent());
    await box.locator("input").check();
    await page.waitForURL(/q=restore&/);
    await page.waitForFunction((n) => document.querySelectorAll("[data-results] .rows > li").length === n, expected);
  });
});

test("without script the filters are links and the search page leads to the indexes", async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(`${site.address}/search/?q=x`);
    assert.ok(await page.locator("noscript").count());
    assert.ok(await page.locator("[data-idle] a").first().isVisible());
    await page.goto(`${site.address}/notes/`);
    assert.match(await page.locator("[data-term]").first().getAttribute("href"), /^\/status\//);
  });
});
