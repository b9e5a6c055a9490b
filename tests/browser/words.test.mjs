// Long words in every field, in real Chromium: no kind of page is wider than its screen, nothing covers anything else, and no text is
// squeezed to a letter a line. FIELDNOTES names the program.
//
//     cargo build && npm ci && FIELDNOTES=../../target/debug/fieldnotes node --test words.test.mjs
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { useSite } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");

/** Words without a place to break, as alerts, hosts, hashes and German have them. */
const ALERT = "KubePersistentVolumeFillingUpPredictedCriticalWithinFourDaysOnEveryNodeOfTheClusterInTheSecondDataCentre";
const HOST = "prod-eu-central-1a.kubernetes-node-pool.internal.infrastructure.example-company-with-a-name.org";
const GERMAN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const HASH = "c0ffee".repeat(18);
const CJK = "障害復旧手順書".repeat(20);
const LONG = [ALERT, HOST, GERMAN, HASH, CJK];

/** A map in maps, eight deep, whose keys and values are long. */
const deep = (depth) => (depth === 0 ? HASH : `{ ${GERMAN.slice(0, 20)}${depth}: ${deep(depth - 1)} }`);

const folder = mkdtempSync(join(tmpdir(), "words-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const write = (path, text) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};
write("site.toml", `title = "${GERMAN}"
base_url = "https://notes.example.org"
description = "${ALERT}"
[schema]
unknown = "allow"
[theme.footer]
text = "${HOST}"
links = [{ title = "${GERMAN}", url = "/notes/" }]
`);
write("content/_index.md", `---\ntitle: ${ALERT}\nsummary: ${HOST}\n---\n${HASH}\n`);
write("content/notes/_index.md", `---\ntitle: ${ALERT}\nsummary: ${HOST}\n---\n${HASH}\n`);
write("content/manual/_index.md", `---\ntitle: ${GERMAN}\nkind: pages\n---\n${HASH}\n`);
write("content/manual/page.md", `---\ntitle: ${ALERT}\ndate: 2026-01-01\ntopic: ${HOST}\nsummary: ${HOST}\n---\n${HASH}\n`);
write("content/manual/folder/_index.md", `---\ntitle: ${HASH}\nsummary: ${HOST}\n---\n`);
write("content/manual/folder/page.md", `---\ntitle: ${CJK}\ndate: 2026-01-01\ntopic: ${HOST}\nsummary: ${HOST}\n---\n`);
LONG.forEach((word, at) => write(`content/notes/n${at}.md`, `---
title: ${word}
date: 2026-01-0${at + 1}
topic: ${word}
summary: ${word}
stack: [{name: ${word}, version: ${HASH}}, nginx]
tools: [${word}]
entities: [{name: ${word}, type: ${word}}]
difficulty: advanced
owner: ${word}
reference: ${at === 0 ? HASH : `REF-${at}`}
code_language: bash
checklist: [${word}, ${HOST}]
revision: {status: published, version: 1.0.0-${HASH}, last_reviewed: 2026-01-05, reviewed_by: ${word}, review_in: 6 months}
change:
  reason: ${word}
  files: [deploy/${HOST}/${HASH}.yaml]
  commands: [kubectl describe ${word}]
  metric: {name: ${word}, before: ${HASH}, after: ${HASH}}
  expected_result: ${word}
  rollback: ${word}
alerts: [${ALERT}${at}]
payload: ${deep(8)}
notes: [${word}]
own_field: {${GERMAN}: [${word}, {${GERMAN}: ${word}}]}
---
${word} and [${word}](n${(at + 1) % LONG.length}.md), \`${word}\`, **${word}**, https://${HOST}/${HASH}.

## ${word}

### ${HOST}

> [!WARNING]
> ${word}

> ${word}

- ${word}
  1. ${word}
     - [ ] ${word}

| ${word} | ${HOST} |
|---|---|
| ${word} | ${HASH} |

\`\`\`sh {title="${HOST}/${HASH}.sh"}
echo ${word}${word}
\`\`\`

Text with a remark.[^1]

[^1]: ${word}
`));
execFileSync(PROGRAM, ["build", "--site", folder, "--out", join(folder, "public")], { stdio: ["ignore", "ignore", "inherit"] });

const { site, withPage } = useSite(join(folder, "public"));

/** Every kind of page: one of each template, by the links of the site itself. */
async function pages(page) {
  const found = new Set(["/", "/notes/", "/manual/", "/manual/page/", "/manual/folder/", "/manual/folder/page/", "/archive/", "/archive/2026/", "/review/", "/search/", "/nowhere/"]);
  LONG.forEach((_, at) => found.add(`/notes/n${at}/`));
  for (const index of ["stack", "tools", "topics", "entities", "owners", "status", "difficulty"]) {
    found.add(`/${index}/`);
    await page.goto(`${site.address}/${index}/`);
    const terms = await page.locator(`main a[href^="/${index}/"]`).evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    terms.filter((term) => term !== `/${index}/`).slice(0, 2).forEach((term) => found.add(term));
  }
  return [...found];
}

/** What is wrong with the page that is open: what reaches beyond the screen, covers something, or has hardly a letter a line. */
const faults = () => {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  const scrolls = (element) => {
    for (let at = element; at; at = at.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const name = (element) => `${element.tagName.toLowerCase()}.${element.className}`;
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility() || element.closest("svg, .vh, .skip, [hidden]")) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    const box = element.getBoundingClientRect();
    if (box.width === 0 || scrolls(element)) continue;
    if (own.length && (box.right > width + 1 || box.left < -1)) found.push(`${name(element)} reaches to ${Math.round(box.right)}`);
    const length = own.map((node) => node.data.trim()).join("").length;
    if (length > 12 && box.width < 40 && getComputedStyle(element).display !== "inline") found.push(`${name(element)} has ${Math.round(box.width)} px for ${length} letters`);
  }
  // Parts of the page that stand side by side: the text of none lies over that of another.
  const parts = [...document.querySelectorAll(".site-name, .menu, .find, .scheme, h1, .row-facts, .rows h2, .rows h3, .vitals > div, .note-body, .toc, .facets, .guide")].filter((part) => part.checkVisibility());
  const boxes = parts.map((part) => [part, part.getBoundingClientRect()]);
  for (const [a, first] of boxes) {
    for (const [b, second] of boxes) {
      if (a === b || a.contains(b) || b.contains(a)) continue;
      const across = Math.min(first.right, second.right) - Math.max(first.left, second.left);
      const down = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
      if (across > 2 && down > 2 && a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) found.push(`${name(a)} lies over ${name(b)}`);
    }
  }
  return [...new Set(found)].slice(0, 6);
};

for (const width of [320, 360, 414, 768, 1440]) {
  test(`long words hold every kind of page: ${width} px`, async () => {
    await withPage({ viewport: { width, height: 900 }, reducedMotion: "reduce" }, async (page) => {
      const wrong = [];
      for (const path of await pages(page)) {
        await page.goto(site.address + path);
        wrong.push(...(await page.evaluate(faults)).map((fault) => `${path.slice(0, 40)}: ${fault}`));
      }
      for (const query of ["remark"]) {
        await page.goto(`${site.address}/search/?q=${encodeURIComponent(query)}`);
        await page.locator("[data-results] .rows > li").first().waitFor();
        wrong.push(...(await page.evaluate(faults)).map((fault) => `search for ${query}: ${fault}`));
      }
      assert.deepEqual(wrong, []);
    });
  });
}
