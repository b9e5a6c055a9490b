// A bundle (`build --bundle`) from the disk in real Chromium: it asks for nothing, its policy lets its own scripts run and no others, and
// it reads as the page does: light and dark, on a phone, on paper. FIELDNOTES names the program.
//
//     cargo build && npm ci && FIELDNOTES=../../target/debug/fieldnotes node --test bundle.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NOTES = ["nginx/cache-bypass-rules", "tls/renewal.md", "python/memory-growth.md", "kubernetes/roll-back-a-rollout.md"].map((note) => join(ROOT, "content/notes", note));

const folder = mkdtempSync(join(tmpdir(), "bundle-"));
const one = join(folder, "one.html");
const several = join(folder, "several.html");
const steps = join(folder, "steps.html");
let browser;
before(async () => {
  execFileSync(PROGRAM, ["build", "--site", ROOT, "--no-cache", "--no-strict", "--bundle", NOTES[0], "--out", one]);
  execFileSync(PROGRAM, ["build", "--site", ROOT, "--no-cache", "--no-strict", "--bundle", ...NOTES, "--out", several]);
  execFileSync(PROGRAM, ["build", "--site", ROOT, "--no-cache", "--no-strict", "--bundle", NOTES.at(-1), "--out", steps]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a bundle from the disk; every request but the first, every error and every breach of its policy is a fault. */
async function open(file, options, use) {
  const context = await browser.newContext({ offline: true, ...options });
  context.setDefaultTimeout(15_000);
  const faults = [];
  try {
    const page = await context.newPage();
    await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
    page.on("console", (message) => { if (["error", "warning"].includes(message.type())) faults.push(message.text().slice(0, 300)); });
    page.on("pageerror", (error) => faults.push(error.message.slice(0, 300)));
    const address = pathToFileURL(file).href;
    page.on("request", (request) => { if (request.url().split("#")[0] !== address && !request.url().startsWith("data:")) faults.push(`asks for ${request.url()}`); });
    await page.goto(address);
    await use(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

const VARIANTS = ["light", "dark"].flatMap((colorScheme) => [360, 1440].map((width) => ({ colorScheme, viewport: { width, height: 900 } })));

for (const variant of VARIANTS) {
  test(`it asks for nothing, shows its pictures, fits, and axe finds nothing: ${variant.colorScheme}, ${variant.viewport.width} px`, async () => {
    for (const file of [one, several]) {
      await open(file, variant, async (page) => {
        const pictures = await page.$$eval("main img", (all) => all.map((img) => [img.complete && img.naturalWidth > 0, img.currentSrc.slice(0, 11)]));
        assert.ok(pictures.length > 0);
        for (const picture of pictures) assert.deepEqual(picture, [true, "data:image/"]);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), variant.viewport.width);
        const dark = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        assert.equal(dark === "rgb(16, 20, 24)", variant.colorScheme === "dark", dark);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
      });
    }
  });
}

test("its scripts run: boxes can be ticked, code can be copied, the colours can be switched", async () => {
  await open(one, {}, async (page) => {
    await page.locator("#note-checklist ~ ul input").first().check();
    await page.reload();
    assert.ok(await page.locator("#note-checklist ~ ul input").first().isChecked(), "the tick is kept");
    assert.ok(await page.locator(".code button.copy").first().isVisible());
    await page.locator("[data-scheme-switch]").click();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.scheme), "light");
    assert.equal(await page.locator("input[type=search]").count(), 0);
  });
});

test("steps can be followed and logged, in one note and in each of several", async () => {
  const press = async (page, box) => {
    await box.locator("[data-start]").click();
    const steps = box.locator("xpath=ancestor::article").locator(".step-row input");
    assert.ok(await steps.count() > 1);
    await steps.first().check();
    return box.locator("xpath=ancestor::article").locator(".step-row .ticked-at").count();
  };
  await open(steps, {}, async (page) => {
    assert.equal(await press(page, page.locator(".runbook")), 1);
  });
  await open(several, {}, async (page) => {
    const boxes = page.locator(".runbook:visible");
    assert.ok(await boxes.count() > 0);
    for (const box of await boxes.all()) assert.equal(await press(page, box), 1);
    const keys = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("fieldnotes:runbook:")));
    assert.equal(keys.length, await boxes.count());
  });
});

test("without script it is all there", async () => {
  await open(several, { javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.locator("h1:visible").count(), NOTES.length);
    assert.ok((await page.locator("main").innerText()).includes("Roll back"));
  });
});

