// The README's pictures, from the built site (SITE_DIR), into the folder that is named. Fails when one is too heavy.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./browser.mjs";
import { serve } from "./server.mjs";

const [, , folder] = process.argv;
if (!folder || !process.env.SITE_DIR) throw new Error("usage: SITE_DIR=public node screenshots.mjs FOLDER");
const NOTE = "/notes/nginx/cache-bypass-rules/";
const PICTURES = [
  ["note-light.png", NOTE, "light", 1280, 900],
  ["note-dark.png", NOTE, "dark", 1280, 900],
  ["note-phone.png", NOTE, "light", 360, 780],
  ["listing.png", "/notes/", "light", 1280, 900],
];
// "In 4 months" is counted from the reader's day: a fixed one, so that the pictures change only with the pages.
const TODAY = new Date("2026-11-24T12:00:00Z");
const HEAVIEST = 150_000;

const site = await serve(process.env.SITE_DIR);
const browser = await launch();
mkdirSync(folder, { recursive: true });
try {
  for (const [name, path, colorScheme, width, height] of PICTURES) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.clock.setFixedTime(TODAY);
    await page.goto(site.address + path, { waitUntil: "networkidle" });
    const file = join(folder, name);
    await page.screenshot({ path: file });
    const { size } = statSync(file);
    if (size > HEAVIEST) throw new Error(`${file}: ${size} bytes, more than ${HEAVIEST}`);
    console.log(`${file}: ${size} bytes`);
    await context.close();
  }
} finally {
  await browser.close();
  site.stop();
}
