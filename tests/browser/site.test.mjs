// What only a browser can show: the built site (SITE_DIR) in real Chromium. Fails loudly where there is none.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR names the built site");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const NOTE = "/notes/nginx/cache-bypass-rules/";
const CONSOLE_NOTE = "/notes/postgresql/restore-drill/";
const DEPRECATED = "/notes/python/worker-memory/";
const MISSING = "/there-is-no-such-page/";
// One page of each template, and the pages that show most of what a body can hold.
const KINDS = [
  "/", "/notes/", NOTE, DEPRECATED, "/stack/", "/stack/nginx/", "/archive/", "/archive/2026/", "/review/", "/manual/",
  "/manual/writing-markdown/", MISSING,
];

const read = (path) => readFileSync(join(SITE, path), "utf8");
const FILES = readdirSync(SITE, { recursive: true }).filter((path) => path.endsWith(".html"));
const address = (path) => `/${path.replace(/(^|\/)index\.html$/, "$1")}`;
const moved = (path) => read(path).includes('http-equiv="refresh"');
const PAGES = FILES.filter((path) => !moved(path)).map(address);
const REDIRECTS = FILES.filter(moved);

let browser;
let site;

before(async () => {
  site = await serve(SITE);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.stop();
});

/** A page in a context of its own, which is closed afterwards. */
async function withPage(options, use) {
  const context = await browser.newContext(options);
  try {
    return await use(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

/** Collects whatever a page complains of, asks for elsewhere, or is refused. */
async function watch(page, report) {
  await page.addInitScript(() =>
    addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && report(message.text()));
  page.on("pageerror", (error) => report(error.message));
  // Aborted is what still loads when the page is left; what is missing has a status, below.
  page.on("requestfailed", (request) => request.failure().errorText !== "net::ERR_ABORTED" && report(`${request.url()} ${request.failure().errorText}`));
  page.on("request", (request) => request.url().startsWith(`${site.address}/`) || request.url().startsWith("data:") || report(`asks for ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && report(`${response.url()} ${response.status()}`));
}

test("every page opens without a complaint, a request off the site, or a sideways scroll at 320 px; every link arrives", async () => {
  const faults = [];
  const ids = new Map();
  const links = [];
  const queue = [...PAGES];
  const open = () =>
    withPage({ viewport: { width: 320, height: 700 } }, async (page) => {
      let at = "";
      await watch(page, (fault) => faults.push(`${at}: ${fault}`));
      while ((at = queue.pop())) {
        await page.goto(site.address + at, { waitUntil: "load" });
        const found = await page.evaluate(() => ({
          over: document.documentElement.scrollWidth - innerWidth,
          policy: document.querySelectorAll("meta[http-equiv=Content-Security-Policy]").length,
          ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
          links: [...document.querySelectorAll("a[href], link[href], img[src], script[src]")].map((element) => element.href || element.src),
          canonical: document.querySelector("link[rel=canonical]")?.href,
        }));
        if (found.over > 0) faults.push(`${at}: ${found.over} px too wide at 320 px`);
        if (found.policy !== 1) faults.push(`${at}: ${found.policy} security policies`);
        if (new Set(found.ids).size !== found.ids.length) faults.push(`${at}: an id is there twice`);
        if (found.canonical && at !== "/404.html" && new URL(found.canonical).pathname !== at) faults.push(`${at}: is canonical as ${found.canonical}`);
        ids.set(at, new Set(found.ids));
        links.push(...found.links.filter((link) => link.startsWith(site.address)).map((link) => [at, link]));
      }
    });
  await Promise.all([open(), open(), open()]);

  const files = new Set(readdirSync(SITE, { recursive: true }).map((path) => address(path)));
  for (const [at, link] of links) {
    const url = new URL(link);
    const path = decodeURIComponent(url.pathname);
    if (!files.has(path)) faults.push(`${at}: links to ${path}, which is not there`);
    else if (url.hash && !ids.get(path)?.has(decodeURIComponent(url.hash.slice(1)))) faults.push(`${at}: links to ${path}${url.hash}, which is not there`);
  }
  assert.ok(PAGES.length > 100 && links.length > 1000, `${PAGES.length} pages, ${links.length} links`);
  assert.deepEqual([...new Set(faults)], []);
});

test("the sitemap names pages that are there, and no page that has moved", () => {
  const listed = [...read("sitemap.xml").matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url).pathname);
  assert.ok(listed.length > 50, `${listed.length} addresses`);
  assert.deepEqual(listed.filter((path) => !PAGES.includes(path)), []);
});

test("a page that has moved sends on to a page that is there", async () => {
  assert.ok(REDIRECTS.length > 0, "the own site has aliases");
  for (const path of REDIRECTS) {
    const [, target] = read(path).match(/http-equiv="refresh" content="0; url=([^"]+)"/);
    assert.ok(PAGES.includes(target), `${path} sends on to ${target}`);
  }
  await withPage({}, async (page) => {
    const [, target] = read(REDIRECTS[0]).match(/url=([^"]+)"/);
    // The browser may leave while the old page still loads, which ends this call early.
    await page.goto(site.address + address(REDIRECTS[0])).catch(() => {});
    await page.waitForURL(site.address + target);
  });
});

test("an address that leads nowhere gets the page for it", async () => {
  await withPage({}, async (page) => {
    const response = await page.goto(site.address + MISSING);
    assert.equal(response.status(), 404);
    await page.locator("main a").first().click();
    assert.equal(new URL(page.url()).pathname, "/");
  });
});

test("the security policy is in force: no inline script or style, no talk with others", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    const outcome = await page.evaluate(async () => {
      const refused = [];
      addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = true" }));
      document.body.insertAdjacentHTML("beforeend", '<i id="styled" style="color: rgb(1, 2, 3)">x</i>');
      const answer = await fetch("https://elsewhere.invalid/").then(() => "answered", () => "refused");
      await new Promise((later) => setTimeout(later, 50));
      return { ran: window.ran === true, color: getComputedStyle(document.getElementById("styled")).color, answer, refused: refused.sort() };
    });
    assert.equal(outcome.ran, false);
    assert.notEqual(outcome.color, "rgb(1, 2, 3)");
    assert.equal(outcome.answer, "refused");
    assert.deepEqual(outcome.refused, ["connect-src", "script-src-elem", "style-src-attr"]);
  });
});

for (const width of [360, 1280]) {
  test(`axe finds nothing at ${width} px, light and dark`, async () => {
    const faults = [];
    // axe is put into the page, which the policy would refuse; everything else runs with the policy in force.
    await withPage({ viewport: { width, height: 900 }, bypassCSP: true, reducedMotion: "reduce" }, async (page) => {
      for (const path of KINDS) {
        await page.goto(site.address + path);
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
        await page.evaluate(AXE);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          const { violations } = await page.evaluate(() =>
            axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
          faults.push(...violations.map(({ id, nodes: [node] }) => `${path} ${colorScheme}: ${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
        }
      }
    });
    assert.deepEqual(faults, []);
  });
}

