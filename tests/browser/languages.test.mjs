// Every language of the theme over every kind of page, in real Chromium: nothing is wider than the screen, the page says its language
// and direction, no English word is left, and axe finds nothing. FIELDNOTES names the program; with PICTURES=folder it takes pictures.
//
//     cargo build && npm ci && FIELDNOTES=../../target/debug/fieldnotes node --test languages.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { launch, serve } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const THEME = join(import.meta.dirname, "../../templates");
const TODAY = new Date("2026-11-27T12:00:00Z");
const LANGUAGES = readdirSync(THEME).map((name) => name.match(/^words\.(.+)\.toml$/)?.[1]).filter(Boolean);

/** The words of a language: each line of its file is a key and a text. */
const wordsOf = (language) => new Map(readFileSync(join(THEME, `words.${language}.toml`), "utf8").split("\n")
  .map((line) => line.match(/^(\w+) = (".*")$/)).filter(Boolean).map(([, key, text]) => [key, JSON.parse(text)]));

/* -- A site whose own texts are in no language -- */
const FULL = `---
title: Lorem ipsum dolor
date: 2026-02-03
updated: 2026-03-04
topic: Dolor
summary: Consectetur adipiscing elit.
ai_outline: [Primus, Secundus]
ai_brief: Tertius.
stack: [{name: redis, version: "7.2"}, nginx]
tools: [kubectl, helm]
code_language: bash
difficulty: advanced
view_count: 1200
score: {quality: 92.5, freshness: 60, depth: 70, clarity: 80}
revision: {status: reviewed, version: 1.2.0, last_reviewed: 2025-02-03, review_in: 6 months, reviewed_by: Quintus, tested: 2025-02-03}
reference: "#R-1"
flags: {ai_generated_style: false, has_images: false, image_heavy: false, needs_human_review: true}
checklist: [Alpha, Beta]
entities: [{name: Gamma, type: daemon}]
image_sources: [{source: Sextus, url: "https://example.org/a.png", caption: Septimus}]
payload: {alpha: 1}
notes: [Delta]
owner: Octavius
alerts: [RedisDown]
aliases: [/vetus/]
change:
  reason: Epsilon.
  files: [/etc/redis/redis.conf]
  commands: ["systemctl restart redis"]
  metric: {name: p99, before: 20 ms, after: 10 ms}
  expected_result: Zeta.
  rollback: Eta.
---
## Theta

Iota kappa[^1].

> [!NOTE]
> Lambda.

> [!TIP]
> Lambda.

> [!IMPORTANT]
> Lambda.

> [!WARNING]
> Lambda.

> [!CAUTION]
> Lambda.

- [ ] Mu
- [x] Nu

| A | B |
|---|---|
| 1 | 2 |

\`\`\`bash title="xi.sh"
curl https://<<host>>/omicron/omicron/omicron/omicron/omicron/omicron/omicron/omicron/omicron
\`\`\`

\`\`\`console
$ cat <<END
pi
\`\`\`

### Rho

Sigma.

[^1]: Tau.
`;
const plain = (name, fields) => [`content/notes/${name}.md`,
  `---\ntitle: ${name} Upsilon\ndate: 2026-0${1 + (name.length % 8)}-1${name.length % 9}\ntopic: Dolor\nsummary: Sed ut perspiciatis.\nstack: [redis]\n${fields}\n---\nPhi chi psi lorem.\n`];
const FILES = [
  ["content/notes/lorem.md", FULL],
  plain("vetus-1", "revision: {status: deprecated, last_reviewed: 2025-01-02, superseded_by: lorem.md}"),
  plain("vetus-22", "revision: {status: drafted}\ndifficulty: beginner"),
  plain("vetus-333", "revision: {status: published, deferred: {until: 2027-01-15, because: Omega}}\ndifficulty: intermediate\nowner: Octavius"),
  plain("vetus-4444", "watches: [{path: site.toml, digest: 0123456789ab0123456789ab}]\nrevision: {status: reviewed, last_reviewed: 2026-10-31, review_in: 1 year}\nowner: Octavius"),
  plain("vetus-55555", "hash: 0123456789ab\nrevision: {status: reviewed, last_reviewed: 2026-10-31, review_in: 6 weeks}"),
  plain("vetus-666666", "owner: Nonus\nrevision: {status: reviewed, last_reviewed: 2026-06-27, review_in: 6 months}"),
  plain("vetus-7777777", "owner: Nonus"),
  ["content/notes/_index.md", "---\ntitle: Acta\nsummary: Summa.\n---\n"],
  ["content/manuale/_index.md", "---\ntitle: Manuale\nkind: pages\n---\nIntro.\n"],
  ["content/manuale/primum.md", "---\ntitle: Primum\ndate: 2026-01-02\ntopic: Dolor\nsummary: Summa.\n---\nTextus.\n"],
];
const settings = (language) => `title = "Codex"\nbase_url = "https://notes.example.org"\nlanguage = "${language}"
[listing]\nper_page = 3\n[index]\nhidden_statuses = []\n[gone]\n"/abiit/" = ""\n[lints]\nbroken-link = "allow"\n`;
const PAGES = ["/", "/notes/", "/notes/page/1/", "/notes/lorem/", "/notes/vetus-1/", "/notes/vetus-22/", "/notes/vetus-333/", "/notes/vetus-4444/",
  "/notes/vetus-666666/", "/manuale/", "/manuale/primum/", "/stack/", "/stack/redis/", "/topics/", "/difficulty/", "/difficulty/advanced/", "/status/",
  "/languages/", "/owners/", "/entities/", "/tools/", "/archive/", "/archive/2026/", "/review/", "/search/", "/search/?q=lorem", "/search/?q=zzzzzz",
  "/search/?stack=redis", "/404.html", "/abiit/"];

