// A site's own look by `[theme]`, in real Chromium: what it names is loaded within the policy, links can be read, and every kind of page
// holds together, light and dark, on a phone and on a desk. FIELDNOTES names the program.
//
//     cargo build && npm ci && FIELDNOTES=../../target/debug/fieldnotes node --test theme.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { useSite } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const folder = mkdtempSync(join(tmpdir(), "theme-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const write = (path, text) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
write("site.toml", `title = "Harbour systems"
base_url = "https://notes.example.org"
[theme]
logo = "/img/logo.svg"
favicon = "/img/logo.svg"
accent = "#8b1d41"
stylesheets = ["/css/own.css"]
scripts = ["/own.js"]
[theme.footer]
text = "On call at extension 555."
links = [{ title = "How we work", url = "/notes/" }]
`);
write("static/img/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><rect width="90" height="40" fill="#8b1d41"/></svg>');
write("static/css/own.css", '@import "more.css";\n.site-foot { background-image: url("../img/logo.svg"); }\n');
write("static/css/more.css", "h1 { letter-spacing: 3px; }\n");
write("static/own.js", 'document.documentElement.dataset.own = "ran";\n');
write("content/notes/a.md", `---
title: Drain a node
date: 2026-01-02
topic: Clusters
summary: A summary of what is done.
stack: [kubernetes]
revision: {status: published}
---
See [the next note](b.md).

- One.

1. First.
2. Then.

> [!NOTE]
> A note with a [link](b.md) in it.

\`\`\`sh
kubectl drain node-1 # {{NODE}}
\`\`\`
`);
write("content/notes/b.md", "---\ntitle: Restart it\ndate: 2026-01-01\ntopic: Clusters\nsummary: A summary.\nrevision: {status: published}\n---\nText.\n");
execFileSync(PROGRAM, ["build", "--site", folder, "--out", join(folder, "public")], { stdio: ["ignore", "ignore", "inherit"] });

const { site, withPage } = useSite(join(folder, "public"));
const PAGES = ["/", "/notes/", "/notes/a/", "/stack/", "/stack/kubernetes/", "/archive/", "/review/", "/search/?q=node", "/nowhere/"];

for (const width of [320, 1280]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`every kind of page in its own look: ${width} px, ${colorScheme}`, async () => {
      await withPage({ viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" }, async (page) => {
        const [refused, lost] = [[], []];
        page.on("console", (message) => message.type() === "error" && !/404/.test(message.text()) && refused.push(message.text()));
        page.on("response", (response) => response.status() === 404 && !response.url().endsWith("/nowhere/") && lost.push(response.url()));
        await page.goto(`${site.address}/notes/a/`);
        const styles = await page.evaluate(() => ["ol", "ul"].map((name) => getComputedStyle(document.querySelector(`.prose ${name}`)).listStyleType));
        assert.deepEqual(styles, ["decimal", "disc"], "lists of a body show their numbers and dots");
        for (const path of PAGES) {
          // What axe did on the page before is no fault of the page.
          refused.length = 0;
          await page.goto(site.address + path, { waitUntil: "networkidle" });
          assert.deepEqual(refused, [], `${path}: nothing is refused`);
          assert.deepEqual(lost, [], `${path}: all that is asked for is there`);
          const found = await page.evaluate(() => {
            const logo = document.querySelector(".site-name .logo");
            return {
              ran: document.documentElement.dataset.own,
              spacing: getComputedStyle(document.querySelector("h1")).letterSpacing,
              logo: [logo.naturalWidth > 0, logo.getBoundingClientRect().height],
              picture: getComputedStyle(document.querySelector(".site-foot")).backgroundImage.includes("/img/logo.svg"),
              fits: document.documentElement.scrollWidth <= innerWidth,
              foot: document.querySelector(".site-foot").innerText,
            };
          });
          assert.deepEqual({ ...found, foot: "" }, { ran: "ran", spacing: "3px", logo: [true, 28], picture: true, fits: true, foot: "" }, path);
          assert.match(found.foot, /How we work[^]*On call at extension 555\./, path);
          await page.evaluate(AXE);
          const { violations } = await page.evaluate(() => axe.run());
          assert.deepEqual(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0].html}`), []);
        }
      });
    });
  }
}

test("a long name takes two lines at most, beside its sign, however narrow the screen is", async () => {
  for (const width of [320, 360, 375, 414, 700]) {
    await withPage({ viewport: { width, height: 600 } }, async (page) => {
      await page.goto(`${site.address}/notes/a/`);
      for (const name of ["Harbour", "Harbour systems maintenance notes of the platform", "Donaudampfschifffahrtsgesellschaft"]) {
        const found = await page.evaluate((name) => {
          const [logo, text] = document.querySelector(".site-name").children;
          text.textContent = name;
          const [sign, words] = [logo, text].map((part) => part.getBoundingClientRect());
          return { isBeside: words.left > sign.right, lines: Math.round(words.height / parseFloat(getComputedStyle(text).lineHeight)), isWide: words.width > 60, fits: document.documentElement.scrollWidth <= innerWidth };
        }, name);
        assert.ok(found.isBeside && found.lines <= 2 && found.isWide && found.fits, `${width} px: ${name}: ${JSON.stringify(found)}`);
      }
    });
  }
});
