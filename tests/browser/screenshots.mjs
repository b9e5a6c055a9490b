// The README's pictures, from the built site (SITE_DIR), into the folder that is named.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const [, , folder] = process.argv;
const NOTE = "/notes/nginx/cache-bypass-rules/";
const PICTURES = [
  ["note-light.png", NOTE, "light", 1280, 900],
  ["note-dark.png", NOTE, "dark", 1280, 900],
  ["note-phone.png", NOTE, "light", 360, 780],
  ["listing.png", "/notes/", "light", 1280, 900],
];

const site = await serve(process.env.SITE_DIR);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
mkdirSync(folder, { recursive: true });
for (const [name, path, colorScheme, width, height] of PICTURES) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height } });
  const page = await context.newPage();
  await page.goto(site.address + path);
  await page.screenshot({ path: join(folder, name) });
  await context.close();
}
await browser.close();
site.stop();
