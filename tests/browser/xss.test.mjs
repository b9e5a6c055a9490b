// That nothing a note holds runs in a reader's browser: well over a thousand attacks, in bodies, fields and names, on every
// page of a generated site in real Chromium, with the pages' own policy and without it. FIELDNOTES names the program.
//
//     cargo build && npm ci && FIELDNOTES=../../target/debug/fieldnotes node --test xss.test.mjs
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { faulty, site, write } from "./payloads.mjs";
import { launch, serve } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Looks at a page as the browser made it: no handler, no element and no address that could do more than show. */
function audit() {
  const faults = [];
  const banned = new Set("iframe frame frameset object embed applet base form style template noscript portal fencedframe textarea select dialog marquee video audio xmp plaintext noembed noframes annotation-xml maction foreignobject animate set use image".split(" "));
  const addresses = ["href", "src", "action", "formaction", "poster", "data", "background", "cite", "xlink:href", "ping", "longdesc", "manifest", "srcdoc", "codebase", "classid", "archive", "profile", "usemap"];
  const schemes = new Set(["http:", "https:", "mailto:", "tel:", "sms:", "irc:"]);
  const look = (element) => {
    const name = element.localName;
    const say = (what) => faults.push(`${what}: ${element.outerHTML.slice(0, 200)}`);
    if (name === "fieldnotes-preview") return element.shadowRoot?.querySelectorAll("*").forEach(look);
    const isPreview = element.getRootNode() !== document;
    const isTheme = !element.closest(".prose")
      && (element.closest("body > dialog#site-keys") || element.matches("label > select[data-sort]") || (name === "form" && element.classList.contains("find")) || element.closest("form.board-filter") || (name === "noscript" && element.closest("[data-idle], main")?.querySelector(".find, [data-results]")));
    if (banned.has(name.toLowerCase()) && !isTheme) say(`element ${name}`);
    if (name === "script") {
      const isData = element.type === "application/ld+json" && element.parentElement === document.head && !element.src;
      const isOwn = /^\/(assets\/[a-z]+\.[0-9a-f]+\.js|\.fieldnotes\/live\.js)$/.test(element.getAttribute("src") ?? "") && !element.textContent;
      if (!isData && !isOwn) say("script");
      if (isData) JSON.parse(element.textContent);
    }
    if (name === "meta" && element.httpEquiv && !["Content-Security-Policy"].includes(element.httpEquiv)) say("meta");
    if (name === "link" && !isPreview && !(element.parentElement === document.head && /^(stylesheet|canonical|icon|alternate)$/.test(element.rel))) say("link");
    const isDrawing = element.closest(".due-months") && !element.closest(".prose");
    if (name === "svg" && !isDrawing && (element.closest("main") || !element.closest(".site-head"))) say("svg");
    for (const { name: attribute, value } of element.attributes) {
      if (/^on/i.test(attribute)) say(`handler ${attribute}`);
      if (["style", "srcset", "name", "is", "slot", "ping", "target", "form", "autofocus", "contenteditable", "popover"].includes(attribute) && element.closest(".prose") && !element.closest(".values")) say(`attribute ${attribute}`);
      if (!addresses.includes(attribute)) continue;
      let url;
      try { url = new URL(value, document.baseURI); } catch { continue; }
      const isPicture = name === "img" && /^data:image\/(png|jpeg|gif|webp);base64,/.test(value);
      const isEditor = url.protocol === "vscode:" && isPreview;
      if (!schemes.has(url.protocol) && !isPicture && !isEditor) say(`address ${url.protocol}`);
    }
  };
  document.querySelectorAll("*").forEach(look);
  // What the theme names is where it was, and named once.
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) faults.push(`the id ${id}, twice`);
  for (const part of document.querySelectorAll("main, .site-head, .site-foot, .steps, .similar")) {
    if (part.closest(".prose")) faults.push(`the body holds ${part.outerHTML.slice(0, 80)}`);
  }
  for (const part of ["main", ".site-head", ".site-foot"]) {
    const found = document.querySelectorAll(part);
    if (found.length !== 1 || found[0].parentElement !== document.body) faults.push(`${found.length} times ${part}`);
  }
  return faults;
}

