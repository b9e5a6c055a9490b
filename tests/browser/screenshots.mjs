// The README's pictures, of the built site (SITE_DIR), into static/screenshots or the folder that is named.
// Fails when one is too heavy.
import assert from "node:assert/strict";
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, serve } from "./server.mjs";

const folder = process.argv[2] ?? fileURLToPath(new URL("../../static/screenshots", import.meta.url));
assert.ok(process.env.SITE_DIR, "SITE_DIR must name a built site");
const NOTE = "/notes/nginx/cache-bypass-rules/";
const PICTURES = [
  ["note-light.png", NOTE, "light", 1280, 900],
  ["note-dark.png", NOTE, "dark", 1280, 900],
  ["note-phone.png", NOTE, "light", 360, 780],
  ["listing.png", "/notes/", "light", 1280, 860],
  ["search.png", "/search/?q=restore", "light", 1280, 680],
];
// "In 4 months" is counted from the reader's day: a fixed one, so that the pictures change only with the pages.
const TODAY = new Date("2026-11-24T12:00:00Z");
const HEAVIEST = 150_000;

const site = await serve(process.env.SITE_DIR);
const browser = await launch();
try {
  mkdirSync(folder, { recursive: true });
  for (const [name, path, colorScheme, width, height] of PICTURES) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.clock.setFixedTime(TODAY);
    const response = await page.goto(site.address + path, { waitUntil: "networkidle" });
    assert.equal(response.status(), 200, path);
    const file = join(folder, name);
    await page.screenshot({ path: file });
    const { size } = statSync(file);
    assert.ok(size < HEAVIEST, `${name} has ${size} bytes`);
    console.log(`${name}: ${width}x${height}, ${size} bytes`);
    await context.close();
  }
} finally {
  await browser.close();
  await site.stop();
}
