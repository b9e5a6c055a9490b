// Attacks on a reader's browser, and sites that hold them: the vectors of tests/data/payloads.json, in every place of a
// note that takes text. `XSS` in a vector becomes a call that the tests hear of, with a number of its own.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const DATA = JSON.parse(await readFile(join(ROOT, "tests/data/payloads.json"), "utf8"));

const prefixed = (text, first, other = first) => text.split("\n").map((line, at) => (at ? other : first) + line).join("\n");
const flat = (text) => text.replace(/[\n\r]/g, " ");
/** HTML that goes on to the end of what holds it: such a vector gets a quote of its own, or it would eat the next one. */
const swallows = (vector) => /<(script|style|pre|textarea|\?|!)/i.test(vector);

/** Where HTML can stand in Markdown. */
const PLACES = {
  block: (vector) => (swallows(vector) ? prefixed(vector, "> ") : vector),
  inline: (vector) => `word ${flat(vector)} word`,
  item: (vector) => prefixed(vector, "- ", "  "),
  quote: (vector) => prefixed(vector, "> > "),
  cell: (vector) => `| a | b |\n|---|---|\n| ${flat(vector)} | c |`,
  heading: (vector) => `### ${flat(vector)}`,
  link: (vector) => `[${flat(vector)}](#here)`,
  alert: (vector) => `> [!WARNING]\n${prefixed(vector, "> ")}`,
  footnote: (vector) => `Text[^fID]\n\n[^fID]: ${prefixed(vector, "", "    ")}\n\nText`,
  definition: (vector) => `Term ${flat(vector)}\n: ${flat(vector)}`,
  task: (vector) => `- [ ] ${flat(vector)}`,
  strong: (vector) => `**a ${flat(vector)} b** *c ${flat(vector)} d* ~~${flat(vector)}~~`,
  wrapped: (vector) => prefixed(`<div>\n${vector}\n</div>`, "> "),
  picture: (vector) => `![${flat(vector)}](pic.png)`,
};

/** Where an address can stand in Markdown. Pictures may come from other hosts: those addresses are no attack there. */
const ADDRESSED = {
  link: (address) => `[text](<${flat(address)}>)`,
  bare: (address) => `[text](${address})`,
  titled: (address) => `[text](<${flat(address)}> "a title")`,
  image: (address) => !/^[\s\\]*(https?:|[\\/]{2})/i.test(address) && `![text](<${flat(address)}>)`,
  reference: (address) => `[text][rID]\n\n[rID]: <${flat(address)}> "title"`,
  autolink: (address) => `<${address}>`,
  plain: (address) => address,
  nested: (address) => `[![i](pic.png)](<${flat(address)}>)`,
  escaped: (address) => `[text](${address.replace(/[:(]/g, "\\$&")})`,
};

