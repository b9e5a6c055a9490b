// That the pages of the built site (SITE_DIR) hold together: links, anchors, ids, canonical addresses, sitemap, redirects.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { useSite } from "./server.mjs";

const SITE = process.env.SITE_DIR;
assert.ok(SITE, "SITE_DIR must name a built site");
const read = (path) => readFileSync(join(SITE, path), "utf8");
const address = (path) => `/${path.replace(/(^|\/)index\.html$/, "$1")}`;
const FILES = readdirSync(SITE, { recursive: true });
const HTML = FILES.filter((path) => path.endsWith(".html"));
const moved = (path) => read(path).match(/http-equiv="refresh" content="0; url=([^"]+)"/)?.[1];
const PAGES = HTML.filter((path) => !moved(path)).map(address);
const REDIRECTS = HTML.filter(moved);

const { site } = useSite(SITE);

test("every link, picture and anchor of every page arrives; no id is there twice; every page is canonical as itself", async () => {
  const faults = [];
  const ids = new Map();
  const links = [];
  const page = await site.browser.newPage();
  await page.goto(`${site.address}/`);
  // Parsed by the browser as it parses a page, without being shown, which is many times as fast.
  const documents = await page.evaluate((paths) => Promise.all(paths.map(async (at) => {
    const parsed = new DOMParser().parseFromString(await (await fetch(at)).text(), "text/html");
    const all = (selector, name) => [...parsed.querySelectorAll(selector)].map((element) => element.getAttribute(name));
    return {
      at,
      ids: all("[id]", "id"),
      links: [...all("a[href], link[href]", "href"), ...all("[src]", "src")],
      canonical: all("link[rel=canonical]", "href")[0],
      policies: all("meta[http-equiv=Content-Security-Policy]", "content").length,
    };
  })), PAGES);
  await page.close();
  for (const { at, ...found } of documents) {
    ids.set(at, new Set(found.ids));
    if (ids.get(at).size !== found.ids.length) faults.push(`${at}: an id is there twice`);
    if (found.policies !== 1) faults.push(`${at}: ${found.policies} security policies`);
    if (found.canonical && at !== "/404.html" && new URL(found.canonical).pathname !== at) faults.push(`${at}: is canonical as ${found.canonical}`);
    for (const link of found.links) {
      const url = new URL(link, site.address + at);
      if (url.origin === site.address) links.push({ at, url });
    }
  }

  const there = new Set(FILES.map(address));
  for (const { at, url } of links) {
    const path = decodeURIComponent(url.pathname);
    if (!there.has(path)) faults.push(`${at}: leads to ${path}, which is not there`);
    else if (url.hash && !ids.get(path)?.has(decodeURIComponent(url.hash.slice(1)))) faults.push(`${at}: leads to ${path}${url.hash}, which is not there`);
  }
  assert.ok(PAGES.length > 100 && links.length > 1000, `${PAGES.length} pages, ${links.length} links`);
  assert.deepEqual([...new Set(faults)], []);
});

test("the sitemap names pages that are there, and none that has moved", () => {
  const listed = [...read("sitemap.xml").matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url).pathname);
  assert.ok(listed.length > 50, `${listed.length} addresses`);
  assert.deepEqual(listed.filter((path) => !PAGES.includes(path)), []);
});

test("a page that has moved sends on to a page that is there", () => {
  assert.ok(REDIRECTS.length > 0, "the own site has aliases");
  for (const path of REDIRECTS) assert.ok(PAGES.includes(moved(path)), `${path} sends on to ${moved(path)}`);
});
