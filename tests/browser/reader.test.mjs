// What a reader may rely on beyond site.test.mjs: the policy in force, placeholders, the keyboard, paper, no script, a later day.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { useSite } from "./server.mjs";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR must name a built site");
const read = (path) => readFileSync(join(SITE, path), "utf8");
const NOTE = "/notes/nginx/cache-bypass-rules/";
const CONSOLE_NOTE = "/notes/postgresql/restore-drill/";
const KINDS = ["/", "/notes/", NOTE, CONSOLE_NOTE, "/stack/", "/stack/nginx/", "/archive/", "/archive/2026/", "/review/", "/search/", "/search/?q=restore", "/manual/", "/manual/writing-markdown/", "/404.html"];

const { site, withPage } = useSite(SITE);

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

test("one value fills a placeholder all over the page, is kept for the session, and is sent nowhere", async () => {
  const written = readdirSync(SITE, { recursive: true }).find((path) => path.endsWith("/index.html") && read(path).includes('<var class="ph"'))?.replace(/index\.html$/, "");
  await withPage({}, async (page) => {
    const faults = [];
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    let asked = 0;
    page.on("request", () => { asked += 1; });
    if (!written) {
      // No note of the site has a placeholder: two blocks are put into one, marked up as the renderer does.
      const block = '<div class="code" data-language="console"><div class="code-head"></div><pre tabindex="0"><code><span class="pr">$ </span>ssh <var class="ph" data-name="host">&lt;&lt;host&gt;&gt;</var></code></pre></div>';
      const body = read(`${NOTE}index.html`).replace('<div class="prose">', `$&${block}${block}`);
      await page.route(site.address + NOTE, (route) => route.fulfill({ contentType: "text/html", body }));
    }
    await page.goto(site.address + (written ? `/${written}` : NOTE), { waitUntil: "networkidle" });
    asked = 0;
    const mark = page.locator("var.ph").first();
    const name = await mark.getAttribute("data-name");
    const marks = page.locator(`var.ph[data-name="${name}"]`);
    const field = page.locator(`.values input[name="${name}"]`).first();
    await field.fill("db-1.example.org");
    assert.ok((await marks.allTextContents()).every((text) => text === "db-1.example.org"));
    assert.equal(asked, 0, "typing asks for nothing");
    await page.reload();
    assert.equal(await field.inputValue(), "db-1.example.org");
    await field.fill("");
    assert.equal(await mark.textContent(), `<<${name}>>`);
    assert.deepEqual(faults, []);
  });
});

test("the keyboard alone: the focus is seen wherever it is, and code that scrolls takes it", async () => {
  await withPage({ viewport: { width: 1280, height: 800 } }, async (page) => {
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

test("the review date says how it stands on the reader's day", async () => {
  await withPage({ timezoneId: "UTC" }, async (page) => {
    await page.goto(site.address + NOTE);
    const due = await page.locator(".vitals time[data-due]").getAttribute("datetime");
    for (const [days, says] of [[-40, "in 40 days"], [-10, "in 10 days"], [0, "today"], [5, "5 days ago"]]) {
      await page.clock.setFixedTime(new Date(Date.parse(`${due.slice(0, 10)}T12:00:00Z`) + days * 864e5));
      await page.reload();
      assert.match(await page.locator(".note-head").textContent(), new RegExp(says));
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
    for (const there of [".prose h2", "[aria-labelledby=note-checklist] input", "#note-rollback"]) assert.ok(await page.locator(there).first().isVisible(), there);
  });
});

test("axe finds nothing on the pages with the most kinds of content, light and dark", async () => {
  const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const faults = [];
  await withPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" }, async (page) => {
    for (const path of ["/manual/writing-markdown/", CONSOLE_NOTE, "/manual/front-matter/"]) {
      await page.goto(site.address + path);
      await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => { details.open = true; }));
      await page.evaluate(axeSource);
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