/** Where any text can stand in Markdown, in the quotes that it may break out of. */
const TEXTS = {
  linkTitle: (text) => `[text](#here "${flat(text).replaceAll('"', "&quot;")}")`,
  linkTitleSingle: (text) => `[text](#here '${flat(text).replaceAll("'", "\\'")}')`,
  imageTitle: (text) => `![text](pic.png "${flat(text).replaceAll('"', '\\"')}")`,
  alt: (text) => `a ![${flat(text)}](pic.png) b`,
  fence: (text) => `~~~${flat(text)}\ncode\n~~~`,
  fenceTitle: (text) => `~~~sh {title="${flat(text).replaceAll('"', "'")}" linenos}\ncode\n~~~`,
  fenceTitleSingle: (text) => `~~~sh {title='${flat(text)}' hl_lines="${flat(text)}"}\ncode\n~~~`,
  code: (text) => `~~~html\n${text}\n~~~`,
  shell: (text) => `~~~console\n$ ${flat(text)}\n${flat(text)}\n~~~`,
  placeholder: (text) => `~~~sh {placeholders}\ncurl <<${flat(text)}>> <<host>>\n~~~`,
  span: (text) => `a \`\` ${flat(text)} \`\` b`,
  heading: (text) => `## ${flat(text)}`,
  headingId: (text) => `## Heading {#${flat(text)}}`,
  headingClass: (text) => `## Heading {.${flat(text)} onclick=XSS}`,
  footnoteLabel: (text) => `Text[^${flat(text)}]\n\n[^${flat(text)}]: Note.\n\nText`,
  math: (text) => `$${flat(text)}$ $\\text{${flat(text)}}$`,
  display: (text) => prefixed(`$$\n${flat(text)}\n$$`, "> "),
  cell: (text) => `| ${flat(text)} | b |\n|---|---|\n| c | ${flat(text)} |`,
  task: (text) => `- [x] ${flat(text)}`,
  autolink: (text) => `<https://xss.invalid/${flat(text)}> https://xss.invalid/${flat(text)} www.xss.invalid/${flat(text)}`,
  mail: (text) => `<a@xss.invalid${flat(text)}> mailto:a@xss.invalid?subject=${flat(text)}`,
  query: (text) => `[text](</?q=${flat(text)}#${flat(text)}>)`,
  file: (text) => `[text](<${flat(text)}.md>) ![text](<${flat(text)}.png>)`,
  scripts: (text) => `x^${flat(text)}^ y~${flat(text)}~`,
  paragraph: (text) => prefixed(flat(text), "> "),
};

/** Vectors of HTML: those that are written down, and each handler and each element at least once. */
const handled = [
  ...DATA.handlers.map((handler, at) => `<${DATA.tags[(at * 7) % DATA.tags.length]} ${handler}=XSS>x`),
  ...DATA.tags.map((tag, at) => `<${tag} ${DATA.handlers[(at * 5) % DATA.handlers.length]}="XSS" id=x name=x style="x:y">x</${tag}>`),
];

/** Picks some of an object's functions, others each time. */
const some = (places, count, at) => {
  const names = Object.keys(places);
  return Array.from({ length: count }, (_, step) => places[names[(at * count + step) % names.length]]);
};

/** Every attack on a body: text with `XSS` and `ID` in it, and whether all of it has to be seen where HTML shows as text. */
export function attacks() {
  const made = new Map();
  const add = (text, isSeen) => { if (text && text.includes("XSS") && !made.has(text)) made.set(text, isSeen); };
  // Comments are left out, and HTML in the text of a picture is.
  const isSeen = (vector, place) => !vector.includes("<!--") && place !== PLACES.picture;
  const { block, inline, ...others } = PLACES;
  DATA.html.forEach((vector, at) => {
    for (const place of [block, inline, ...some(others, 2, at)]) add(place(vector), isSeen(vector, place));
  });
  handled.forEach((vector, at) => { for (const place of some(PLACES, 2, at)) add(place(vector), isSeen(vector, place)); });
  DATA.addresses.forEach((address, at) => {
    for (const place of some(ADDRESSED, 5, at)) add(place(address), false);
    for (const form of some(DATA.raw_forms, 3, at)) {
      const isFar = /^[\s\\]*(https?:|[\\/]{2})/i.test(address) && form.includes("<img src=\"ADDRESS");
      if (!isFar) add(PLACES.block(form.replaceAll("ADDRESS", address)), false);
    }
  });
  DATA.breakouts.forEach((text, at) => { for (const place of some(TEXTS, 11, at)) add(place(text), false); });
  DATA.math.forEach((text) => { add(TEXTS.math(text), false); add(TEXTS.display(text), false); });
  return [...made].map(([text, seen]) => ({ text, seen }));
}

/** Texts for single values: of the front matter, of names. */
const VALUES = [...DATA.breakouts, ...DATA.html.map(flat), ...DATA.addresses.map((address) => address.replaceAll("\0", ""))]
  .filter((text) => !text.includes("\0"));

