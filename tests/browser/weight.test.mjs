// That pages of the built site (SITE_DIR) stay light: a page with the stylesheet and scripts it asks for, as a host
// sends them compressed.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR must name a built site");
const MOST = 40_000;
const sizes = new Map();

/** Bytes of a file as it is sent. */
function size(path) {
  if (!sizes.has(path)) sizes.set(path, gzipSync(readFileSync(join(SITE, path)), { level: 9 }).length);
  return sizes.get(path);
}

test("no page weighs more than 40 KB with its stylesheet and scripts", () => {
  const heavy = [];
  const pages = readdirSync(SITE, { recursive: true }).filter((path) => path.endsWith(".html"));
  assert.ok(pages.length > 100, `only ${pages.length} pages`);
  for (const page of pages) {
    const source = readFileSync(join(SITE, page), "utf8");
    if (/http-equiv="refresh"/.test(source)) continue;
    const files = [...source.matchAll(/<(?:script src|link rel="stylesheet" href)="([^"]+)"/g)].map(([, file]) => file);
    assert.ok(files.some((file) => file.endsWith(".css")) && files.some((file) => file.endsWith(".js")), `${page} has a stylesheet and a script`);
    const total = [page, ...files].reduce((sum, file) => sum + size(file), 0);
    if (total > MOST) heavy.push(`${page}: ${total} bytes`);
  }
  assert.deepEqual(heavy, []);
});
