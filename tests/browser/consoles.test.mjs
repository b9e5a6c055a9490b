// What a reader's shell runs of what was copied: terminal sessions in a generated site, copied by their buttons in Chromium,
// run by Bash with stubs in the place of every program, and compared with what the same commands do that are typed by hand.
// And what else holds of commands on a page: missing values, lines that break, pages from right to left. FIELDNOTES names
// the program.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { launch, serve } from "./server.mjs";

const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES must name the program");
/** How many sessions are run at least. */
const LEAST = 30;

/** The sessions of the data file: a name, the words behind the fence, the block, and what is expected. */
function sessions() {
  const text = readFileSync(new URL("consoles.txt", import.meta.url), "utf8");
  return text.split(/^== (?=.*\n-- block)/m).slice(1).map((session) => {
    const [name] = session.split("\n");
    const parts = session.split(/^-- /m).slice(1).map((part) => [part.split("\n")[0], part.slice(part.indexOf("\n") + 1).trimEnd()]);
    const [[head, code], [kind, expected]] = parts;
    assert.ok(parts.length === 2 && head.startsWith("block") && ["hand", "text", "refused"].includes(kind), name);
    const info = head.slice("block ".length);
    return { name, code, info: /^\w/.test(info) ? info : `console ${info}`, [kind]: expected };
  });
}

const ALL = sessions();
const note = (body, fields = "") => `---\ntitle: A note\ndate: 2026-01-02\ntopic: topic\nsummary: A summary.\n${fields}---\n\n${body}\n`;
const VALUES = note("Text before.\n\n~~~console {placeholders}\n$ kubectl -n <<namespace>> get pods\n$ ssh <<host>> -n <<namespace>>\n~~~\n\n~~~console\n$ date\n~~~\n");
const LONG = `/var/lib/${"a-long-path/".repeat(20)}`;
const INLINE = "kubectl rollout undo --to-revision=12 deployment/web-frontend";
const COMMAND = `${INLINE} --namespace=kube-system --dry-run=server`;
const HYPHENS = note(
  `Roll back with \`${INLINE}\`, then \`--dry-run\` (\`x-y\`).\n\n- \`a-b\`: \`${LONG}\`\n\n| Option | Use |\n|---|---|\n| \`--to-revision=12\` | \`${INLINE}\` |\n\n~~~console {title=".env-file"}\n$ ${COMMAND}\n~~~\n`,
  "change:\n  files: [.env-file]\n  commands:\n    - kubectl rollout undo --to-revision=12\n    - |-\n      cat <<EOT\n      one\n      EOT\n",
);

let browser;
let address;
let rightToLeft;
const servers = [];
const folders = [];

function folder() {
  const made = mkdtempSync(join(tmpdir(), "consoles-"));
  folders.push(made);
  return made;
}

/** Builds a site of notes, and serves it. */
async function site(notes, settings = "") {
  const root = folder();
  mkdirSync(join(root, "content/notes"), { recursive: true });
  writeFileSync(join(root, "site.toml"), `title = "Site"\nbase_url = "https://notes.example.org"\n${settings}`);
  for (const [name, text] of Object.entries(notes)) writeFileSync(join(root, `content/notes/${name}.md`), text);
  await promisify(execFile)(PROGRAM, ["build", "--site", root, "--no-cache"], { maxBuffer: 1 << 26 });
  servers.push(await serve(join(root, "public")));
  return servers.at(-1).address;
}