/** A browser context that hears of everything that must not happen. */
async function guarded(address, use) {
  const context = await browser.newContext({ acceptDownloads: false });
  context.setDefaultTimeout(15_000);
  const faults = [];
  const heard = (page, what) => faults.push(`${decodeURI(page.url().replace(address, ""))}: ${what}`);
  await context.exposeBinding("xss", ({ page }, id) => heard(page, `ran xss(${id})`));
  await context.exposeBinding("breach", ({ page }, what) => heard(page, `policy: ${what}`));
  await context.addInitScript(() => addEventListener("securitypolicyviolation", (event) => breach(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
  await context.route((url) => url.origin !== address, (route) => route.abort());
  context.on("page", (page) => page.opener().then((opener) => opener && heard(page, "a new window")));
  const watched = await context.newPage();
  watched.on("dialog", (dialog) => { heard(watched, `dialog ${dialog.message()}`); dialog.dismiss(); });
  watched.on("pageerror", (error) => heard(watched, `error: ${error.message}`));
  watched.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${address}/`) && !url.startsWith("data:image/")) heard(watched, `asks for ${url}`);
  });
  try {
    await use(watched, (what) => heard(watched, what));
  } finally {
    await context.close();
  }
  return faults;
}

/** Opens an address and looks at what came of it. */
async function visit(page, address, path, say) {
  const url = new URL(path, address).href;
  const isPage = /\/(\?.*)?$|\.html$/.test(path);
  try {
    await page.goto(url, { waitUntil: "load" });
  } catch (error) {
    // Some files are downloaded, not shown.
    if (isPage || !/Download is starting|ERR_ABORTED/.test(error.message)) throw error;
    return;
  }
  if (!isPage) return;
  const seen = await page.evaluate(audit).catch((error) => [error.message]);
  for (const fault of seen) say(fault);
  if (page.url() !== url && !path.includes("?")) say(`went to ${page.url()}`);
}

const none = (faults) => assert.equal(faults.length, 0, `${faults.length} faults:\n${[...new Set(faults)].slice(0, 40).join("\n")}`);

/** Builds a generated site into a folder that goes afterwards. */
async function built(rawHtml, use) {
  const folder = await mkdtemp(join(tmpdir(), "xss-"));
  try {
    const made = site(rawHtml);
    await write(folder, made.files);
    await promisify(execFile)(PROGRAM, ["build", "--site", folder, "--no-cache"], { maxBuffer: 1 << 28 });
    const out = join(folder, "public");
    const files = (await readdir(out, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const paths = files.map((file) => join(file.parentPath, file.name).slice(out.length)).filter((path) => !path.startsWith("/."));
    await use({ ...made, out, paths });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is opened: every page, feeds and lists for machines, files with odd names, and searches that find attacks. */
async function addresses({ out, paths, notes }) {
  const texts = paths.filter((path) => /\.(html|xml|txt)$|\/(feed|notes)\.json$/.test(path));
  // Pages that lead on, to a note and nowhere else.
  const moved = new Set();
  for (const path of paths.filter((path) => path.endsWith(".html"))) {
    const to = (await readFile(join(out, path), "utf8")).match(/http-equiv="refresh" content="([^"]*)"/)?.[1];
    if (to === undefined) continue;
    assert.match(to, /^0; url=\/notes\/[a-z0-9-]+\/$/, path);
    moved.add(path);
  }
  assert.ok(moved.size > 0);
  const markdown = paths.filter((path) => path.endsWith(".md")).slice(0, 2);
  const queries = ["named", "script", "onerror", "img", "text", "<img src=x onerror=xss(0)>", "\"><script>xss(0)</script>", "javascript:xss(0)", "{{ xss(0) }}", "zzyzx</script><script>xss(0)</script>"];
  return [
    ...[...texts, ...markdown].filter((path) => !moved.has(path)).map((path) => path.replace(/\/index\.html$/, "/").split("/").map(encodeURIComponent).join("/")),
    ...queries.map((query) => `/search/?q=${encodeURIComponent(query)}`),
    `/notes/?topics=${encodeURIComponent("\"><img src=x onerror=xss(0)>")}`,
    `${notes[0].path}#:~:text=<img src=x onerror=xss(0)>`,
  ];
}

/** Visits the pages of a site; `isWanted` may leave some out. */
async function everyPage(made, change, isWanted = () => true) {
  const server = await serve(made.out, change);
  try {
    const queue = (await addresses(made)).filter(isWanted);
    assert.ok(queue.length > 100, `${queue.length} addresses`);
    const work = () => guarded(server.address, async (page, say) => {
      for (let path; (path = queue.shift()) !== undefined;) {
        await visit(page, server.address, path, say);
        if (!path.startsWith("/search/?")) continue;
        await page.locator("[data-results] .rows, [data-results] .empty").first().waitFor();
        for (const fault of await page.evaluate(audit)) say(fault);
      }
    });
    none((await Promise.all([work(), work(), work()])).flat());
  } finally {
    await server.stop();
  }
}

const withoutPolicy = (body, file) => {
  if (!file.endsWith(".html")) return body;
  const text = body.toString();
  const changed = text.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
  assert.notEqual(changed, text, `${file} has a policy`);
  return changed;
};

// The default is "sanitize".
for (const rawHtml of ["escape", undefined]) {
  test(`nothing runs where HTML is ${rawHtml ?? "what it is by default"}, with the policy of the pages and without`, () =>
    built(rawHtml, async (made) => {
      assert.ok(made.count >= 1000, `${made.count} attacks`);
      let seen = 0;
      const lost = [];
      for (const { path, marks, shown, values } of made.notes) {
        const page = await readFile(join(made.out, path, "index.html"), "utf8");
        // What HTML leaves out or escapes is neither letter nor digit nor one of these.
        const isThere = (id) => page.includes(`xss(${id})`);
        lost.push(...marks.filter((id) => !page.includes(`mark${id}.`)).map((id) => `${path}: mark ${id}`));
        lost.push(...values.filter((id) => !isThere(id)).map((id) => `${path}: value ${id}`));
        if (rawHtml === "escape") lost.push(...shown.filter((id) => !isThere(id)).map((id) => `${path}: text ${id}`));
        seen += marks.length + values.length;
      }
      none(lost);
      console.log(`# ${rawHtml ?? "default"}: ${made.count} different attacks, ${seen} places in ${made.notes.length} notes`);
      await everyPage(made, withoutPolicy);
      // The policy is the same on all pages: those of notes hold the most, and of the others a part will do.
      const isNote = (path) => /^\/notes\/note-/.test(path);
      await everyPage(made, undefined, (path, at) => isNote(path) || path.startsWith("/search/?") || at % 4 === 0);
    }));
}

test("nothing runs in the preview, whose reports quote attacks", async () => {
  const folder = await mkdtemp(join(tmpdir(), "xss-"));
  const files = faulty();
  await write(folder, files);
  const child = spawn(PROGRAM, ["serve", "--port", "0", "--site", folder], { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const address = await new Promise((ready, failed) => {
      let told = "";
      child.stderr.on("data", (data) => {
        told += data;
        const found = told.match(/http:\/\/[\d.:]+(?=\/)/)?.[0];
        if (found) ready(found);
      });
      child.on("exit", () => failed(new Error(told)));
    });
    const pages = ["/", "/notes/", "/search/?q=%3Cimg%20src%3Dx%20onerror%3Dxss(0)%3E", "/%22%3E%3Cimg%20src=x%20onerror=xss(0)%3E/", ...[...files.keys()].filter((path) => path.endsWith(".md")).slice(0, 30).map((path) => path.replace(/^content(.*)\.md$/, "$1/"))];
    let quoted = 0;
    const faults = await guarded(address, async (page, say) => {
      for (const path of pages) {
        await page.goto(address + path, { waitUntil: "load" });
        const badge = page.locator("fieldnotes-preview").locator(".badge, .cover").first();
        await badge.waitFor();
        const details = page.locator("fieldnotes-preview .badge");
        if (await details.count()) await details.evaluate((element) => { element.open = true; });
        quoted += (await page.locator("fieldnotes-preview").evaluate((element) => element.shadowRoot.textContent)).match(/xss\(\d+\)/g)?.length ?? 0;
        for (const fault of await page.evaluate(audit)) say(fault);
      }
    });
    assert.ok(quoted > 1000, `${quoted} quoted`);
    none(faults);
  } finally {
    await new Promise((gone) => { child.on("exit", gone); child.kill("SIGINT"); });
    await rm(folder, { recursive: true, force: true });
  }
});