/** A generated site, with HTML as it is by default, or as told: its files, what is in which note, and how many different attacks there are. */
export function site(rawHtml) {
  let number = 0;
  let turn = 0;
  const files = new Map();
  const templates = new Set();
  const fill = (text) => {
    const id = (number += 1);
    templates.add(text);
    return { id, text: text.replaceAll("XSS", `xss(${id})`).replaceAll("ID", id) };
  };
  /** The next value, as YAML; its number goes to a list. */
  const value = (to, prefix = "") => {
    const { id, text } = fill(prefix + VALUES[(turn += 1) % VALUES.length]);
    to?.push(id);
    return JSON.stringify(text);
  };
  /** A text that shows links and code, with an attack of each kind, and one that has to be seen. */
  const rich = (to) => {
    const at = (turn += 1);
    const seen = fill(VALUES[at % VALUES.length]);
    to.push(seen.id);
    const address = fill(`[text](<${flat(DATA.addresses[at % DATA.addresses.length].replaceAll("\0", ""))}>)`).text;
    const code = fill(`\`${flat(DATA.html[at % DATA.html.length])}\``).text;
    return JSON.stringify(`${seen.text}\n\n${at % 2 ? `${address} ${code}` : `${code}\n\n<${address.slice(8, -2)}>`}`);
  };
  const pool = Array.from({ length: 7 }, () => value());
  let pooled = 0;
  const term = () => pool[(pooled += 1) % pool.length];
  const notes = [];
  const all = attacks();
  const each = 45;
  for (let from = 0, at = 0; from < all.length; from += each, at += 1) {
    const shown = [];
    const marks = [];
    const body = all.slice(from, from + each).map(({ text, seen }) => {
      const made = fill(text);
      marks.push(made.id);
      if (seen) shown.push(made.id);
      return `mark${made.id}.\n\n${made.text}\n`;
    });
    const values = [];
    const name = `note-${at}`;
    files.set(`content/notes/${name}/index.md`, `---\n${front(at, values, value, { term, rich: () => rich(values) })}---\n\n${body.join("\n")}\nmarkend.\n`);
    notes.push({ path: `/notes/${name}/`, marks, shown, values });
  }
  names(files, notes, fill);
  const breakout = (text) => JSON.stringify(fill(text).text);
  files.set("site.toml", `title = ${breakout("</title><script>XSS</script>\\\" onload=XSS")}
base_url = "https://notes.example.org"
description = ${breakout("\\\"><img src=x onerror=XSS>")}
[outputs]
markdown = true
[schema]
unknown = "allow"
[markdown]
${rawHtml === undefined ? "" : `raw_html = "${rawHtml}"`}
[[menu]]
title = ${breakout("<img src=x onerror=XSS>")}
url = "/notes/"
[lints]
${readdirSync(join(ROOT, "src/diagnostic/codes")).map((file) => `${file.replace(/\.md$/, "")} = "allow"`).join("\n")}
`);
  return { files, notes, count: templates.size };
}

/** A front matter with an attack in every field that takes text, and in keys. */
function front(at, values, value, { term, rich }) {
  const next = (prefix) => value(values, prefix);
  const isOdd = at % 4 === 3;
  return `title: ${next()}
date: 2026-0${1 + (at % 9)}-02
topic: ${term()}
summary: ${rich()}
aliases: [/old/${at}/${isOdd ? `, ${value(null, "/old/")}` : ""}]
ai_outline: [${next()}, {${next()}: ${next()}}]
ai_brief: ${next()}
stack: [${term()}, {name: ${term()}, version: ${next()}}]
tools: [{name: ${term()}, version: ${next()}}]
${isOdd ? `code_language: ${value()}\ndifficulty: ${value()}\nreading_time: ${value()}\nview_count: ${value()}\nhash: ${value()}\n` : ""}\
score: {quality: ${isOdd ? value() : 9}, ${next()}: ${next()}}
revision: {status: ${isOdd ? value() : "published"}, version: ${isOdd ? value() : "1.0.0"}, last_reviewed: 2026-01-01, review_in: ${isOdd ? value() : "1 year"}, reviewed_by: ${next()}, superseded_by: ${next()}}
reference: ${next()}
flags: {${next()}: true, has_images: ${isOdd ? value() : "false"}}
checklist: [${rich()}, ${next()}]
entities: [{name: ${term()}, type: ${next()}}]
image_sources:
  - {source: ${next()}, url: pic.png, caption: ${next()}}
  - {source: ${next()}, url: ${next()}, caption: ${next()}}
payload: {${next()}: {${next()}: [${next()}, {${next()}: ${next()}}]}}
notes: [${rich()}, ${next()}]
owner: ${term()}
change:
  reason: ${rich()}
  files: [${next()}]
  commands: [${next()}]
  metric: {name: ${next()}, before: ${next()}, after: ${next()}}
  expected_result: ${rich()}
  rollback: ${rich()}
${next("own ")}: ${next()}
`;
}

