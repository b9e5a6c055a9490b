// The workflows of `fieldnotes ci github`, run from a push to a comment on a pull request of a stranger. FIELDNOTES names
// the program. Needs git, jq and bash.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { read, runJob } from "./runner.mjs";

const HERE = import.meta.dirname;
const FIELDNOTES = path.resolve(process.env.FIELDNOTES ?? "fieldnotes");
const NOTE = (title, body) => `---
title: ${JSON.stringify(title)}
date: 2026-01-02
topic: tests
summary: A note of the tests.
---

${body}
`;

/** A repository on a disk of its own, with a site in one of its folders, and what runs there. */
class Repository {
  constructor(folder) {
    this.top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "fieldnotes-ci-")));
    this.origin = path.join(this.top, "origin");
    this.site = path.join(this.origin, folder);
    this.bin = path.join(this.top, "bin");
    this.state = path.join(this.top, "state.json");
    fs.mkdirSync(this.bin);
    fs.mkdirSync(path.join(this.site, "content/notes"), { recursive: true });
    fs.symlinkSync(FIELDNOTES, path.join(this.bin, "fieldnotes"));
    fs.symlinkSync(path.join(HERE, "gh.mjs"), path.join(this.bin, "gh"));
    const version = execFileSync(FIELDNOTES, ["--version"], { encoding: "utf8" }).trim().split(" ")[1];
    fs.writeFileSync(path.join(this.bin, "pipx"), `#!/bin/sh\n[ "$*" = "install fieldnotes-cli==${version}" ]\n`, { mode: 0o755 });
    this.git("init", "-q", "-b", "main");
    fs.writeFileSync(path.join(this.site, "site.toml"), 'title = "Notes"\nbase_url = "https://notes.example.org"\n');
    this.note("first.md", NOTE("First", "One."));
    execFileSync(FIELDNOTES, ["ci", "github", "--write", "--site", this.site], { stdio: "pipe" });
    this.first = this.commit("First");
    this.keep({ pulls: [], artifacts: [], comments: [] });
  }

  git(...args) {
    const author = ["-c", "user.name=Tests", "-c", "user.email=tests@example.org"];
    return execFileSync("git", [...author, ...args], { cwd: this.origin, encoding: "utf8" }).trim();
  }

  note(name, text) {
    fs.writeFileSync(path.join(this.site, "content/notes", name), text);
  }

  commit(message) {
    this.git("add", "-A");
    this.git("commit", "-q", "-m", message);
    return this.git("rev-parse", "HEAD");
  }

  keep(state) {
    fs.writeFileSync(this.state, JSON.stringify({ ...this.kept(), ...state }));
  }

  kept() {
    return fs.existsSync(this.state) ? JSON.parse(fs.readFileSync(this.state, "utf8")) : {};
  }

  workflow(name) {
    return read(name, fs.readFileSync(path.join(this.origin, ".github/workflows", name), "utf8"));
  }

  /** A run of its own folders. The artifacts of another one can be at hand. */
  run(ref, sha, artifacts) {
    const folder = fs.mkdtempSync(path.join(this.top, "run-"));
    const within = (name) => path.join(folder, name);
    const run = { origin: this.origin, ref, sha, workspace: within("w"), temp: within("t"), artifacts: artifacts ?? within("a") };
    for (const each of [run.workspace, run.temp, run.artifacts]) fs.mkdirSync(each, { recursive: true });
    return { ...run, path: `${this.bin}:${process.env.PATH}`, variables: { GH_STATE: this.state } };
  }

  async push(before) {
    const sha = this.git("rev-parse", "main");
    const github = { event_name: "push", ref: "refs/heads/main", sha, event: { before, repository: { private: false } } };
    const workflow = await this.workflow("notes.yml");
    const run = this.run("main", sha);
    const event = { github, vars: {}, secrets: {} };
    return { run, build: runJob(workflow, "build", event, run), scan: runJob(workflow, "code-scanning", event, this.run("main", sha)), publish: runJob(workflow, "publish", event, run) };
  }

  /** A pull request of a branch: its build, and what is then said of it. A fork's run gets no variables. */
  async pull(branch, vars = {}, varsOfRun = vars) {
    const head = this.git("rev-parse", `refs/heads/${branch}`);
    this.git("checkout", "-q", "--detach", "main");
    this.git("merge", "-q", "--no-ff", "-m", "Merge", head);
    const sha = this.git("rev-parse", "HEAD");
    this.git("update-ref", "refs/pull/7/merge", sha);
    this.git("checkout", "-q", "main");
    this.keep({ pulls: [{ number: 7, state: "open", head: { sha: head, label: `stranger:${branch}` } }] });
    const github = { event_name: "pull_request", ref: "refs/pull/7/merge", sha, event: { number: 7, before: "0".repeat(40) } };
    const run = this.run("+refs/pull/7/merge:refs/remotes/pull/7", sha);
    const build = runJob(await this.workflow("notes.yml"), "build", { github, vars: varsOfRun, secrets: {} }, run);
    this.keep({ artifacts: fs.readdirSync(run.artifacts) });
    const about = { id: 42, event: "pull_request", head_sha: head, head_branch: branch, html_url: "https://github.example/run/42", head_repository: { owner: { login: "stranger" } } };
    const told = { event_name: "workflow_run", repository: "example/notes", token: "t", event: { workflow_run: about } };
    const later = this.run("main", sha, run.artifacts);
    const preview = await this.workflow("notes-preview.yml");
    const comment = runJob(preview, "comment", { github: told, vars, secrets: {} }, later);
    return { run, build, comment };
  }
}