test("copying a terminal session leaves prompts and output out; copying a file takes all of it", async () => {
  await withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    const copy = async (block) => {
      await block.getByRole("button", { name: /copy/i }).click();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    await page.goto(site.address + CONSOLE_NOTE);
    const session = page.locator(".code", { has: page.locator(".pr") }).filter({ has: page.locator(".go") }).first();
    const lines = (await session.locator("code").textContent()).split("\n");
    const outputs = await session.locator(".go").allTextContents();
    const copied = await copy(session);
    const commands = lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2));
    assert.ok(commands.length > 0 && outputs.length > 0, "a session with output");
    for (const command of commands) assert.ok(copied.split("\n").includes(command), `${command}\n-- is not in --\n${copied}`);
    for (const output of outputs.filter((text) => text.trim())) assert.ok(!copied.split("\n").includes(output), `${output}\n-- is in --\n${copied}`);
    assert.doesNotMatch(copied, /^\$ /m);

    await page.goto(site.address + NOTE);
    const file = page.locator(".code[data-language=nginx]").first();
    assert.equal(await copy(file), (await file.locator("code").textContent()).replace(/\n+$/, ""));
    await file.getByText(/copied/i).waitFor();
  });
});

test("ticks survive a reload, show progress, stay with their note, and can be reset", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    const section = page.locator("[aria-labelledby=note-checklist]");
    const boxes = section.locator("input[type=checkbox]");
    await boxes.first().check();
    await page.reload();
    assert.equal(await boxes.first().isChecked(), true);
    assert.match(await section.textContent(), /1 of \d+/);

    await page.goto(site.address + CONSOLE_NOTE);
    assert.equal(await boxes.first().isChecked(), false);

    await page.goto(site.address + NOTE);
    await section.getByRole("button").first().click();
    assert.equal(await boxes.first().isChecked(), false);
    assert.match(await section.textContent(), /0 of \d+/);
    await page.reload();
    assert.equal(await boxes.first().isChecked(), false);
  });
});

test("one value fills a placeholder all over the page, is kept for the session, and is sent nowhere", async () => {
  const written = PAGES.find((path) => path.endsWith("/") && read(`${path}index.html`).includes('<var class="ph"'));
  await withPage({}, async (page) => {
    const faults = [];
    await watch(page, (fault) => faults.push(fault));
    if (!written) {
      // No note of the site has a placeholder: two blocks are put into one, marked up as the renderer does.
      const block = '<div class="code" data-language="console"><div class="code-head"></div><pre tabindex="0"><code><span class="pr">$ </span>ssh <var class="ph" data-name="host">&lt;&lt;host&gt;&gt;</var></code></pre></div>';
      const body = read(`${NOTE}index.html`).replace('<div class="prose">', `$&${block}${block}`);
      await page.route(site.address + NOTE, (route) => route.fulfill({ contentType: "text/html", body }));
    }
    await page.goto(site.address + (written ?? NOTE));
    const mark = page.locator("var.ph").first();
    const name = await mark.getAttribute("data-name");
    const marks = page.locator(`var.ph[data-name="${name}"]`);
    const field = page.locator(`.values input[name="${name}"]`).first();
    await field.fill("db-1.example.org");
    assert.ok((await marks.allTextContents()).every((text) => text === "db-1.example.org"));
    await page.reload();
    assert.equal(await field.inputValue(), "db-1.example.org");
    await field.fill("");
    assert.equal(await mark.textContent(), `<<${name}>>`);
    assert.deepEqual(faults, []);
  });
});

