// The preview in real Chromium: pages follow their files, and show what is wrong. FIELDNOTES names the program.
//
//     cargo build && npm ci && FIELDNOTES=../../target/debug/fieldnotes npm test -- preview.test.mjs
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { launch } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");

const LONG = Array.from({ length: 120 }, (_, line) => `Paragraph ${line}.`).join("\n\n");
const note = (title, body, more = "") =>
  `---\ntitle: ${title}\ndate: 2026-01-02\ntopic: topic\nsummary: A summary.\n${more}---\n${body}\n`;

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** A site of its own with a preview, and a page in a browser context of its own. */
async function preview(use) {
  const site = await mkdtemp(join(tmpdir(), "preview-"));
  const write = async (path, text) => {
    await mkdir(dirname(join(site, path)), { recursive: true });
    await writeFile(join(site, path), text);
  };
  await write("site.toml", 'title = "Site"\nbase_url = "https://notes.example.org"\n');
  await write("content/notes/a.md", note("First note", `One.\n\n${LONG}`, "checklist:\n  - Look\n  - Act\n"));
  await write("content/notes/b.md", note("Second note", "Two."));
  const start = (port) => new Promise((ready, failed) => {
    const child = spawn(PROGRAM, ["serve", "--port", String(port), "--site", site], { stdio: ["ignore", "ignore", "pipe"] });
    let told = "";
    child.stderr.on("data", (data) => {
      told += data;
      const address = told.match(/http:\/\/[\d.:]+(?=\/)/)?.[0];
      if (address) ready({ child, address });
    });
    child.on("exit", () => failed(new Error(told)));
  });
  const stop = (child) => new Promise((gone) => { child.on("exit", gone); child.kill("SIGINT"); });
  let server = await start(0);
  const restart = async () => {
    await stop(server.child);
    server = await start(new URL(server.address).port);
  };
  const context = await browser.newContext();
  context.setDefaultTimeout(15_000);
  const faults = [];
  const open = async (path) => {
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(error.message));
    await page.addInitScript(() => addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective}`)));
    page.on("console", (message) => { if (message.text().startsWith("policy:")) faults.push(message.text()); });
    const heard = page.waitForResponse((response) => response.url().includes("/.fieldnotes/live?"));
    await page.goto(server.address + path);
    await heard;
    return page;
  };
  try {
    await use({ site, write, open, restart });
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
    await stop(server.child);
    await rm(site, { recursive: true, force: true });
  }
}

/** Marks a page, so that a reload shows. */
const mark = (page) => page.evaluate(() => { window.isOld = true; });
const isOld = (page) => page.evaluate(() => window.isOld === true);

test("a page reloads when it changes, keeps its place and its ticks, and leaves others alone", () =>
  preview(async ({ write, open }) => {
    const [page, other] = [await open("/notes/a/"), await open("/notes/b/")];
    await Promise.all([mark(page), mark(other)]);
    const box = page.locator("main input[type=checkbox]").first();
    await box.check();
    await page.evaluate(() => scrollTo({ top: 1500, behavior: "instant" }));
    await write("content/notes/a.md", note("First note", `Changed.\n\n${LONG}`, "checklist:\n  - Look\n  - Act\n"));
    await page.getByText("Changed.", { exact: true }).waitFor();
    assert.equal(await isOld(page), false);
    assert.ok(await box.isChecked());
    await page.waitForFunction(() => Math.abs(scrollY - 1500) < 40);
    assert.equal(await isOld(other), true);
  }));

test("a fault covers its own page over the last good version, counts in a corner of others, and goes by itself", () =>
  preview(async ({ write, open }) => {
    const [page, other] = [await open("/notes/a/"), await open("/notes/b/")];
    await write("content/notes/a.md", note("First note", "One.", "colour: <img src=x onerror=alert(1)>\n"));
    const cover = page.locator("fieldnotes-preview .cover");
    await cover.waitFor();
    const text = await cover.innerText();
    assert.match(text, /error\[unknown-field\]: `colour` is not a field of a note/);
    assert.match(text, /\^\^\^\^\^\^/);
    assert.match(text, /<img src=x onerror=alert\(1\)>/);
    assert.match(await cover.locator("a").getAttribute("href"), /^vscode:\/\/file\/.*content\/notes\/a\.md:6:1$/);
    assert.equal(await page.locator("main").getByText("One.", { exact: true }).count(), 1);
    const badge = other.locator("fieldnotes-preview .badge");
    await badge.waitFor();
    assert.match(await badge.innerText(), /1 error in the site/);
    await cover.getByRole("button", { name: "Close" }).click();
    await cover.waitFor({ state: "detached" });
    await write("content/notes/a.md", note("First note", "Mended."));
    await page.getByText("Mended.", { exact: true }).waitFor();
    await cover.waitFor({ state: "detached" });
    await badge.waitFor({ state: "detached" });
  }));

test("styles are swapped without a reload", () =>
  preview(async ({ write, open }) => {
    const page = await open("/notes/a/");
    await mark(page);
    await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
    await write("templates/assets/theme.css", "body { background: rgb(1, 2, 3); min-height: 4000px; }\n");
    await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(1, 2, 3)");
    assert.equal(await isOld(page), true);
    assert.ok(Math.abs((await page.evaluate(() => scrollY)) - 700) < 40);
  }));

test("a removed page says so, and a renamed one leads to its new address", () =>
  preview(async ({ site, open }) => {
    const [page, other] = [await open("/notes/a/"), await open("/notes/b/")];
    await rm(join(site, "content/notes/b.md"));
    await other.getByText("This page was removed.").waitFor();
    await rename(join(site, "content/notes/a.md"), join(site, "content/notes/renamed.md"));
    await page.waitForURL("**/notes/renamed/");
  }));

test("a page comes back after the server does, with what changed meanwhile", () =>
  preview(async ({ write, open, restart }) => {
    const page = await open("/notes/b/");
    const restarted = restart();
    await write("content/notes/b.md", note("Second note", "Meanwhile."));
    await restarted;
    await page.getByText("Meanwhile.", { exact: true }).waitFor();
  }));

test("search text and open details stay", () =>
  preview(async ({ write, open }) => {
    const form = (text) => `<!doctype html><html lang="en"><head><title>Form</title></head><body><p>${text}</p>
<input type="search"><details><summary>More</summary>Open.</details><details><summary>Less</summary>Shut.</details></body></html>`;
    await write("static/form.html", form("One."));
    const page = await open("/form.html");
    // The page may have come before its file did.
    await page.getByText("One.", { exact: true }).waitFor();
    await page.locator("input").fill("kept");
    await page.locator("summary").first().click();
    await write("static/form.html", form("Two."));
    await page.getByText("Two.", { exact: true }).waitFor();
    assert.equal(await page.locator("input").inputValue(), "kept");
    assert.deepEqual(await page.locator("details").evaluateAll((all) => all.map((details) => details.open)), [true, false]);
    // Whatever else is in the store breaks nothing.
    const faults = [];
    page.on("pageerror", (error) => faults.push(error.message));
    for (const value of ["{no", "5", "[]", '{"open":5,"search":{},"x":"a","y":null}', '{"open":["yes"],"search":[7]}']) {
      await page.evaluate((value) => sessionStorage.setItem(`fieldnotes:preview:${location.pathname}`, value), value);
      await page.reload();
      assert.deepEqual([await page.locator("input").inputValue(), await page.locator("details[open]").count()], ["", 0], value);
    }
    assert.deepEqual(faults, []);
  }));