/** All that a page shows or says: texts, and attributes that are read out or pointed at. */
const SAID = `(page) => {
  const found = [page.title];
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("script, style, pre, code")) found.push(walker.currentNode.data);
  for (const element of page.querySelectorAll("*")) {
    for (const name of ["title", "aria-label", "placeholder", "alt", "data-label"]) if (element.hasAttribute(name)) found.push(element.getAttribute(name));
  }
  for (const meta of page.querySelectorAll("meta[name=description], meta[property='og:description'], meta[name^='twitter:label'], meta[name^='twitter:data']")) found.push(meta.content);
  return found.map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}`;

/** The addresses of all pages in a folder. */
const pagesOf = (root) => readdirSync(root, { recursive: true }).map(String).filter((name) => name.endsWith(".html")).map((name) => `/${name.replaceAll("\\", "/").replace(/index\.html$/, "")}`);

/** No text of a page is an English word that the language says otherwise. */
function assertTranslated(texts, language, where) {
  const left = english(language).flatMap(([key, pattern]) => texts.filter((text) => pattern.test(text)).map((text) => `${key}: ${text}`));
  assert.deepEqual([...left, ...texts.filter((text) => MONTHS.test(text))], [], `${where} has English words`);
}

/** What finds the English words that differ in a language: a word alone, and several words wherever they stand. */
function english(language) {
  const own = wordsOf(language);
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const words = [...wordsOf("en")].filter(([key, text]) => /[a-z]{2}/i.test(text.replace(/\{\w+\}/g, "")) && !/^(months|date_format|field_)/.test(key)
    && ![...own.values()].includes(text));
  const fields = [...wordsOf("en")].filter(([key, text]) => key.startsWith("field_") && ![...own.values()].includes(text));
  return [...words, ...fields].map(([key, text]) => {
    const pattern = text.split(/\{\w+\}/).map(escaped).join(".+");
    return [key, new RegExp(/\w+ \w+ \w+/.test(text.replace(/\{\w+\}/g, "")) ? pattern : `^${pattern}$`)];
  });
}

/** What only English dates and lengths of time have. */
const MONTHS = /\b(January|February|March|June|July|October|December|days?|months?|years?)\b| ago\b(?! \d)/;

const folder = mkdtempSync(join(tmpdir(), "languages-"));
after(() => rmSync(folder, { recursive: true, force: true }));

for (const language of LANGUAGES) {
  test(`${language}: every kind of page fits, says its language, and has no English left`, async () => {
    const root = join(folder, language);
    for (const [path, text] of [["site.toml", settings(language)], ...FILES]) {
      mkdirSync(join(root, path, ".."), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    execFileSync(PROGRAM, ["build", "--site", root, "--out", join(root, "public")], { stdio: ["ignore", "ignore", "inherit"] });
    const { address, stop } = await serve(join(root, "public"));
    const browser = await launch();
    try {
      for (const width of [360, 1280]) {
        // Colours are the same in every language: dark pages are for those who look at the pictures.
        for (const colorScheme of process.env.PICTURES && width === 360 ? ["light", "dark"] : ["light"]) {
          const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, timezoneId: "UTC", reducedMotion: "reduce", bypassCSP: true });
          context.setDefaultTimeout(15_000);
          const page = await context.newPage();
          await page.clock.setFixedTime(TODAY);
          for (const path of PAGES) await look(page, address, path, { language, width, colorScheme });
          if (language !== "en") await readAll(page, join(root, "public"), language);
          await context.close();
        }
      }
    } finally {
      await browser.close();
      await stop();
    }
  });
}

/** Reads all other pages as they are built, those of old addresses too. */
async function readAll(page, root, language) {
  for (const path of pagesOf(root)) {
    const texts = await page.evaluate(`fetch(${JSON.stringify(path)}).then((answer) => answer.text())
      .then((text) => (${SAID})(new DOMParser().parseFromString(text, "text/html")))`);
    assertTranslated(texts, language, `${language} ${path}`);
  }
}

async function look(page, address, path, { language, width, colorScheme }) {
  const where = `${language} ${path} at ${width}`;
  const answer = await page.goto(address + path);
  assert.equal(answer.status(), 200, where);
  if (path.includes("?")) await page.locator("[data-results] > div:not([data-idle]):not([hidden])").waitFor();
  if (path === "/review/") {
    await page.locator(".board-filter input").fill("u");
    await page.locator(".board-filter [role=status]:not(:empty)").waitFor();
  }
  const { lang, dir, wide } = await page.evaluate(() => {
    const { lang, dir, clientWidth, scrollWidth } = document.documentElement;
    const beyond = [...document.querySelectorAll("body *")].filter((part) => {
      const box = part.getBoundingClientRect();
      return (box.right > clientWidth + 1 || box.left < -1) && !part.closest("pre, .table, .drawing, .vh, .skip, table") && getComputedStyle(part).position !== "absolute";
    });
    return { lang, dir, wide: scrollWidth > clientWidth || beyond.length ? [scrollWidth, ...beyond.slice(0, 3).map((part) => part.outerHTML.slice(0, 200))] : [] };
  });
  assert.deepEqual([lang, dir], [language, language === "ar" ? "rtl" : "ltr"], where);
  assert.deepEqual(wide, [], `${where} is too wide`);
  if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${language}-${path.replace(/\W+/g, "_")}-${width}-${colorScheme}.png`), fullPage: true });
  if (language !== "en") assertTranslated(await page.evaluate(`(${SAID})(document)`), language, where);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], where);
}
