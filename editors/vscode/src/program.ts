// Where the program is: in the setting, or else in PATH.

import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** What a search for the program has to know. */
export interface Surroundings {
  /** The setting `fieldnotes.path`. */
  setting: string;
  /** The first folder of the workspace. */
  folder: string | undefined;
  environment: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

/** The program, or a sentence on why there is none. */
export type Found = { program: string } | { missing: string };

export function find(surroundings: Surroundings): Found {
  const setting = surroundings.setting.trim();
  return setting === "" ? inPath(surroundings) : named(setting, surroundings);
}

function named(setting: string, { folder, platform }: Surroundings): Found {
  const program = absolute(setting, folder);
  if (program === undefined) {
    return { missing: `The setting "fieldnotes.path" is the relative path ${setting}, and no folder is open.` };
  }
  return runnable(program, platform)
    ? { program }
    : { missing: `The setting "fieldnotes.path" names ${program}, which is no program.` };
}

function absolute(setting: string, folder: string | undefined): string | undefined {
  if (setting === "~" || /^~[/\\]/.test(setting)) return join(homedir(), setting.slice(1));
  if (isAbsolute(setting)) return setting;
  return folder === undefined ? undefined : resolve(folder, setting);
}

function inPath({ environment, platform }: Surroundings): Found {
  const isWindows = platform === "win32";
  // There the name of the variable is written as it pleases.
  const key = Object.keys(environment).find((name) => (isWindows ? name.toUpperCase() : name) === "PATH");
  const folders = ((key && environment[key]) ?? "").split(delimiter);
  const file = isWindows ? "fieldnotes.exe" : "fieldnotes";
  // A folder that is relative would be one of the workspace, whose programs nobody has asked for.
  const program = folders.filter(isAbsolute).map((each) => join(each, file)).find((each) => runnable(each, platform));
  return program === undefined
    ? { missing: "The program fieldnotes is not in PATH. Install it, or say in the setting \"fieldnotes.path\" where it is." }
    : { program };
}

function runnable(path: string, platform: NodeJS.Platform): boolean {
  try {
    accessSync(path, platform === "win32" ? constants.F_OK : constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const PATIENCE = 20_000;

/** Why a program can't be the server: it is another program, or one that is older than its language server. */
export function tried(program: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, ["lsp", "--help"], { timeout: PATIENCE }, (error, _, said) => {
      const reason = said.trim().split("\n", 1)[0] || error?.message;
      resolve(error === null ? undefined : `${program} has no language server: ${reason}`);
    });
  });
}