/** Notes, folders, pictures and files whose names are attacks. */
function names(files, notes, fill) {
  const plain = (body) => `---\ntitle: Named\ndate: 2026-01-01\ntopic: t\nsummary: s\n---\n${body}\n`;
  const vectors = ["<img src=x onerror=XSS>", "\" onmouseover=XSS x=\"", "' onfocus=XSS autofocus '", "javascript:XSS", "{{ XSS }}", "a&lt;script&gt;XSS", "`XSS`", "%3Cscript%3EXSS", "data:text,XSS"];
  for (const vector of vectors) {
    const { id, text } = fill(vector);
    const slug = `named-${id}`;
    const picture = `${text}.png`;
    const address = encodeURIComponent(picture);
    files.set(`content/notes/${slug} ${text}.md`, plain("Text."));
    files.set(`content/notes/${slug}/index.md`, plain(`![a](<${picture}>) ![b](${address.replaceAll("(", "%28").replaceAll(")", "%29")}) [c](<${picture}>)\n\n![d](<${picture}>)\n\n[e](<../${slug} ${text}.md>)`));
    files.set(`content/notes/${slug}/${picture}`, PICTURE);
    files.set(`content/named/${text}/note-${id}.md`, plain("Text."));
    files.set(`content/named/${text}/_index.md`, `---\ntitle: ${JSON.stringify(text)}\nsummary: ${JSON.stringify(text)}\n---\n${text}\n`);
    files.set(`content/notes/slugged-${id}.md`, plain("Text.").replace("---", `---\nslug: ${JSON.stringify(text)}\naliases: [${JSON.stringify(text)}]`));
    files.set(`static/${text}.txt`, text);
    notes.push({ path: `/notes/${slug}/`, marks: [], shown: [], values: [] });
  }
}

/** The smallest PNG. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

/** Writes a site into a folder. */
export async function write(folder, files) {
  for (const [path, content] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Notes with a fault for each place where a report quotes its author: for the preview. */
export function faulty() {
  const files = new Map([["site.toml", 'title = "Site"\nbase_url = "https://notes.example.org"\n']]);
  DATA.breakouts.filter((text) => !/[\0-\x08]/.test(text)).forEach((vector, at) => {
    const text = vector.replaceAll("XSS", `xss(${at})`);
    const quoted = JSON.stringify(text);
    files.set(`content/notes/f${at}.md`, `---\ntitle: ${quoted}\ndate: ${quoted}\ntopic: t\nsummary: ${quoted}
${quoted}: ${quoted}\ndifficulty: ${quoted}\ncode_language: ${quoted}\nslug: ${quoted}\naliases: [${quoted}]\nhash: ${quoted}
revision: {status: ${quoted}, version: ${quoted}, review_in: ${quoted}, superseded_by: ${quoted}}
flags: {${quoted}: ${quoted}}\nscore: {quality: ${quoted}}\nimage_sources: [{url: ${quoted}}]\nlints: {allow: [${quoted}]}\n---
[a](<javascript:${text.replaceAll("\n", " ")}>) [b](<${text}.md>) ![](<${text}.png>) [c](#${text})\n\n~~~${text}\n~~~\n\n$\\${text}$\n\n${text}\n`);
  });
  return files;
}
