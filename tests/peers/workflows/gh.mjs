#!/usr/bin/env node
// Stands for GitHub's program `gh` in the tests: answers `gh api` from a file, and keeps the comments that it is given in it.
// The file is named by GH_STATE; expressions of `--jq` are left to jq.

import { spawnSync } from "node:child_process";
import fs from "node:fs";

const [command, ...words] = process.argv.slice(2);
const options = { method: "GET", fields: {}, jq: ".", path: "" };
while (words.length) {
  const word = words.shift();
  const value = () => words.shift();
  if (word === "--method") options.method = value();
  else if (word === "--jq") options.jq = value();
  else if (word === "-f" || word === "-F") {
    const [, name, text] = value().match(/^([^=]+)=(.*)$/s);
    options.fields[name] = word === "-F" && text.startsWith("@") ? fs.readFileSync(text.slice(1), "utf8") : text;
  } else if (word === "--silent") options.jq = "empty";
  else if (word !== "--paginate") options.path = word;
}

const state = JSON.parse(fs.readFileSync(process.env.GH_STATE, "utf8"));
const answer = respond(options);
fs.writeFileSync(process.env.GH_STATE, JSON.stringify(state));
if (command !== "api" || answer === undefined) {
  console.error(`gh: no answer to ${command} ${options.method} ${options.path}`);
  process.exit(1);
}
const shown = spawnSync("jq", ["-r", options.jq], { input: JSON.stringify(answer), encoding: "utf8" });
process.stdout.write(shown.stdout);
process.stderr.write(shown.stderr);
process.exitCode = shown.status;

function respond({ method, path, fields }) {
  const [, rest] = path.match(/^repos\/example\/notes\/(.*)$/) ?? [];
  if (rest === "pulls") return state.pulls.filter((pull) => pull.head.label === fields.head && pull.state === fields.state);
  if (/^actions\/runs\/\d+\/artifacts$/.test(rest)) return { artifacts: state.artifacts.map((name) => ({ name })) };
  if (/^issues\/\d+\/comments$/.test(rest)) {
    if (method === "GET") return state.comments;
    const comment = { id: state.comments.length + 1, user: { login: "github-actions[bot]" }, body: fields.body };
    state.comments.push(comment);
    return comment;
  }
  const [, id] = rest?.match(/^issues\/comments\/(\d+)$/) ?? [];
  const comment = method === "PATCH" && state.comments.find((each) => each.id === Number(id));
  return comment ? Object.assign(comment, { body: fields.body }) : undefined;
}