const outcomes = (job) => Object.fromEntries(job.steps.map((step) => [step.name, step.outcome]));
const printed = (job) => job.steps.map((step) => `${step.name}: ${step.outcome}\n${step.printed}`).join("\n");

for (const folder of ["", "docs/site"]) {
  test(`a push publishes, and a pull request is told of its pages (site in "${folder || "."}")`, async () => {
    const repository = new Repository(folder);
    const pushed = await repository.push("0".repeat(40));
    assert.equal(pushed.build.failed, false, printed(pushed.build));
    assert.match(pushed.build.summary, /no earlier site/);
    const published = fs.readFileSync(path.join(pushed.run.artifacts, "github-pages/notes/first/index.html"), "utf8");
    assert.doesNotMatch(published, /noindex/);
    assert.equal(pushed.scan.failed, false, printed(pushed.scan));
    assert.equal(pushed.publish.skipped, false);

    repository.note("second.md", NOTE("Second", "Two."));
    repository.commit("Second");
    const second = await repository.push(repository.first);
    assert.match(second.build.summary, /\*\*Added\*\*\n\n- `Second` at `\/notes\/second\/`/, printed(second.build));

    repository.git("checkout", "-q", "-b", "change");
    repository.note("first.md", NOTE("First", "Something else."));
    repository.note("third.md", NOTE("Third", "Three."));
    repository.commit("Change");
    repository.keep({ comments: [{ id: 1, user: { login: "github-actions[bot]" }, body: "another workflow's" }] });
    const pull = await repository.pull("change");
    assert.equal(pull.build.failed, false, printed(pull.build));
    assert.equal(pull.comment.failed, false, printed(pull.comment));
    const preview = fs.readFileSync(path.join(pull.run.artifacts, "preview/notes/third/index.html"), "utf8");
    assert.match(preview, /<meta name="robots" content="noindex">/);
    const [other, ours] = repository.kept().comments;
    assert.equal(other.body, "another workflow's");
    assert.match(ours.body, /1 note added, 1 changed/);
    assert.match(ours.body, /run\/42#artifacts/);
    assert.ok(!fs.existsSync(path.join(pull.run.artifacts, "github-pages")));

    repository.git("checkout", "-q", "change");
    repository.note("first.md", NOTE("First", "One."));
    repository.commit("Back");
    await repository.pull("change");
    const comments = repository.kept().comments;
    assert.equal(comments.length, 2);
    assert.match(comments[1].body, /1 note added\n/);
  });
}

/** A repository with a branch that has one more note, and a host for previews. */
function withHost() {
  const repository = new Repository("");
  fs.writeFileSync(path.join(repository.bin, "rclone"), `#!/bin/sh\necho "$@" > ${repository.top}/uploaded\n`, { mode: 0o755 });
  repository.git("checkout", "-q", "-b", "change");
  repository.note("second.md", NOTE("Second", "Two."));
  repository.commit("Change");
  const vars = { NOTES_PREVIEW_URL: "https://preview.example.org", NOTES_PREVIEW_BUCKET: "previews" };
  return { repository, vars };
}

test("with a host for previews, pages are links to them", async () => {
  const { repository, vars } = withHost();
  const pull = await repository.pull("change", vars);
  assert.equal(pull.comment.failed, false, printed(pull.build) + printed(pull.comment));
  const link = "[`/notes/second/`](https://preview.example.org/pr-7/notes/second/)";
  assert.ok(pull.build.summary.includes(link), pull.build.summary);
  assert.ok(repository.kept().comments[0].body.includes(link));
  assert.match(fs.readFileSync(path.join(repository.top, "uploaded"), "utf8"), /preview :s3:previews\/pr-7\n$/);
});

test("a fork's preview, built without variables, is a download alone", async () => {
  const { repository, vars } = withHost();
  const pull = await repository.pull("change", vars, {});
  assert.equal(pull.comment.failed, false, printed(pull.build) + printed(pull.comment));
  const [{ body }] = repository.kept().comments;
  assert.match(body, /1 note added/);
  assert.match(body, /run\/42#artifacts/);
  assert.doesNotMatch(body, /preview\.example/);
  assert.ok(!fs.existsSync(path.join(repository.top, "uploaded")));
});

test("a pull request on a branch without a site is told that it was built", async () => {
  const repository = new Repository("");
  repository.git("rm", "-q", "site.toml");
  repository.commit("No site");
  repository.git("checkout", "-q", "-b", "change");
  repository.git("revert", "-n", "HEAD");
  repository.commit("A site again");
  const pull = await repository.pull("change");
  assert.equal(pull.build.failed, false, printed(pull.build));
  assert.match(repository.kept().comments[0].body, /there is no earlier one to compare with/, printed(pull.comment));
});

test("what begins with a dot is published, but for what a next build needs", async () => {
  const repository = new Repository("docs");
  const folder = path.join(repository.origin, "docs/static/.well-known");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "security.txt"), "Contact: mailto:security@example.org\n");
  repository.commit("Security");
  const { build, run } = await repository.push("0".repeat(40));
  assert.equal(build.failed, false, printed(build));
  const published = path.join(run.artifacts, "github-pages");
  assert.ok(fs.existsSync(path.join(published, ".well-known/security.txt")));
  assert.deepEqual(fs.readdirSync(published).filter((name) => name.startsWith(".fieldnotes")), []);
});

