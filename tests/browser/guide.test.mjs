// The navigation of a manual, in real Chromium (SITE_DIR): in its own order, beside the page on a desk, behind one button on a phone, with
// and without script.
import assert from "node:assert/strict";
import { test } from "node:test";
import { useSite } from "./server.mjs";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR must name a built site");
const { site, withPage } = useSite(SITE);

const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 360, height: 740 } };
const names = (page, within) => page.$$eval(`${within} > ul > li`, (all) => all.map((item) => item.querySelector("a, summary").firstChild.data.trim()));

test("the listing, the navigation and the steps have one order, and codes come last", async () => {
  await withPage(DESK, async (page) => {
    await page.goto(`${site.address}/manual/`);
    const guide = await names(page, ".guide > details");
    const listed = await page.$$eval(".ways-pages > li > a", (all) => all.map((link) => link.textContent));
    assert.deepEqual(guide, listed);
    assert.deepEqual([guide[0], guide.at(-1)], ["Getting started", "Codes"]);
    assert.equal(await page.locator(".guide [aria-current=page]").textContent(), "Manual");
    await page.goto(`${site.address}/manual/getting-started/`);
    const walked = [];
    for (;;) {
      walked.push(await page.locator(".guide [aria-current=page]").textContent());
      const next = page.locator("a[rel=next]");
      if (!(await next.count())) break;
      await page.goto(new URL(await next.getAttribute("href"), site.address).href);
      if (page.url().endsWith("/codes/")) break;
    }
    assert.deepEqual(walked, listed.slice(0, -1));
  });
});

test("on a desk it stands beside the page, marks the page and stays in sight", async () => {
  await withPage(DESK, async (page) => {
    await page.goto(`${site.address}/manual/codes/wrong-type/`);
    const here = page.locator(".guide [aria-current]");
    assert.deepEqual(await here.allTextContents(), ["wrong-type"]);
    assert.equal(await here.getAttribute("aria-current"), "page");
    assert.ok(await here.isVisible());
    const [guide, main] = [await page.locator(".guide").boundingBox(), await page.locator("main").boundingBox()];
    assert.ok(guide.x + guide.width <= main.x + 1, "beside the page");
    const inSight = () => here.evaluate((link) => { const { top, bottom } = link.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; });
    assert.ok(await inSight(), "the page's own entry is in sight");
    await page.evaluate(() => scrollTo(0, 400));
    assert.ok(await inSight(), "and stays there");
    const shown = await page.locator(".guide li li").count();
    assert.ok(shown > 4 && shown < 20, `${shown} codes near this one`);
  });
});

test("on a page that is no code, codes are one entry", async () => {
  await withPage(DESK, async (page) => {
    await page.goto(`${site.address}/manual/templates/`);
    assert.equal(await page.locator(".guide a[href^='/manual/codes/']").count(), 1);
  });
});

for (const javaScriptEnabled of [true, false]) {
  test(`on a phone it is behind one button, ${javaScriptEnabled ? "with" : "without"} script`, async () => {
    await withPage({ ...PHONE, javaScriptEnabled }, async (page) => {
      await page.goto(`${site.address}/manual/publishing/`);
      const link = page.locator(".guide a", { hasText: "Getting started" });
      assert.ok(!(await link.isVisible()));
      assert.ok((await page.locator("h1").boundingBox()).y < 400, "the page comes first");
      const button = page.locator(".guide > details > summary");
      assert.ok((await button.boundingBox()).height >= 44);
      await button.focus();
      await page.keyboard.press("Enter");
      assert.ok(await link.isVisible());
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      await link.click();
      assert.equal(new URL(page.url()).pathname, "/manual/getting-started/");
    });
  });
}

test("who skips to the content skips the navigation", async () => {
  await withPage(DESK, async (page) => {
    await page.goto(`${site.address}/manual/templates/`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)));
  });
});

test("it is not printed", async () => {
  await withPage(DESK, async (page) => {
    await page.goto(`${site.address}/manual/templates/`);
    await page.emulateMedia({ media: "print" });
    assert.ok(!(await page.locator(".guide").isVisible()));
  });
});
