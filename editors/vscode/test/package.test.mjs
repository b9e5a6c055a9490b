// The package holds what runs, and nothing else: no source, no test, no dependency beside the bundle.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const manifest = JSON.parse(read("../package.json"));

test("the package holds what runs", () => {
  const list = execFileSync("npx", ["--no-install", "vsce", "ls", "--no-dependencies"], { cwd: folder, encoding: "utf8" });
  const files = list.split("\n").filter((line) => line && !line.startsWith(">"));
  assert.deepEqual(files.sort(), ["LICENSE", "README.md", "dist/extension.js", "package.json"]);
});

test("its version is that of the program", () => {
  assert.equal(manifest.version, /^version = "(.*)"$/m.exec(read("../../../Cargo.toml"))[1]);
});

test("its README has every setting and every command", () => {
  const text = read("../README.md");
  for (const setting of Object.keys(manifest.contributes.configuration.properties)) {
    assert.ok(text.includes(`\`${setting}\``), setting);
  }
  for (const { category, title } of manifest.contributes.commands) {
    assert.ok(text.includes(`\`${category}: ${title}\``), title);
  }
});