test("a stranger's names, titles and branches are words", async () => {
  const repository = new Repository("");
  const branch = "x$(touch${IFS}pwned)`id`;'\"";
  repository.git("checkout", "-q", "-b", branch);
  const title = "@everyone #1 ](https://evil.example) <img src=x onerror=alert(1)> `` ${{ secrets.KEY }} $(touch pwned) -->";
  repository.note("$(touch pwned) & 'x' [a](b).md", NOTE(title, "Text."));
  repository.note("${{ github.token }}.md", NOTE("::add-mask::x %0A::error::y", "Text."));
  repository.commit("Change");
  const pull = await repository.pull(branch);
  assert.equal(pull.comment.failed, false, printed(pull.build) + printed(pull.comment));
  const body = repository.kept().comments[0].body;
  assert.match(body, /2 notes added/, printed(pull.build));
  const outside = body.replace(/(`+)[^`](?:.*?[^`])?\1(?!`)/g, "");
  assert.doesNotMatch(outside.replace("<!-- fieldnotes -->", ""), /@|<|evil|#1 /, body);
  const found = execFileSync("find", [repository.top, "-name", "pwned"], { encoding: "utf8" });
  assert.equal(found, "");
});

test("a pull request whose notes have faults is told so, and an older comment is no longer true", async () => {
  const repository = new Repository("");
  repository.git("checkout", "-q", "-b", "change");
  repository.note("second.md", "---\ntitle: [\n---\n");
  repository.commit("Change");
  const pull = await repository.pull("change");
  assert.equal(outcomes(pull.build).Check, "failure");
  assert.match(printed(pull.build), /::error file=content\/notes\/second.md,line=/);
  assert.equal(pull.comment.failed, false, printed(pull.comment));
  assert.match(repository.kept().comments[0].body, /was not built/);
});
