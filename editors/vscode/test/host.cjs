// A stand-in for VS Code: the module `vscode`, as far as the client library and the extension use it, without a window.
//
// What VS Code would show is kept: faults by file, messages, and what was registered to answer questions.

const Module = require("node:module");
const { pathToFileURL, fileURLToPath } = require("node:url");

class Disposable {
  constructor(end = () => {}) {
    this.dispose = end;
  }
  static from(...all) {
    return new Disposable(() => all.forEach((each) => each.dispose()));
  }
}

class EventEmitter {
  listeners = new Set();
  event = (listener, self) => {
    const bound = self ? listener.bind(self) : listener;
    this.listeners.add(bound);
    return new Disposable(() => this.listeners.delete(bound));
  };
  fire(value) {
    return Promise.all([...this.listeners].map((listener) => listener(value)));
  }
  dispose() {
    this.listeners.clear();
  }
}

class Uri {
  constructor(text) {
    this.text = text;
    const url = new URL(text);
    this.scheme = url.protocol.slice(0, -1);
    this.path = decodeURIComponent(url.pathname);
    this.fsPath = this.scheme === "file" ? fileURLToPath(text) : this.path;
  }
  static parse = (text) => new Uri(text);
  static file = (path) => new Uri(pathToFileURL(path).href);
  toString = () => this.text;
}

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
  compareTo(other) {
    return this.line - other.line || this.character - other.character;
  }
}

class Range {
  constructor(...at) {
    const [start, end] = at.length === 4 ? [new Position(at[0], at[1]), new Position(at[2], at[3])] : at;
    Object.assign(this, { start, end });
  }
  intersection(other) {
    const start = this.start.compareTo(other.start) > 0 ? this.start : other.start;
    const end = this.end.compareTo(other.end) < 0 ? this.end : other.end;
    return start.compareTo(end) > 0 ? undefined : new Range(start, end);
  }
}

class Diagnostic {
  constructor(range, message, severity) {
    Object.assign(this, { range, message, severity });
  }
}

class Location {
  constructor(uri, range) {
    Object.assign(this, { uri, range });
  }
}

class TabInputText {
  constructor(uri) {
    this.uri = uri;
  }
}

class CancellationTokenSource {
  emitter = new EventEmitter();
  token = { isCancellationRequested: false, onCancellationRequested: this.emitter.event };
  cancel() {
    this.token.isCancellationRequested = true;
    this.emitter.fire();
  }
  dispose() {}
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind([this.value, part].filter(Boolean).join("."));
  }
  static Empty = new CodeActionKind("");
  static QuickFix = new CodeActionKind("quickfix");
  static Refactor = new CodeActionKind("refactor");
  static RefactorRewrite = new CodeActionKind("refactor.rewrite");
  static Source = new CodeActionKind("source");
  static SourceFixAll = new CodeActionKind("source.fixAll");
}

/** What changes, by file; files that are made have no edits. */
class WorkspaceEdit {
  changes = new Map();
  set(uri, edits) {
    this.changes.set(uri.toString(), edits.map((edit) => (Array.isArray(edit) ? edit[0] : edit)));
  }
  createFile(uri) {
    this.changes.set(uri.toString(), []);
  }
}

/** Something whose missing members are classes that keep nothing, or events, by their names. */
function open(name, known, events) {
  const made = new Map(Object.entries(known));
  return new Proxy(known, {
    get(_, key) {
      if (typeof key !== "string" || key === "then") return undefined;
      if (!made.has(key)) made.set(key, missing(`${name}${key}`, key, events));
      return made.get(key);
    },
    has: () => true,
  });
}

function missing(path, key, events) {
  if (/^on(Did|Will)/.test(key)) {
    events[path] = new EventEmitter();
    return events[path].event;
  }
  return { [key]: class { constructor(...given) { Object.assign(this, { given }); } } }[key];
}

/** A pattern of paths as an expression, as far as the extension has such patterns. */
function glob(pattern) {
  const parts = { "**/": "(?:.*/)?", "*": "[^/]*", ".": "\\." };
  return new RegExp(`^${pattern.split(/(\*\*\/|\*|\.)/).map((part) => parts[part] ?? part).join("")}$`);
}

/** Whether a document is one that a selector means. */
function match(selector, document) {
  const path = document.uri.path;
  const fits = ({ language, scheme, pattern }) =>
    (!language || language === document.languageId) &&
    (!scheme || scheme === document.uri.scheme) &&
    (!pattern || glob(pattern).test(path));
  return [selector].flat().some(fits) ? 10 : 0;
}

