// Each feature of the server once, by way of what the extension registers; and how it gives way to VS Code's own Markdown support.

import assert from "node:assert/strict";
import { test } from "node:test";

import { start } from "./editor.mjs";

const PATH = "content/notes/restart.md";

/** An editor with a note that the server has read. */
async function opened(t, settings) {
  const editor = await start(t, { settings });
  const note = await editor.open(PATH);
  await editor.replace(note, "summary:", "sumary:");
  await editor.faults(PATH, ["unknown-field"]);
  await editor.replace(note, "sumary:", "summary:");
  await editor.faults(PATH, []);
  return { editor, note };
}

test("completion", async (t) => {
  const { editor, note } = await opened(t);
  await editor.replace(note, "topic: web\n", "topic: web\now\n");
  const { items } = await editor.ask("CompletionItem", note, note.behind("\now"), editor.token, { triggerKind: 0 });
  assert.ok(items.some((item) => (item.label.label ?? item.label) === "owner"));
});

test("hover", async (t) => {
  const { editor, note } = await opened(t);
  const hover = await editor.ask("Hover", note, note.behind("summ"));
  assert.match(hover.contents.map((each) => each.value).join(), /Required/);
});

test("the target of a link is VS Code's to show, or else the server's", async (t) => {
  const { editor, note } = await opened(t);
  const place = note.behind("](oth");
  const own = await editor.ask("Definition", note, place);
  assert.equal(own[0].targetUri.toString(), editor.uri("content/notes/other.md").toString());
  // VS Code asks everybody, the server among them: it is silent then.
  let answer = "nobody asked";
  editor.commands.set("vscode.executeDefinitionProvider", async (uri, at) => {
    answer = await editor.ask("Definition", note, at);
    return [new editor.vscode.Location(editor.uri("content/notes/other.md"), new editor.vscode.Range(0, 0, 0, 0))];
  });
  assert.equal(await editor.ask("Definition", note, place), undefined);
  assert.equal(answer, undefined);
});

test("uses that VS Code knows are not listed twice", async (t) => {
  const { editor, note } = await opened(t);
  const place = note.behind("](oth");
  const own = await editor.ask("Reference", note, place, { includeDeclaration: false });
  assert.equal(own.length, 1);
  const { uri, range } = own[0];
  editor.commands.set("vscode.executeReferenceProvider", async () => [new editor.vscode.Location(uri, range)]);
  assert.deepEqual(await editor.ask("Reference", note, place, { includeDeclaration: false }), []);
});

test("headings are outlined by VS Code alone; the server knows notes of the whole workspace", async (t) => {
  const { editor, note } = await opened(t);
  assert.equal(await editor.ask("DocumentSymbol", note), undefined);
  const [symbol] = await editor.provider("WorkspaceSymbol").provideWorkspaceSymbols("balancer", editor.token);
  assert.ok(symbol);
});

test("folds, and the state of the review", async (t) => {
  const { editor, note } = await opened(t);
  assert.ok((await editor.ask("FoldingRange", note, {})).length > 0);
  assert.equal((await editor.ask("CodeLens", note)).length, 1);
});

test("actions", async (t) => {
  const { editor, note } = await opened(t);
  await editor.replace(note, "summary:", "sumary:");
  const [fault] = await editor.faults(PATH, ["unknown-field"]);
  const found = await editor.ask("CodeActions", note, fault.range, { diagnostics: [fault], only: undefined, triggerKind: 1 });
  const fix = found.find((action) => action.isPreferred);
  assert.deepEqual([...fix.edit.changes.values()].flat().map((edit) => edit.newText), ["summary"]);
});

test("formatting", async (t) => {
  const { editor, note } = await opened(t);
  await editor.replace(note, "topic: web", "topic: web  ");
  const edits = await editor.ask("DocumentFormattingEdit", note, { tabSize: 2, insertSpaces: true });
  assert.ok(edits.length > 0);
});

for (const [mends, changed] of [["never", 1], ["prompt", 0], ["always", 0]]) {
  test(`links of a renamed file, where VS Code mends them: ${mends}`, async (t) => {
    const { editor } = await opened(t, { "markdown.updateLinksOnFileMove.enabled": mends });
    let edit;
    const files = [{ oldUri: editor.uri("content/notes/other.md"), newUri: editor.uri("content/notes/new.md") }];
    await editor.fire("workspace.onWillRenameFiles", { files, token: editor.token, waitUntil: (promise) => (edit = promise) });
    const changes = (await edit)?.changes ?? new Map();
    assert.equal(changes.has(editor.uri(PATH).toString()), changed === 1);
  });
}
