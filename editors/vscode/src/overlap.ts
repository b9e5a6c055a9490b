// Where VS Code's own Markdown support answers too: what it knows is not shown twice.
//
// It has no switch for most of what it does, and a switch that the extension turned would hold in folders without a site. So it is
// asked first, and what it has is left out of the server's answer.

import * as vscode from "vscode";

type Place = vscode.Location | vscode.LocationLink;

/** Questions that are being put to the others; the server is silent on them meanwhile. */
const asked = new Set<string>();

/** What others answer, with the server out of it; nothing when it is they who ask. */
export async function ofOthers<T>(
  command: string,
  uri: vscode.Uri,
  ...rest: vscode.Position[]
): Promise<T[] | undefined> {
  const key = [command, uri, ...rest.map((at) => `${at.line}:${at.character}`)].join(" ");
  if (asked.has(key)) return undefined;
  asked.add(key);
  try {
    return (await vscode.commands.executeCommand<T[] | undefined>(command, uri, ...rest)) ?? [];
  } finally {
    asked.delete(key);
  }
}

/** The places that none of the others has: two in one file that touch are one. */
export function withoutDoubles<T extends Place>(own: T[], others: Place[]): T[] {
  return own.filter((place) => !others.some((other) => isSame(place, other)));
}

function isSame(one: Place, other: Place): boolean {
  return target(one).toString() === target(other).toString() && range(one).intersection(range(other)) !== undefined;
}

function target(place: Place): vscode.Uri {
  return "targetUri" in place ? place.targetUri : place.uri;
}

function range(place: Place): vscode.Range {
  return "targetUri" in place ? (place.targetSelectionRange ?? place.targetRange) : place.range;
}
