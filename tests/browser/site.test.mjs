// What only a browser can show: the built site (SITE_DIR) in real Chromium. Fails loudly where there is none.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR names the built site");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NOTE = "/notes/nginx/cache-bypass-rules/";
const CONSOLE_NOTE = "/notes/postgresql/restore-drill/";
const DEPRECATED = "/notes/python/worker-memory/";
const KINDS = ["/", "/notes/", NOTE, DEPRECATED, "/stack/", "/stack/nginx/", "/archive/", "/archive/2026/", "/review/", "/manual/", "/manual/templates/", "/404.html"];

let browser;
let site;

before(async () => {
  site = await serve(SITE);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  site?.stop();
});

/** A page of its own, which is closed afterwards. */
async function withPage(options, use) {
  const context = await browser.newContext(options);
  try {
    return await use(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

const pages = () =>
  readdirSync(SITE, { recursive: true }).filter((path) => path.endsWith(".html")).map((path) => `/${path.replace(/(^|\/)index\.html$/, "$1")}`);

test("every page opens without an error, a failed request, or a request off the site", async () => {
  const queue = pages();
  const count = queue.length;
  const faults = [];
  const open = () =>
    withPage({}, async (page) => {
      let at = "";
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && faults.push(`${at}: ${message.text()}`));
      page.on("pageerror", (error) => faults.push(`${at}: ${error.message}`));
      page.on("requestfailed", (request) => request.failure().errorText !== "net::ERR_ABORTED" && faults.push(`${at}: ${request.url()} ${request.failure().errorText}`));
      page.on("request", (request) => request.url().startsWith(site.address) || request.url().startsWith("data:") || faults.push(`${at}: asks for ${request.url()}`));
      page.on("response", (response) => response.status() >= 400 && !at.endsWith("404.html") && faults.push(`${at}: ${response.url()} ${response.status()}`));
      while ((at = queue.pop())) await page.goto(site.address + at, { waitUntil: "load" });
    });
  await Promise.all([open(), open(), open()]);
  assert.ok(count > 100, `${count} pages`);
  assert.deepEqual(faults, []);
});

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing, ${colorScheme}, narrow and wide`, async () => {
    const faults = [];
    for (const width of [360, 1280]) {
      await withPage({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
        for (const path of KINDS) {
          await page.goto(site.address + path);
          await page.evaluate(AXE);
          const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
          faults.push(...violations.map((found) => `${path} ${width}: ${found.id}: ${found.nodes[0].html.slice(0, 160)} ${found.nodes[0].failureSummary}`));
        }
      });
    }
    assert.deepEqual(faults, []);
  });
}

test("no page scrolls sideways on the narrowest phone", async () => {
  await withPage({ viewport: { width: 320, height: 700 } }, async (page) => {
    for (const path of KINDS) {
      await page.goto(site.address + path);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `${path}: ${over} px`);
    }
  });
});

test("copying a terminal session leaves prompts and output out", async () => {
  await withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto(site.address + CONSOLE_NOTE);
    const block = page.locator(".code", { has: page.locator(".pr") }).first();
    await block.getByRole("button", { name: /copy/i }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.length > 5 && !/^\$ /m.test(copied), copied);
    const output = block.locator(".go").first();
    if (await output.count()) assert.ok(!copied.includes(await output.textContent()), copied);
  });
});

test("ticks survive a reload, show progress, and can be reset", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    const boxes = page.locator("[aria-labelledby=note-checklist] input[type=checkbox]");
    await boxes.first().check();
    await page.reload();
    assert.equal(await boxes.first().isChecked(), true);
    const section = page.locator("[aria-labelledby=note-checklist]");
    assert.match(await section.textContent(), /1 of \d+/);
    await section.getByRole("button").first().click();
    assert.equal(await boxes.first().isChecked(), false);
    await page.reload();
    assert.equal(await boxes.first().isChecked(), false);
  });
});

test("the colour scheme is kept", async () => {
  await withPage({ colorScheme: "light" }, async (page) => {
    await page.goto(site.address + "/");
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    const button = page.locator("[data-scheme-switch]");
    await button.click();
    await button.click();
    await page.reload();
    assert.notEqual(await ground(), light);
  });
});

test("the table of contents marks what is read", async () => {
  await withPage({ viewport: { width: 1280, height: 800 } }, async (page) => {
    await page.goto(site.address + NOTE);
    await page.locator("#roll-back").scrollIntoViewIfNeeded();
    await page.evaluate(() => document.getElementById("roll-back").scrollIntoView());
    await page.waitForSelector(".toc a[aria-current][href='#roll-back']");
  });
});

test("the keyboard reaches the text first, and the review date says how it stands", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#site-main");
    assert.match(await page.locator(".vitals").textContent(), /in \d+|overdue by|today/);
  });
});

test("everything reads without script", async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(site.address + NOTE);
    assert.ok(await page.locator(".prose h2").first().isVisible());
    assert.ok(await page.locator("[aria-labelledby=note-checklist] li").first().isVisible());
    assert.ok(await page.locator(".sheet dl").first().isVisible());
    assert.ok(await page.getByRole("link", { name: "Notes" }).first().isVisible());
  });
});

test("a deprecated note says so on top, with its successor", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + DEPRECATED);
    const banner = page.locator(".banner").first();
    assert.match(await banner.textContent(), /Deprecated/);
    await banner.getByRole("link").click();
    assert.match(page.url(), /idempotent-background-jobs/);
  });
});
