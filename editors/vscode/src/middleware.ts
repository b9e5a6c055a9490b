// What stands between VS Code and the server: answers that VS Code's own Markdown support gives too are left to it.

import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient/node";

import { ofOthers, withoutDoubles } from "./overlap";

const isMarkdown = (document: vscode.TextDocument) => document.languageId === "markdown";

/** Whether VS Code mends links itself when files are renamed: two that do it spoil each other's work. */
function mendsLinks(uri: vscode.Uri): boolean {
  const mends = vscode.workspace.getConfiguration("markdown", uri).get<string>("updateLinksOnFileMove.enabled");
  return mends === "always" || mends === "prompt";
}

export const middleware: Middleware = {
  async provideDefinition(document, position, token, next) {
    if (!isMarkdown(document)) return next(document, position, token);
    const others = await ofOthers<vscode.Location | vscode.LocationLink>(
      "vscode.executeDefinitionProvider",
      document.uri,
      position,
    );
    // VS Code jumps where there is one answer, and lists where there are two.
    return others === undefined || others.length > 0 ? undefined : next(document, position, token);
  },

  async provideReferences(document, position, options, token, next) {
    if (!isMarkdown(document)) return next(document, position, options, token);
    const others = await ofOthers<vscode.Location>("vscode.executeReferenceProvider", document.uri, position);
    if (others === undefined) return undefined;
    const own = await next(document, position, options, token);
    return own && withoutDoubles(own, others);
  },

  // The outline shows the headings already.
  provideDocumentSymbols(document, token, next) {
    return isMarkdown(document) ? undefined : next(document, token);
  },

  workspace: {
    async willRenameFiles(event, next) {
      const files = event.files.filter((file) => !mendsLinks(file.oldUri));
      return files.length === 0 ? null : next({ ...event, files });
    },
  },
};
