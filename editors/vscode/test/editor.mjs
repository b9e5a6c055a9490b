// An editor for the tests: the stand-in with the bundled extension in it, a site on the disk, and what an author does.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const { host, load } = require("./host.cjs");

const EXTENSION = fileURLToPath(new URL("../dist/extension.js", import.meta.url));
const PATIENCE = 20_000;

export const PROGRAM = process.env.FIELDNOTES;
assert.ok(PROGRAM, "FIELDNOTES names the program to test");

export const NOTE = `---
title: Restart the proxy
date: 2026-03-04
topic: web
summary: How to restart it.
---

See [the other one](other.md).
`;

/** A site on the disk. */
export function site(files = {}) {
  const folder = mkdtempSync(join(tmpdir(), "fieldnotes-vscode-"));
  const all = {
    "site.toml": 'title = "Notes"\nbase_url = "https://notes.example.org"\n',
    "content/_index.md": "---\ntitle: Notes\n---\n",
    "content/notes/_index.md": "---\ntitle: Notes\n---\n",
    "content/notes/restart.md": NOTE,
    "content/notes/other.md": NOTE.replace("the proxy", "the balancer").replace("(other.md)", "(restart.md)"),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Opens an editor on a site; `t` closes it. */
export async function start(t, { files, settings } = {}) {
  const folder = site(files);
  const stand = host({ folder, settings: { "fieldnotes.path": PROGRAM, ...settings } });
  const extension = load(EXTENSION, stand.vscode);
  const context = { subscriptions: [] };
  t.after(async () => {
    await extension.deactivate();
    context.subscriptions.forEach((each) => each.dispose());
    rmSync(folder, { recursive: true });
  });
  await extension.activate(context);
  return new Editor(folder, stand);
}

/** Functions that are not called as what they answer. */
const NAMES = {
  CompletionItem: "CompletionItems", Reference: "References", DocumentSymbol: "DocumentSymbols", FoldingRange: "FoldingRanges",
  CodeLens: "CodeLenses", Rename: "RenameEdits", DocumentFormattingEdit: "DocumentFormattingEdits",
};

class Editor {
  constructor(folder, stand) {
    Object.assign(this, { folder, ...stand });
  }

  /** Tells those who want to know. */
  fire(event, value) {
    return this.events[event]?.fire(value);
  }

  uri(path) {
    return this.vscode.Uri.file(join(this.folder, path));
  }

  /** Shows a file. */
  async open(path, languageId = "markdown") {
    const document = new Document(this.uri(path), languageId, readFileSync(join(this.folder, path), "utf8"));
    this.documents.push(document);
    await this.fire("workspace.onDidOpenTextDocument", document);
    return document;
  }

  /** Puts text where other text is. */
  async replace(document, old, text) {
    const at = document.text.indexOf(old);
    assert.ok(at >= 0, `${old} is not there`);
    const range = new this.vscode.Range(document.positionAt(at), document.positionAt(at + old.length));
    document.text = document.text.slice(0, at) + text + document.text.slice(at + old.length);
    document.version += 1;
    const contentChanges = [{ range, rangeOffset: at, rangeLength: old.length, text }];
    await this.fire("workspace.onDidChangeTextDocument", { document, contentChanges, reason: undefined });
  }

  /** Waits for the faults of a file to be of these codes. */
  async faults(path, codes) {
    const uri = this.uri(path).toString();
    const now = () => (this.shown.faults.get(uri) ?? []).map((fault) => fault.code?.value ?? fault.code).sort();
    await this.until(() => now().join() === [...codes].sort().join(), () => `${path}: ${now()} instead of ${codes}`);
    return this.shown.faults.get(uri) ?? [];
  }

  async until(holds, otherwise) {
    const begun = Date.now();
    while (!holds()) {
      if (Date.now() - begun > PATIENCE) assert.fail(`${otherwise()}\n${this.shown.log.join("\n")}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Asks what answers questions of a kind; on a document, and a place in it. */
  ask(kind, document, ...rest) {
    return this.provider(kind, document)[`provide${NAMES[kind] ?? kind}`](document, ...rest, this.token);
  }

  /** What answers a question on a document. */
  provider(kind, document) {
    const fits = ({ selector }) => selector === "*" || this.vscode.languages.match(selector, document) > 0;
    const found = (this.providers[kind] ?? []).find(fits);
    assert.ok(found, `nothing answers ${kind}`);
    return found.provider;
  }

  /** The process of the server: the one child that runs in the site. */
  server() {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").split(" ").filter(Boolean);
    const own = children.filter((id) => readlinkSync(`/proc/${id}/cwd`) === this.folder);
    assert.equal(own.length, 1);
    return Number(own[0]);
  }

  token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };
}

class Document {
  version = 1;
  isClosed = false;
  isUntitled = false;
  isDirty = true;
  eol = 1;

  constructor(uri, languageId, text) {
    Object.assign(this, { uri, languageId, text, fileName: uri.fsPath });
  }

  getText() {
    return this.text;
  }

  get lineCount() {
    return this.text.split("\n").length;
  }

  positionAt(offset) {
    const before = this.text.slice(0, offset).split("\n");
    return { line: before.length - 1, character: before.at(-1).length, compareTo(other) { return this.line - other.line || this.character - other.character; } };
  }

  /** The place behind some text. */
  behind(text) {
    const at = this.text.indexOf(text);
    assert.ok(at >= 0, `${text} is not there`);
    return this.positionAt(at + text.length);
  }
}
