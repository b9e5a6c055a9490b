// That every page, stylesheet and drawing of the built site (SITE_DIR) is valid, as the Nu HTML Checker judges it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR must name a built site");
const JAR = join(dirname(createRequire(import.meta.url).resolve("vnu-jar/package.json")), "build/dist/vnu.jar");
const OPTIONS = ["-jar", JAR, "--errors-only", "--exit-zero-always", "--stdout", "--format", "json"];

/** What the checker reports about files, or about a page as text (`-`). A checker that can't run fails the test. */
async function check(files, text = "") {
  const running = promisify(execFile)("java", [...OPTIONS, ...files], { maxBuffer: 1 << 28 });
  running.child.stdin.on("error", () => {}).end(text);
  const { messages } = JSON.parse((await running).stdout);
  return messages.map(({ url, lastLine, message, extract }) => `${url}:${lastLine ?? 1} ${message}\n  ${extract ?? ""}`);
}

test("every page, stylesheet and drawing is valid", async () => {
  const pages = readdirSync(SITE, { recursive: true }).filter((file) => file.endsWith(".html"));
  assert.ok(pages.length > 100, `only ${pages.length} pages`);
  const faults = await check(["--skip-non-html", "--also-check-css", "--also-check-svg", SITE]);
  assert.equal(faults.length, 0, `${faults.length} faults:\n${faults.join("\n")}`);
});

test("the checker finds a fault where there is one", async () => {
  assert.equal((await check(["-"], '<!doctype html><html lang="en"><title>Faulty</title><p></b>')).length, 1);
});
