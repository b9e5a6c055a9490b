// The extension as it is packed, with the real server and the real client library, in a stand-in for VS Code.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { test } from "node:test";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { NOTE, PROGRAM, start } from "./editor.mjs";

test("faults come and go while one types", async (t) => {
  const editor = await start(t);
  const note = await editor.open("content/notes/restart.md");
  await editor.replace(note, "summary:", "sumary:");
  const [unknown] = await editor.faults("content/notes/restart.md", ["unknown-field"]);
  assert.equal(unknown.range.start.line, 4);
  assert.match(unknown.message, /did you mean `summary`/);
  await editor.replace(note, "sumary:", "summary:");
  await editor.faults("content/notes/restart.md", []);
});

test("a file that is not open shows its faults too", async (t) => {
  const editor = await start(t, { files: { "content/notes/bad.md": NOTE.replace("other.md", "gone.md") } });
  await editor.faults("content/notes/bad.md", ["broken-link"]);
});

test("settings and templates are told to the server", async (t) => {
  const editor = await start(t, { files: { "templates/note.html": "{{ note.title }}\n" } });
  const settings = await editor.open("site.toml", "toml");
  await editor.replace(settings, "title =", "titel =");
  await editor.until(
    () => editor.shown.faults.get(settings.uri.toString())?.length > 0,
    () => "site.toml shows no fault",
  );
  const template = await editor.open("templates/note.html", "html");
  await editor.replace(template, "}}", "}");
  await editor.until(
    () => editor.shown.faults.get(template.uri.toString())?.length > 0,
    () => "the template shows no fault",
  );
});

test("a restart brings the faults back", async (t) => {
  const editor = await start(t, { files: { "content/notes/bad.md": NOTE.replace("other.md", "gone.md") } });
  await editor.faults("content/notes/bad.md", ["broken-link"]);
  const seen = editor.shown.log.filter((line) => line.startsWith("Starting")).length;
  editor.shown.faults.clear();
  await editor.vscode.commands.executeCommand("fieldnotes.restart");
  await editor.faults("content/notes/bad.md", ["broken-link"]);
  assert.equal(editor.shown.log.filter((line) => line.startsWith("Starting")).length, seen + 1);
});

test("a program that is missing is told of, once, with a way to the setting", async (t) => {
  const editor = await start(t, { settings: { "fieldnotes.path": "/nowhere/fieldnotes" } });
  const [message, ...more] = editor.shown.messages;
  assert.deepEqual(more, []);
  assert.match(message.text, /"fieldnotes\.path" names \/nowhere\/fieldnotes, which is no program/);
  assert.ok(message.ways.includes("Open settings"));
  // The setting is mended: the server starts without a reload.
  editor.settings["fieldnotes.path"] = PROGRAM;
  await editor.fire("workspace.onDidChangeConfiguration", { affectsConfiguration: (name) => name === "fieldnotes.path" });
  const note = await editor.open("content/notes/restart.md");
  await editor.replace(note, "summary:", "sumary:");
  await editor.faults("content/notes/restart.md", ["unknown-field"]);
});

test("the program is found in PATH, and nowhere relative to the workspace", async (t) => {
  const before = process.env.PATH;
  t.after(() => (process.env.PATH = before));
  const folder = mkdtempSync(join(tmpdir(), "fieldnotes-path-"));
  t.after(() => rmSync(folder, { recursive: true }));
  symlinkSync(PROGRAM, join(folder, "fieldnotes"));
  process.env.PATH = ["", ".", "/nowhere", folder].join(":");
  const editor = await start(t, { settings: { "fieldnotes.path": "" } });
  assert.ok(editor.shown.log.includes(`Starting ${folder}/fieldnotes`), editor.shown.log.join("\n"));
  process.env.PATH = "/nowhere";
  const other = await start(t, { settings: { "fieldnotes.path": "" } });
  assert.match(other.shown.messages[0].text, /is not in PATH/);
});

test("a relative path counts from the workspace", async (t) => {
  const editor = await start(t, { settings: { "fieldnotes.path": "bin/fieldnotes" } });
  assert.ok(editor.shown.messages[0].text.includes(`${editor.folder}/bin/fieldnotes`));
});

test("a server that ends is started again", async (t) => {
  const editor = await start(t);
  const note = await editor.open("content/notes/restart.md");
  await editor.replace(note, "summary:", "sumary:");
  await editor.faults("content/notes/restart.md", ["unknown-field"]);
  editor.shown.faults.clear();
  process.kill(editor.server());
  await editor.faults("content/notes/restart.md", ["unknown-field"]);
});

test("a program without a language server is told of", async (t) => {
  const editor = await start(t, { settings: { "fieldnotes.path": process.execPath } });
  assert.deepEqual(editor.shown.messages.map((message) => message.text.includes("has no language server")), [true]);
});
