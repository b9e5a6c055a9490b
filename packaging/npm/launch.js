#!/usr/bin/env node
// Starts the program that npm installed for this machine: passes arguments, input, output and signals on, and ends as it ends.
"use strict";

const { spawn } = require("node:child_process");
const os = require("node:os");

const NAME = "fieldnotes-cli";

/** Packages that can hold the program for this machine, the likeliest first. */
function candidates() {
  const base = `${NAME}-${process.platform}-${process.arch}`;
  if (process.platform !== "linux") return [base];
  const usesGlibc = Boolean(process.report?.getReport().header.glibcVersionRuntime);
  return usesGlibc ? [base, `${base}-musl`] : [`${base}-musl`];
}

/** Where the program is, or undefined. */
function find() {
  const file = process.platform === "win32" ? "fieldnotes.exe" : "fieldnotes";
  for (const name of candidates()) {
    try {
      return require.resolve(`${name}/bin/${file}`);
    } catch {
      // The next one, or the message below.
    }
  }
  return undefined;
}

/** Says what is missing, and what helps. */
function explain() {
  const [wanted] = candidates();
  const known = Object.keys(require("./package.json").optionalDependencies);
  const lines = known.includes(wanted)
    ? [
        `fieldnotes: the package \`${wanted}\`, which holds the program for this machine, is not installed`,
        "  install without `--omit=optional` and `--no-optional`, and on the kind of machine that runs it:",
        `  npm install ${NAME}`,
      ]
    : [
        `fieldnotes: there is no program for ${process.platform} on ${process.arch}`,
        "  compile it: cargo install --locked fieldnotes",
      ];
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exit(2);
}

function launch(program) {
  const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => {
    process.stderr.write(`fieldnotes: cannot start \`${program}\`: ${error.message}\n`);
    process.exit(2);
  });
  child.on("exit", (status, signal) => {
    if (signal === null) process.exit(status);
    // Ended by a signal: so does this process, for whoever waits for it. Where it can't, the status says the same.
    process.removeAllListeners(signal);
    process.exitCode = 128 + os.constants.signals[signal];
    process.kill(process.pid, signal);
  });
}

const program = find();
if (program === undefined) explain();
else launch(program);