before(async () => {
  browser = await launch();
  const blocks = ALL.map(({ info, code }) => `~~~${info}\n${code}\n~~~`).join("\n\n");
  address = await site({ sessions: note(blocks), values: VALUES, hyphens: HYPHENS });
  rightToLeft = await site({ hyphens: HYPHENS }, "language = \"ar\"\n");
});
after(async () => {
  await browser?.close();
  for (const server of servers) await server.stop();
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

/** A page in a context of its own that may use the clipboard. */
async function withPage(options, use) {
  const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"], ...options });
  context.setDefaultTimeout(15_000);
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const fillClipboard = (page, text) => page.evaluate((text) => navigator.clipboard.writeText(text), text);

/** What the copy button of a block yields. */
async function copiedByButton(page, block) {
  await fillClipboard(page, "nothing yet");
  const button = block.locator("button.copy");
  await button.click();
  // The button says so in the language of the page.
  await page.waitForFunction((element) => {
    const words = JSON.parse(document.querySelector("script[data-words]").dataset.words);
    return element.textContent === words.js_copied;
  }, await button.elementHandle());
  return clipboard(page);
}

/** What copying yields when all from one element to another is selected. */
async function copiedByHand(page, from, to = from) {
  await page.evaluate(([from, to]) => {
    const range = document.createRange();
    range.setStart(document.querySelector(from), 0);
    range.setEndAfter(document.querySelector(to).lastChild);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }, [from, to]);
  await page.keyboard.press("ControlOrMeta+c");
  return clipboard(page);
}

// Writes down its name, its arguments and what it is given to read, and answers something.
const STUB = `#!/bin/bash
call=\${0##*/}
for argument; do printf -v call '%s %q' "$call" "$argument"; done
IFS= read -r -d '' input
[[ -z $input ]] || printf -v call '%s < %q' "$call" "$input"
printf '%s\\n' "$call" >> "$CALLS"
printf '%s output\\n' "\${0##*/}"
`;

/** A folder in which every word of the data that Bash does not know itself is a program that only writes down its call. */
function stubs() {
  const made = folder();
  writeFileSync(join(made, "stub"), STUB);
  chmodSync(join(made, "stub"), 0o755);
  const known = new Set(spawnSync("/bin/bash", ["-c", "compgen -b; compgen -k"], { encoding: "utf8" }).stdout.split("\n"));
  assert.ok(known.has("echo") && known.has("done"), "Bash is there");
  const words = new Set(ALL.flatMap(({ code, hand = "" }) => `${code}\n${hand}`.match(/[A-Za-z][\w.-]*/g)));
  for (const word of words) if (!known.has(word) && word !== "stub") symlinkSync("stub", join(made, word));
  return made;
}

/** What a script does in an empty folder: the calls in their order, the files that it leaves, and what Bash says. */
function run(script, bin) {
  const work = folder();
  const aside = folder();
  const calls = join(aside, "calls");
  const file = join(aside, "script");
  writeFileSync(calls, "");
  writeFileSync(file, `${script}\n`);
  const { status, error, stderr } = spawnSync("/bin/bash", ["--noprofile", "--norc", file], {
    cwd: work, env: { PATH: bin, CALLS: calls, HOME: work }, stdio: ["ignore", "ignore", "pipe"], timeout: 10_000, encoding: "utf8",
  });
  assert.ok(!error && status !== null, `${error}: ${script}`);
  const files = Object.fromEntries(readdirSync(work).sort().map((name) => [name, readFileSync(join(work, name), "utf8")]));
  return { calls: readFileSync(calls, "utf8").split("\n"), files, faults: stderr };
}

test("what a copy button yields runs as the commands that are typed by hand", async (context) => {
  const bin = stubs();
  assert.ok(ALL.filter(({ hand }) => hand).length >= LEAST, "enough sessions are run");
  await withPage({}, async (page) => {
    await page.goto(`${address}/notes/sessions/`);
    const blocks = await page.locator(".prose .code").all();
    assert.equal(blocks.length, ALL.length);
    for (const [at, session] of ALL.entries()) {
      await context.test(session.name, async () => {
        const remark = blocks[at].locator(".code-note");
        if (session.refused) {
          assert.equal(await blocks[at].locator("button.copy").count(), 0, "no button");
          assert.ok((await remark.textContent()).includes(session.refused), await remark.textContent());
          assert.ok(await remark.isVisible());
          return;
        }
        assert.equal(await remark.count(), 0);
        const copied = await copiedByButton(page, blocks[at]);
        if (session.text) return assert.equal(copied, session.text);
        const byHand = run(session.hand, bin);
        assert.ok(byHand.calls.length > 1, "something is run");
        assert.equal(byHand.faults, "");
        assert.deepEqual(run(copied, bin), byHand, copied);
      });
    }
  });
});

test("what is selected by hand holds no prompts, and its lines as they are", async () => {
  await withPage({}, async (page) => {
    await page.goto(`${address}/notes/sessions/`);
    const at = ALL.findIndex(({ name }) => name.startsWith("a here-document behind prompts"));
    await page.evaluate((at) => { document.querySelectorAll(".prose .code pre code")[at].id = "here"; }, at);
    assert.equal((await copiedByHand(page, "#here")).trimEnd(), "mysql shop << SQL\nselect 1;\n\nselect 2;\nSQL\n1\nuptime");
  });
});

test("while a value is missing nothing is copied: the button says which, and the focus goes to its field", async () => {
  await withPage({}, async (page) => {
    await page.goto(`${address}/notes/values/`);
    const block = page.locator(".prose .code").first();
    const button = block.locator("button.copy");
    const field = (name) => block.locator(`input[name=${name}]`);
    const focused = () => page.evaluate(() => document.activeElement.name);
    const CODE = ".prose .code pre code";
    await fillClipboard(page, "as before");
    assert.equal(await button.textContent(), "namespace is missing");
    await button.click();
    await page.waitForFunction(() => document.querySelector("[role=status]")?.textContent === "namespace is missing");
    assert.equal(await focused(), "namespace");
    assert.equal(await clipboard(page), "as before");
    assert.equal(await copiedByHand(page, CODE), "as before", "nor by hand");
    assert.equal(await focused(), "namespace");
    assert.match(await copiedByHand(page, ".prose p", CODE), /^Text before\.[^]*<<namespace>>/, "a passage of the page is");

    await fillClipboard(page, "as before");
    await field("namespace").fill("  ");
    assert.equal(await button.textContent(), "namespace is missing", "blanks are no value");
    await field("namespace").fill("a b;'c'");
    assert.equal(await button.textContent(), "host is missing");
    await button.click();
    assert.equal(await focused(), "host");
    assert.equal(await clipboard(page), "as before");

    await field("host").fill("db-1");
    assert.equal(await button.textContent(), "Copy");
    const expected = "kubectl -n a b;'c' get pods\nssh db-1 -n a b;'c'";
    assert.equal(await copiedByButton(page, block), expected, "values are copied as they were typed");
    assert.equal((await copiedByHand(page, CODE)).trimEnd(), expected);
    await field("host").fill("");
    assert.equal(await button.textContent(), "host is missing");
    assert.equal(await copiedByButton(page, page.locator(".prose .code").nth(1)), "date", "other blocks don't care");
  });
});

/** The lines that each element is shown in; the signs of a line in the order in which they stand from left to right. */
const shownLines = (page, selector) => page.locator(selector).evaluateAll((elements) => elements.map((element) => {
  const lines = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    for (let at = 0; at < text.length; at += 1) {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const box = [...range.getClientRects()].findLast(({ width }) => width > 0);
      if (!box) continue;
      let line = lines.find(({ top }) => Math.abs(top - box.top) < 6);
      if (!line) lines.push(line = { top: box.top, signs: [] });
      line.signs.push([box.left, text.data[at]]);
    }
  }
  lines.sort((a, b) => a.top - b.top);
  return lines.map(({ signs }) => signs.sort(([a], [b]) => a - b).map(([, sign]) => sign).join("").trim());
}));

test("a command breaks at its blanks alone, and no word pushes the page sideways", async () => {
  for (const width of [320, 360, 480, 768, 1280]) {
    await withPage({ viewport: { width, height: 800 } }, async (page) => {
      await page.goto(`${address}/notes/hyphens/`);
      // Joined by blanks, the lines are the text: no line ended elsewhere.
      const inline = (await shownLines(page, ".prose :not(pre) > code")).map((lines) => lines.join(" "));
      assert.deepEqual(inline.filter((text) => !text.startsWith("/var")), [INLINE, "--dry-run", "x-y", "a-b", "--to-revision=12", INLINE], `${width}`);
      const wrap = page.locator(".prose .code button[aria-pressed]");
      assert.equal(await wrap.count(), 1, `${width}: the command is longer than the block`);
      await wrap.click();
      const [lines] = await shownLines(page, ".prose pre code");
      assert.ok(lines.length > 1, `${width}`);
      assert.equal(lines.join(" "), `$ ${COMMAND}`, `${width}: wrapped`);
      assert.equal((await copiedByHand(page, ".prose pre code")).trimEnd(), COMMAND, "wrapped, and selected by hand");
      assert.equal(await copiedByButton(page, page.locator(".prose .code")), COMMAND);
      assert.equal(await copiedByHand(page, ".prose p"), `Roll back with ${INLINE}, then --dry-run (x-y).`);
      const { over } = await page.evaluate(() => ({ over: document.documentElement.scrollWidth - document.documentElement.clientWidth }));
      assert.ok(over <= 0, `${width}: ${over} px too wide`);
    });
  }
});

test("on paper a command breaks at its blanks too", async () => {
  await withPage({ viewport: { width: 400, height: 800 } }, async (page) => {
    await page.goto(`${address}/notes/hyphens/`);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const [lines] = await shownLines(page, ".prose pre code");
    assert.ok(lines.length > 1);
    assert.equal(lines.join(" "), `$ ${COMMAND}`);
  });
});

test("code reads from left to right in a page that does not", async () => {
  await withPage({ viewport: { width: 1280, height: 900 } }, async (page) => {
    await page.goto(`${rightToLeft}/notes/hyphens/`);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).direction), "rtl");
    if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, "rtl.png"), fullPage: true });
    const shown = (await shownLines(page, "main code, main .code-title")).map((lines) => lines.join(" "));
    for (const text of ["--dry-run", "--to-revision=12", INLINE, ".env-file", "x-y", `$ ${COMMAND}`, "$ kubectl rollout undo --to-revision=12 $ cat <<EOT one EOT"]) {
      assert.ok(shown.includes(text), `${text}: ${JSON.stringify(shown)}`);
    }
    assert.equal(await copiedByButton(page, page.locator(".change .code")), "kubectl rollout undo --to-revision=12\ncat <<EOT\none\nEOT");
  });
});
