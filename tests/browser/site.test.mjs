// What only a browser can show: the built site (SITE_DIR) in real Chromium. Fails loudly where either is missing.
//
//     fieldnotes build --site ../.. --out /tmp/site && npm ci && SITE_DIR=/tmp/site npm test
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { useSite } from "./server.mjs";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR must name a built site");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Every page: its address and its source. */
const PAGES = readdirSync(SITE, { recursive: true })
  .filter((file) => file.endsWith(".html"))
  .sort()
  .map((file) => ({ path: `/${file.replace(/(^|\/)index\.html$/, "$1")}`, source: readFileSync(join(SITE, file), "utf8") }))
  .map((page) => ({ ...page, target: page.source.match(/http-equiv="refresh" content="0; url=([^"]+)"/)?.[1] }));

const NOTE = "/notes/nginx/cache-bypass-rules/";
const DEPRECATED = PAGES.find(({ source }) => /class="banner bad"[^]*?<a href=/.test(source.slice(0, source.indexOf("<h1"))))?.path;
assert.ok(DEPRECATED, "the site has a deprecated note with a successor");
const KINDS = ["/", "/notes/", "/notes/nginx/", NOTE, DEPRECATED, "/stack/", "/stack/nginx/", "/archive/", "/archive/2026/", "/review/", "/search/", "/search/?q=restore", "/manual/", "/404.html"];

const { site, withPage } = useSite(SITE);

/** Four pages at a time work through a list. */
async function each(list, options, use) {
  const queue = [...list];
  const work = () =>
    withPage(options, async (page) => {
      for (let item; (item = queue.shift()) !== undefined;) await use(page, item);
    });
  await Promise.all([work(), work(), work(), work()]);
}

const none = (faults) => assert.equal(faults.length, 0, `${faults.length} faults:\n${faults.join("\n")}`);

/**
 * Writes down everything that goes wrong on a page, with the address it goes wrong at.
 * Answers with a function that waits until the page has all that it has asked for: scripts that come after the load event too.
 */
async function watch(page, faults, isExpected = () => false) {
  const pending = new Set();
  // Chromium asks for the icon after the load event; the next page may cut that short.
  const isIcon = (request) => /\/favicon\.[^/]*$/.test(request.url());
  const note = (text) => faults.push(`${new URL(page.url()).pathname}: ${text}`);
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !isExpected(message.location().url)) note(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`error: ${error.message}`));
  page.on("request", (request) => {
    if (!isIcon(request)) pending.add(request);
    if (!request.url().startsWith(`${site.address}/`) && !request.url().startsWith("data:")) note(`asks for ${request.url()}`);
  });
  page.on("requestfinished", (request) => pending.delete(request));
  page.on("requestfailed", (request) => {
    pending.delete(request);
    const cutShort = request.failure().errorText === "net::ERR_ABORTED" && isIcon(request);
    if (!cutShort) note(`${request.url()} failed: ${request.failure().errorText}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400 && !isExpected(response.url())) note(`${response.url()} is ${response.status()}`);
  });
  return async () => {
    const end = Date.now() + 20_000;
    while (pending.size && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const request of pending) note(`${request.url()} is not there after 20 s`);
  };
}

test("every page opens without an error, a failed request, a request off the site, or a breach of its policy", async () => {
  assert.ok(PAGES.length > 100, `only ${PAGES.length} pages`);
  const faults = [];
  const settled = new WeakMap();
  await each(PAGES, {}, async (page, { path, target }) => {
    if (!settled.has(page)) settled.set(page, await watch(page, faults));
    const arrived = target && page.waitForURL(new URL(target, site.address).href);
    const response = await page.goto(site.address + path);
    assert.equal(response.status(), 200, path);
    await arrived;
    // A page that leads on may be between two documents here: the heading says that the second one is there.
    await page.locator("h1").first().waitFor({ state: "attached" });
    await page.waitForLoadState("load");
    await settled.get(page)();
    assert.ok((await page.title()).length > 0, `${path} has a title`);
    assert.equal(await page.locator("h1").count(), 1, `${path} has one h1`);
  });
  none(faults);
});

test("an address that is not there shows the 404 page, whole at any depth", async () => {
  const faults = [];
  await withPage({}, async (page) => {
    const lost = `${site.address}/no/such/page/`;
    await watch(page, faults, (url) => url === lost);
    const response = await page.goto(lost);
    assert.equal(response.status(), 404);
    assert.ok(await page.evaluate(() => document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 0));
  });
  none(faults);
});

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on the page that is open; in `state` for the message. `rules` are those to ask, or all of them. */
async function violations(page, state, rules) {
  const { found, passed } = await page.evaluate(async ([tags, only]) => {
    const runOnly = only ? { type: "rule", values: only } : { type: "tag", values: tags };
    const { violations, passes } = await axe.run(document, { runOnly, resultTypes: ["violations"], preload: false });
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, html, failureSummary }) => `${id} ${target}\n  ${html.slice(0, 200)}\n  ${failureSummary.replace(/\s+/g, " ")}`));
    return { found, passed: passes.length };
  }, [AXE_TAGS, rules]);
  assert.ok(passed > (rules ? 0 : 10), `${page.url()}: axe looked at the page`);
  return found.map((text) => `${page.url()}${state} ${text}`);
}

for (const width of [360, 1280]) {
  test(`axe finds nothing on any page, light and dark, ${width} px`, async () => {
    const faults = [];
    const options = { colorScheme: "light", viewport: { width, height: 900 }, reducedMotion: "reduce" };
    const pages = [...PAGES.filter(({ target }) => !target).map(({ path }) => path), "/search/?q=restore"];
    for (const kind of KINDS) assert.ok(pages.includes(kind), `${kind} is there`);
    await each(pages, options, async (page, path) => {
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(site.address + path);
      if (path.includes("?")) await page.locator("[data-results] .rows").waitFor();
      await page.evaluate(AXE);
      faults.push(...await violations(page, ""));
      if (width < 600) {
        const folded = await page.evaluate(() => {
          // On notes the open menu would cut through the links at the top.
          const within = document.querySelector("[data-note]") ? "main " : "";
          const closed = [...document.querySelectorAll(`${within}details:not([open])`)];
          for (const details of closed) details.open = true;
          return closed.length;
        });
        if (folded) faults.push(...await violations(page, " (unfolded)"));
      }
      // The document is the same in both schemes: only rules that look at colours can find something else.
      await page.emulateMedia({ colorScheme: "dark" });
      faults.push(...await violations(page, " (dark)", ["color-contrast", "link-in-text-block"]));
    });
    none(faults);
  });
}

test("no page scrolls sideways on the narrowest phone", async () => {
  const faults = [];
  const pages = PAGES.filter(({ target }) => !target).map(({ path }) => path);
  for (const path of KINDS) assert.ok(pages.includes(path.split("?")[0]), `${path} is there`);
  await each(pages, { viewport: { width: 320, height: 700 }, isMobile: false }, async (page, path) => {
    await page.goto(site.address + path);
    const found = await page.evaluate(() => {
      scrollTo(9999, 0);
      const { scrollWidth, clientWidth } = document.documentElement;
      const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right + scrollX > clientWidth + 1);
      return { over: Math.max(scrollX, scrollWidth - clientWidth), wide: wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 90)) };
    });
    if (found.over > 0) faults.push(`${path}: ${found.over} px, ${found.wide.join(" ")}`);
  });
  none(faults);
});

test("copying a terminal session leaves prompts and output out; other code is copied whole", async () => {
  await withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto(site.address + NOTE);
    const kinds = { session: 0, output: 0, plain: 0 };
    for (const block of await page.locator("main .code").all()) {
      await page.evaluate(() => navigator.clipboard.writeText("nothing yet"));
      const button = block.locator("button.copy");
      await button.click();
      await page.waitForFunction((element) => element.textContent === "Copied", await button.elementHandle());
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      const whole = (await block.locator("code").textContent()).replace(/\n+$/, "");
      const prompts = await block.locator(".pr").count();
      if (prompts === 0) {
        kinds.plain++;
        assert.equal(copied, whole);
        continue;
      }
      kinds.session++;
      const commands = whole.split("\n").filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
      assert.equal(commands.length, prompts);
      assert.equal(copied, commands.join("\n"));
      kinds.output += await block.locator(".go").count();
    }
    for (const [kind, count] of Object.entries(kinds)) assert.ok(count > 0, `the note has ${kind}`);
  });
});

test("ticks survive a reload, show progress, stay with their note, and can be reset", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    const section = page.locator("[aria-labelledby=note-checklist]");
    const boxes = section.getByRole("checkbox");
    const states = async () => (await boxes.all()).reduce(async (list, box) => [...(await list), await box.isChecked()], []);
    const reset = section.locator(".progress button");
    const total = await boxes.count();
    const ticks = (...places) => Array.from({ length: total }, (_, place) => places.includes(place));
    assert.ok(total > 2);
    assert.ok(await reset.isDisabled(), "nothing to reset yet");
    await boxes.nth(0).check();
    await boxes.nth(2).check();
    await page.reload();
    assert.deepEqual(await states(), ticks(0, 2));
    assert.match(await section.locator(".progress").textContent(), new RegExp(`2 of ${total}`));
    await page.goto(site.address + DEPRECATED);
    assert.equal(await page.locator("main input[type=checkbox]:checked:not([checked])").count(), 0);
    await page.goto(site.address + NOTE);
    assert.match(await reset.getAttribute("aria-label"), /reset/i);
    await reset.click();
    assert.deepEqual(await states(), ticks());
    await page.reload();
    assert.deepEqual(await states(), ticks());
  });
});

test("the colour scheme is kept, and goes back to the system's", async () => {
  await withPage({ colorScheme: "light" }, async (page) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor);
    // The colour of the browser's own bar: that of the first tag that applies.
    const bar = () => page.evaluate(() => [...document.querySelectorAll("meta[name=theme-color]")].find(({ media }) => matchMedia(media).matches).content);
    const button = page.locator("[data-scheme-switch]");
    await page.goto(`${site.address}/`);
    const light = await ground();
    const lightBar = await bar();
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await ground();
    assert.notEqual(dark, light, "the system's scheme is followed");
    const darkBar = await bar();
    assert.notEqual(darkBar, lightBar, "and by the browser's bar");
    await button.click();
    assert.equal(await ground(), light, "light is chosen");
    assert.equal(await bar(), lightBar);
    await page.reload();
    assert.equal(await ground(), light, "light is kept");
    assert.equal(await bar(), lightBar);
    await page.emulateMedia({ colorScheme: "light" });
    await button.click();
    await page.reload();
    assert.equal(await ground(), dark, "dark is kept");
    assert.equal(await bar(), darkBar);
    await page.goto(site.address + NOTE);
    assert.equal(await ground(), dark, "on other pages too");
    await button.click();
    await page.reload();
    assert.equal(await ground(), light, "the system's again");
    assert.equal(await bar(), lightBar);
  });
});

test("the table of contents marks the section that is read", async () => {
  await withPage({ viewport: { width: 1280, height: 800 } }, async (page) => {
    await page.goto(site.address + NOTE);
    assert.equal(await page.locator(".toc a[aria-current]").count(), 0, "nothing at the top");
    for (const id of ["the-rules", "roll-back", "check"]) {
      await page.evaluate((target) => document.getElementById(target).scrollIntoView(), id);
      await page.locator(`.toc a[aria-current][href='#${id}']`).waitFor({ timeout: 5000 });
      assert.equal(await page.locator(".toc a[aria-current]").count(), 1);
    }
  });
});

test("the first Tab reaches the skip link, and it skips", async () => {
  for (const path of ["/", NOTE]) {
    await withPage({}, async (page) => {
      await page.goto(site.address + path);
      await page.keyboard.press("Tab");
      const skip = page.locator(":focus");
      assert.equal(await skip.getAttribute("href"), "#site-main");
      await page.waitForFunction(() => {
        const { top, left, bottom, right } = document.activeElement.getBoundingClientRect();
        return top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && bottom - top > 10;
      }, null, { timeout: 3000 });
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate(() => document.getElementById("site-main").contains(document.activeElement)), "the next Tab is in the text");
    });
  }
});

test("a note reads without script", async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    await page.goto(site.address + NOTE);
    for (const part of ["h1", ".vitals", ".brief", ".prose > p", ".prose h2", ".prose pre", "[aria-labelledby=note-checklist] li", ".change", ".sheet dl"]) {
      const found = await page.locator(part).all();
      assert.ok(found.length > 0, part);
      for (const element of found) assert.ok(await element.isVisible(), part);
    }
    assert.equal(await page.locator(".script:visible").count(), 0, "no control that does nothing");
    assert.ok(await page.getByRole("link", { name: "Notes", exact: true }).first().isVisible());
  });
});

test("a note says how its review stands, and a deprecated one names its successor on top", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    assert.match(await page.locator(".vitals .due, #note-standing p[data-tone]").first().textContent(), /in \d+|due|today/i);
    await page.goto(site.address + DEPRECATED);
    const banner = page.locator(".banner.bad");
    const successor = banner.getByRole("link");
    const title = await successor.textContent();
    assert.match(await banner.textContent(), /Deprecated/i);
    await successor.click();
    await page.waitForURL((url) => url.pathname !== DEPRECATED);
    assert.equal(await page.locator("h1").textContent(), title);
  });
});
