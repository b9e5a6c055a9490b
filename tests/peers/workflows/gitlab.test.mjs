// The jobs of `fieldnotes ci gitlab`, run by gitlab-ci-local: on the default branch, and for a merge request, with a server on
// this machine that stands for GitLab's. FIELDNOTES names the program, WHEELS the folder with its wheel. Needs git and rsync.

import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

const FIELDNOTES = path.resolve(process.env.FIELDNOTES ?? "fieldnotes");
const WHEELS = path.resolve(process.env.WHEELS ?? "wheels");
const LOCAL = path.join(import.meta.dirname, "node_modules/.bin/gitlab-ci-local");

function note(title, text) {
  const fields = { title, date: "2026-01-02", topic: "tests", summary: "A note of the tests." };
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `---\n${lines.join("\n").replace('"2026-01-02"', "2026-01-02")}\n---\n\n${text}\n`;
}

function git(folder, ...args) {
  const author = ["-c", "user.name=Tests", "-c", "user.email=tests@example.org"];
  return execFileSync("git", [...author, ...args], { cwd: folder, encoding: "utf8" }).trim();
}

function commit(folder, message) {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
  return git(folder, "rev-parse", "HEAD");
}

function repository(folder) {
  const top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "fieldnotes-gitlab-")));
  const site = path.join(top, folder);
  fs.mkdirSync(path.join(site, "content/notes"), { recursive: true });
  fs.writeFileSync(path.join(site, "site.toml"), 'title = "Notes"\nbase_url = "https://notes.example.org"\n');
  fs.writeFileSync(path.join(site, "content/notes/first.md"), note("First", "One."));
  fs.writeFileSync(path.join(top, ".gitignore"), ".gitlab-ci-local\npublic\n.fieldnotes\n");
  git(top, "init", "-q", "-b", "main");
  git(top, "remote", "add", "origin", "https://gitlab.example.org/example/notes.git");
  execFileSync(FIELDNOTES, ["ci", "gitlab", "--write", "--site", site], { stdio: "pipe" });
  return { top, site, before: commit(top, "First") };
}

/** Runs jobs; gives back how they ended and what they printed. */
function run(top, jobs, variables) {
  const set = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const env = { ...process.env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: WHEELS, CI: "true" };
  // One after the other, for they share a machine here, where each has one of its own on GitLab.
  const args = ["--force-shell-executor", "--concurrency", "1", "--variable", `CI_PROJECT_DIR=${top}`, ...set, ...jobs];
  return new Promise((resolve) => {
    execFile(LOCAL, args, { cwd: top, env, maxBuffer: 1 << 24 }, (error, out, err) => resolve({ status: error?.code ?? 0, printed: out + err }));
  });
}

const DEFAULT = { CI_COMMIT_BRANCH: "main", CI_DEFAULT_BRANCH: "main", CI_PIPELINE_SOURCE: "push" };

for (const folder of ["", "docs"]) {
  test(`the default branch is published (site in "${folder || "."}")`, async () => {
    const { top } = repository(folder);
    const done = await run(top, ["notes:check", "pages"], DEFAULT);
    assert.equal(done.status, 0, done.printed);
    assert.ok(fs.existsSync(path.join(top, "public/notes/first/index.html")), done.printed);
    assert.deepEqual(JSON.parse(fs.readFileSync(path.join(top, "gl-code-quality-report.json"), "utf8")), []);
  });
}

test("a merge request is told of its pages, in one comment", async () => {
  const { top, site, before } = repository("docs");
  const kept = [];
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const [, id] = request.url.match(/^\/api\/v4\/projects\/5\/merge_requests\/3\/notes(?:\/(\d+))?/) ?? [];
      const allowed = request.headers["private-token"] === "secret-of-the-tests";
      if (allowed && request.method === "POST") kept.push({ id: kept.length + 1, body: JSON.parse(body).body });
      if (allowed && request.method === "PUT") kept[id - 1].body = JSON.parse(body).body;
      response.writeHead(allowed ? 200 : 403).end(JSON.stringify(request.method === "GET" ? kept : {}));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    git(top, "checkout", "-q", "-b", "change");
    fs.writeFileSync(path.join(site, "content/notes/$(touch pwned) `x`.md"), note("@everyone [a](https://evil.example) $(touch pwned)", "Two."));
    commit(top, "Second");
    const variables = {
      CI_PIPELINE_SOURCE: "merge_request_event",
      CI_MERGE_REQUEST_IID: "3",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: before,
      CI_DEFAULT_BRANCH: "main",
      CI_COMMIT_BRANCH: "",
      CI_PROJECT_ID: "5",
      CI_API_V4_URL: `http://127.0.0.1:${server.address().port}/api/v4`,
      CI_PAGES_URL: "https://pages.example.org/notes",
      NOTES_TOKEN: "secret-of-the-tests",
      NOTES_PREVIEWS: "true",
    };
    for (const round of [1, 2]) {
      const done = await run(top, ["notes:check", "notes:changes", "notes:preview"], variables);
      assert.equal(done.status, 0, `${round}: ${done.printed}`);
    }
    assert.equal(kept.length, 1);
    assert.match(kept[0].body, /1 note added/);
    assert.match(kept[0].body, /\]\(https:\/\/pages\.example\.org\/notes\/mr-3\/notes\//);
    const index = fs.readFileSync(path.join(top, "public/index.html"), "utf8");
    assert.match(index, /<meta name="robots" content="noindex">/);
    assert.equal(execFileSync("find", [top, "-name", "pwned"], { encoding: "utf8" }), "");
  } finally {
    server.close();
  }
});

test("a fault fails the check and stands in GitLab's report", async () => {
  const { top, site } = repository("docs");
  fs.writeFileSync(path.join(site, "content/notes/second.md"), note("Second", "[gone](gone.md)"));
  commit(top, "Second");
  const done = await run(top, ["notes:check"], DEFAULT);
  assert.notEqual(done.status, 0);
  const [fault] = JSON.parse(fs.readFileSync(path.join(top, "gl-code-quality-report.json"), "utf8"));
  assert.equal(fault.location.path, "docs/content/notes/second.md");
});