test("the colour scheme that was chosen holds on the next page, from the first paint", async () => {
  await withPage({ colorScheme: "light" }, async (page) => {
    await page.goto(`${site.address}/`);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    const button = page.locator("[data-scheme-switch]");
    while ((await page.locator("html").getAttribute("data-scheme")) !== "dark") await button.click();
    const dark = await ground();
    assert.notEqual(dark, light);
    assert.match(await button.getAttribute("aria-label"), /dark/);
    // Without the deferred script only the one in the head can have set it.
    await page.route(/\/assets\/site\./, (route) => route.abort());
    await page.goto(site.address + NOTE);
    assert.equal(await ground(), dark);
  });
});

test("the table of contents marks what is read, and is folded on a phone", async () => {
  await withPage({ viewport: { width: 1280, height: 800 } }, async (page) => {
    await page.goto(site.address + NOTE);
    await page.evaluate(() => document.getElementById("roll-back").scrollIntoView());
    await page.waitForSelector(".toc a[aria-current][href='#roll-back']");
    assert.equal(await page.locator(".toc a[aria-current]").count(), 1);
    await page.setViewportSize({ width: 360, height: 700 });
    await page.evaluate(() => scrollTo(0, 0));
    assert.equal(await page.locator(".toc a").first().isVisible(), false);
    await page.locator(".toc summary").click();
    assert.equal(await page.locator(".toc a").first().isVisible(), true);
  });
});

test("the keyboard alone: the skip link, a seen focus everywhere, code that scrolls", async () => {
  await withPage({ viewport: { width: 1280, height: 800 } }, async (page) => {
    await page.goto(site.address + CONSOLE_NOTE);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#site-main");
    assert.equal(await page.locator(".skip").evaluate((link) => link.getBoundingClientRect().top >= 0), true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.querySelector("main").contains(document.activeElement)), true);

    await page.goto(site.address + CONSOLE_NOTE);
    const unseen = [];
    let code = 0;
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(() => {
        const element = document.activeElement;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return { tag: element.tagName, html: element.outerHTML.slice(0, 120), seen: (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none" };
      });
      if (focus.tag === "BODY") break;
      if (focus.tag === "PRE") code += 1;
      if (!focus.seen) unseen.push(focus.html);
    }
    assert.deepEqual(unseen, []);
    assert.ok(code > 0, "a code block takes the focus");
  });
});

test("`/` goes to the search field, but not while one writes", async (context) => {
  if (!read("index.html").includes('type="search"')) return context.skip("this build of the site has no search");
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.type), "search");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.value), "/");
  });
});

test("the review date says how it stands on the reader's day", async () => {
  await withPage({}, async (page) => {
    await page.goto(site.address + NOTE);
    const due = await page.locator("time[data-due]").getAttribute("datetime");
    for (const [days, says] of [[-10, "in 10 days"], [0, "today"], [5, "overdue by 5 days"]]) {
      await page.clock.setFixedTime(new Date(Date.parse(`${due.slice(0, 10)}T12:00:00Z`) + days * 864e5));
      await page.reload();
      assert.match(await page.locator(".vitals").textContent(), new RegExp(says));
    }
  });
});

test("everything reads without script", async () => {
  await withPage({ javaScriptEnabled: false }, async (page) => {
    for (const path of KINDS) {
      await page.goto(site.address + path);
      assert.ok(await page.locator("h1").first().isVisible(), `${path}: its heading`);
      assert.equal(await page.locator("button:not([type=submit]):visible").count(), 0, `${path}: a button that does nothing`);
      assert.ok(await page.getByRole("link", { name: "Notes" }).first().isVisible(), `${path}: the menu`);
    }
    await page.goto(site.address + NOTE);
    assert.ok(await page.locator(".prose h2").first().isVisible());
    assert.ok(await page.locator("[aria-labelledby=note-checklist] li").first().isVisible());
    assert.ok(await page.locator(".sheet dl").first().isVisible());
  });
});

test("on paper: the text, unfolded, without navigation", async () => {
  await withPage({ viewport: { width: 780, height: 1000 } }, async (page) => {
    await page.goto(site.address + NOTE);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    for (const gone of [".site-head .menu", "[data-scheme-switch]", ".toc", ".steps"]) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
    for (const there of [".prose h2", "[aria-labelledby=note-checklist] input", ".sheet dl"]) assert.ok(await page.locator(there).first().isVisible(), there);
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
