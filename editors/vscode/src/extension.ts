// The extension: starts `fieldnotes lsp` for a workspace that has a site, and hands it what is open.

import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

import { middleware } from "./middleware";
import { find, tried } from "./program";

/** What is told to the server. It says nothing of files that are not part of a site. */
const DOCUMENTS = [
  { scheme: "file", language: "markdown" },
  { scheme: "file", pattern: "**/site.toml" },
  { scheme: "file", pattern: "**/urls.lock" },
  { scheme: "file", pattern: "**/templates/**/*.html" },
];

let client: LanguageClient | undefined;
let output: vscode.LogOutputChannel;
/** Starts and stops come one after the other. */
let last: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  output = vscode.window.createOutputChannel("fieldnotes", { log: true });
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("fieldnotes.restart", restart),
    vscode.commands.registerCommand("fieldnotes.output", () => output.show()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("fieldnotes.path")) void restart();
    }),
  );
  await restart();
}

export function deactivate(): Promise<void> {
  return inTurn(stop);
}

function restart(): Promise<void> {
  return inTurn(async () => {
    await stop();
    await start();
  });
}

function inTurn(act: () => Promise<void>): Promise<void> {
  last = last.then(act, act);
  return last;
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose().catch((error: unknown) => output.warn(String(error)));
}

async function start(): Promise<void> {
  const found = find({
    setting: vscode.workspace.getConfiguration("fieldnotes").get("path", ""),
    folder: vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === "file")?.uri.fsPath,
    environment: process.env,
    platform: process.platform,
  });
  if ("missing" in found) {
    tell(found.missing);
    return;
  }
  output.info(`Starting ${found.program}`);
  const fault = await tried(found.program);
  if (fault !== undefined) {
    tell(fault);
    return;
  }
  client = new LanguageClient(
    "fieldnotes",
    "fieldnotes",
    { command: found.program, args: ["lsp"] },
    { documentSelector: DOCUMENTS, outputChannel: output, middleware },
  );
  await client.start();
}

/** Says why there is no server, with ways out; nobody has to answer. */
function tell(reason: string): void {
  output.error(reason);
  const ways = { settings: "Open settings", output: "Show output", again: "Try again" };
  void vscode.window.showErrorMessage(reason, ...Object.values(ways)).then((chosen) => {
    if (chosen === ways.settings) {
      void vscode.commands.executeCommand("workbench.action.openSettings", "fieldnotes.path");
    }
    if (chosen === ways.output) output.show();
    if (chosen === ways.again) void restart();
  });
}