test("links lead to places of the file, and others to the site; each note keeps its own ticks", async () => {
  await open(several, { viewport: { width: 1440, height: 900 } }, async (page) => {
    const links = await page.$$eval("a[href]", (all) => all.map((link) => link.getAttribute("href")));
    const lost = links.filter((link) => !link.startsWith("https://") && !link.startsWith("#"));
    assert.deepEqual(lost, []);
    const places = [...new Set(links.filter((link) => link.startsWith("#") && link.length > 1))];
    const missing = await page.evaluate((all) => all.filter((place) => !document.getElementById(decodeURIComponent(place.slice(1)))), places);
    assert.deepEqual(missing, []);
    await page.locator(".bundle-list a").nth(1).click();
    assert.equal(new URL(page.url()).hash, "#renewal");
    const boxes = page.locator(".bundle-note [data-note] ul.tasks input");
    assert.ok(await boxes.count() > 4);
    await boxes.first().check();
    const kept = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("fieldnotes:tasks:")));
    assert.deepEqual(kept, [`fieldnotes:tasks:${await page.locator("[data-note]").first().getAttribute("data-note")}`]);
    const standings = await page.$$eval("[id$='note-standing']", (all) => all.map((box) => box.hidden));
    assert.ok(standings.includes(false), "a deprecated note says so");
  });
});

test("what a stylesheet imports applies, on its conditions; the top of a page is where its note begins", async () => {
  const site = join(folder, "site");
  const write = (path, text) => {
    mkdirSync(dirname(join(site, path)), { recursive: true });
    writeFileSync(join(site, path), text);
  };
  write("site.toml", 'title = "S"\nbase_url = "https://notes.example.org"\n[theme]\nstylesheets = ["/own.css"]\n');
  write("static/own.css", "@import 'css/a.css'; @import 'css/paper.css' print; @layer low { h1 { letter-spacing: 9px } }");
  write("static/css/a.css", "@import 'deep.css' layer(low); h1 { text-indent: 7px } h1 { letter-spacing: 3px");
  write("static/css/deep.css", "h1 { text-indent: 1px; border-top: 5px solid; border-image: url(line.svg) 1");
  write("static/css/line.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="3"><path d="M0 0h3v3z"/></svg>');
  write("static/css/paper.css", "h1 { border-top-width: 0 !important }");
  const text = "---\ntitle: T\ndate: 2026-01-02\ntopic: t\nsummary: S\nstack: [a]\n---\n";
  write("content/notes/top.md", `${text}## Top\n\n[own](#top)\n${"\nA line.\n".repeat(80)}`);
  write("content/notes/site-main.md", `${text}${"A line.\n\n".repeat(80)}[start](#top)\n`);
  const out = join(folder, "styled.html");
  execFileSync(PROGRAM, ["build", "--site", site, "--no-cache", "--bundle", join(site, "content/notes"), "--out", out], { stdio: "pipe" });
  await open(out, { viewport: { width: 1440, height: 900 } }, async (page) => {
    const style = () => page.$eval("h1", (heading) => {
      const { textIndent, letterSpacing, borderTopWidth, borderImageSource } = getComputedStyle(heading);
      return [textIndent, letterSpacing, borderTopWidth, borderImageSource.slice(0, 24)];
    });
    assert.deepEqual(await style(), ["7px", "3px", "5px", 'url("data:image/svg+xml;']);
    await page.emulateMedia({ media: "print" });
    assert.equal((await style())[2], "0px");
    await page.emulateMedia({ media: "screen" });
    const at = (link) => page.evaluate((link) => {
      link.click();
      return document.querySelector(":target").tagName + ":" + (document.querySelector(":target").closest("[data-address]").dataset.address);
    }, link);
    const own = await page.$("text=own");
    assert.equal(await at(own), "H2:https://notes.example.org/notes/top/");
    const start = await page.$("text=start");
    assert.equal(await at(start), "DIV:https://notes.example.org/notes/site-main/");
    const ids = await page.$$eval("[id]", (all) => all.map((element) => element.id));
    assert.equal(ids.length, new Set(ids).size);
  });
});

test("nothing that is put into the file afterwards runs", async () => {
  const file = join(folder, "changed.html");
  writeFileSync(file, readFileSync(one, "utf8").replace("</main>", "<script>document.title = 'ran'</script><img src=x onerror=\"document.title='ran'\"></main>"));
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  assert.notEqual(await page.title(), "ran");
  await context.close();
});

test("on paper each note begins a page, and says where it is from", async () => {
  await open(several, {}, async (page) => {
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".print-only:visible").count(), NOTES.length);
    assert.ok(!(await page.locator(".site-head").isVisible()));
    const breaks = await page.$$eval(".bundle-note", (all) => all.map((note) => getComputedStyle(note).breakBefore));
    assert.deepEqual(breaks, ["auto", "page", "page", "page"]);
  });
});