function host({ folder, settings = {} }) {
  const events = {};
  const shown = { faults: new Map(), messages: [], log: [] };
  const providers = {};
  const commands = new Map();
  const documents = [];
  const changed = new EventEmitter();

  const register = (kind) => (selector, provider, ...rest) => {
    (providers[kind] ??= []).push({ selector, provider, rest });
    return new Disposable(() => (providers[kind] = providers[kind].filter((each) => each.provider !== provider)));
  };
  const log = (...words) => shown.log.push(words.join(" "));
  const channel = {
    append: log, appendLine: log, trace: log, debug: log, info: log, warn: log, error: log, show() {}, clear() {}, dispose() {},
    logLevel: 3, onDidChangeLogLevel: new EventEmitter().event,
  };
  const collection = {
    set(uri, faults) {
      shown.faults.set(uri.toString(), faults ?? []);
      changed.fire(uri);
    },
    delete(uri) {
      collection.set(uri, []);
    },
    clear: () => shown.faults.clear(),
    dispose: () => shown.faults.clear(),
    has: (uri) => shown.faults.has(uri.toString()),
    get: (uri) => shown.faults.get(uri.toString()),
  };

  const vscode = open("", {
    version: "1.91.0",
    Disposable, EventEmitter, TabInputText, Uri, Position, Range, Diagnostic, Location, CancellationTokenSource,
    CompletionItem: class { constructor(label, kind) { Object.assign(this, { label, kind }); } },
    CompletionList: class { constructor(items, isIncomplete) { Object.assign(this, { items, isIncomplete }); } },
    MarkdownString: class { constructor(value) { this.value = value ?? ""; } appendCodeblock(text) { this.value += text; return this; } },
    Hover: class { constructor(contents, range) { Object.assign(this, { contents: [contents].flat(), range }); } },
    SnippetString: class { constructor(value) { this.value = value; } },
    CodeActionKind,
    CodeAction: class { constructor(title) { this.title = title; } },
    TextEdit: class { constructor(range, newText) { Object.assign(this, { range, newText }); } },
    WorkspaceEdit,
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
    TextDocumentSaveReason: { Manual: 1, AfterDelay: 2, FocusOut: 3 },
    TextDocumentChangeReason: { Undo: 1, Redo: 2 },
    LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
    CompletionTriggerKind: { Invoke: 0, TriggerCharacter: 1, TriggerForIncompleteCompletions: 2 },
    env: open("env.", { appName: "a stand-in", language: "en", isTelemetryEnabled: false, createTelemetryLogger: () => ({ dispose() {} }) }, events),
    extensions: open("extensions.", { all: [], getExtension: () => undefined }, events),
    languages: open("languages.", { match, createDiagnosticCollection: () => collection, ...registers(register) }, events),
    commands: {
      registerCommand(name, act) {
        commands.set(name, act);
        return new Disposable(() => commands.delete(name));
      },
      executeCommand: async (name, ...given) => commands.get(name)?.(...given),
    },
    window: open("window.", {
      visibleTextEditors: [], tabGroups: { get all() { return [{ tabs: documents.map(({ uri }) => ({ input: new TabInputText(uri) })) }]; }, onDidChangeTabs: new EventEmitter().event }, activeTextEditor: undefined,
      createOutputChannel: () => channel,
      ...Object.fromEntries(["Error", "Warning", "Information"].map((level) => [`show${level}Message`, async (text, ...ways) => { shown.messages.push({ level, text, ways }); }])),
      withProgress: (_, act) => act({ report() {} }, new CancellationTokenSource().token),
    }, events),
    workspace: open("workspace.", {
      textDocuments: documents, notebookDocuments: [], isTrusted: true,
      workspaceFolders: folder ? [{ uri: Uri.file(folder), name: "site", index: 0 }] : undefined,
      getWorkspaceFolder: () => undefined,
      getConfiguration: (section) => ({
        get: (key, fallback) => settings[[section, key].filter(Boolean).join(".")] ?? fallback,
        inspect: () => undefined, has: () => false, update: async () => {},
      }),
      createFileSystemWatcher: () => ({ ...Object.fromEntries(["Create", "Change", "Delete"].map((what) => [`onDid${what}`, new EventEmitter().event])), dispose() {} }),
    }, events),
  }, events);
  return { vscode, events, shown, providers, commands, documents, changed, settings };
}

/** What the library registers, by the names of the functions that do it. */
function registers(register) {
  const kinds = ["CompletionItem", "Hover", "Definition", "Reference", "DocumentSymbol", "WorkspaceSymbol", "FoldingRange",
    "SelectionRange", "DocumentLink", "Rename", "CodeActions", "CodeLens", "DocumentFormattingEdit", "DocumentHighlight"];
  return Object.fromEntries(kinds.map((kind) => [
    `register${kind}Provider`,
    // Of symbols in a workspace there is no selector.
    kind === "WorkspaceSymbol" ? (provider) => register(kind)("*", provider) : register(kind),
  ]));
}

/** Loads a file that asks for `vscode`, anew. */
function load(path, vscode) {
  const own = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? vscode : own(name, ...rest));
  try {
    delete require.cache[require.resolve(path)];
    return require(path);
  } finally {
    Module._load = own;
  }
}

module.exports = { host, load };
