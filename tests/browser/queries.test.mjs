// What a search finds first, by the table in `queries.txt`: on the own site (SITE_DIR), on a small site with a vocabulary that this file
// writes, and on synthesized notes; and how much a query loads. FIELDNOTES names the program; SYNTHESIZE the generator, if it is
// compiled already.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { launch, serve } from "./server.mjs";

const { SITE_DIR, FIELDNOTES, SYNTHESIZE } = process.env;
assert.ok(SITE_DIR && FIELDNOTES, "SITE_DIR must name a built site, and FIELDNOTES the program");
const root = fileURLToPath(new URL("../../", import.meta.url));
/** How many notes are synthesized, and the most that a query may load, compressed: the index grows, its files hardly do. */
const SYNTHESIZED = Number(process.env.NOTES || 1000);
const MOST_BYTES = 150_000;

const folder = mkdtempSync(join(tmpdir(), "queries-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The notes of the small site: name, title, body, further fields. */
const NOTES = [
  ["drain-a-node", "Drain a node", "Move the pods away, then restart the machine.\n\n## Before\n\nTell the team.\n\n## Cordon\n\nNo new pods come to a cordoned machine.", ["stack: [Kubernetes]"]],
  ["drain-the-old-way", "The old way to drain a node", "An old way to drain, by hand: drain, drain, drain.", ["stack: [Kubernetes]", "revision: {status: deprecated}"]],
  ["bucket-policies", "Close buckets", "Deny what is public.", ["stack: [Amazon Web Services]"]],
  ["crash-loops", "Containers that start again and again", "Read the last log.", ["alerts: [KubePodCrashLooping]"]],
  ["full-disks", "Full disks", "The log says: write failed, **no space** left on `device`. Find the largest folder.\n\n## Why a disk fills\n\nLogs grow.", ["alerts: [HostOutOfDiskSpace]"]],
  ["device-rooms", "Room for devices", "No device on space that is left: a device in the left space of a rack has no space.", []],
  ["upgrade", "Upgrade the proxy", "From v1.1 to v1.2, in two steps.", ["reference: anp-ref-000123-4582"]],
  ["retired", "Retired proxy", "What was done.", ["reference: anp-ref-000124-1111", "revision: {status: deprecated}"]],
  ["certificates-ja", "nginxの設定と証明書", "サーバの証明書を更新する。", []],
  ["certificates-ar", "تجديد الشهادة", "جدد الشهادة قبل أن تنتهي.", []],
  ["ueberwachung", "Überwachung der Geräte", "Die Geräte werden überwacht.", []],
  ["prueflauf", "Prueflauf in der Baustrasse", "Der Prueflauf beginnt um acht.", []],
  ["smorrebrod", "Smørrebrød på Ærø", "Åben hver dag i Łódź.", []],
  ["server-errors", "Errors of the server", "When the server fails.", ["alerts: [HTTPServerError5xx, Error404]"]],
  ["latency", "Slow answers", "Look at the slowest.", ["alerts: [LatencyP99High, Disk90PercentFull]"]],
  ["visitors", "Count visitors", "Run awstats at night.", []],
  ["failover", "Fail over", "To the other room.", ["reference: OPS-1005"]],
  ["fallback", "Fall back", "From the other room.", ["reference: OPS-1120"]],
];
const VOCABULARY = '[vocabulary.stack]\nKubernetes = ["k8s", "kube", "kube cluster"]\n"Amazon Web Services" = ["AWS"]\n';

function smallSite() {
  const site = join(folder, "small");
  const write = (path, text) => { mkdirSync(join(site, path, ".."), { recursive: true }); writeFileSync(join(site, path), text); };
  write("site.toml", `title = "Small"\nbase_url = "https://notes.example.org"\n${VOCABULARY}`);
  for (const [name, title, body, fields] of NOTES) {
    write(`content/notes/${name}.md`, `---\n${[`title: "${title}"`, "date: 2026-01-02", "topic: Work", "summary: In short.", ...fields].join("\n")}\n---\n${body}\n`);
  }
  write("content/handbook/_index.md", "---\ntitle: Handbook\nkind: pages\nschema: {required: [title]}\n---\n");
  write("content/imprint/_index.md", "---\ntitle: Imprint\nkind: pages\n---\n## Address\n\nHarbour street 7.\n");
  write("content/handbook/drain.md", "---\ntitle: Drain\n---\nHow to drain, in general: drain a node, drain a disk.\n");
  return build(site);
}
function build(site) {
  const out = join(site, "public");
  execFileSync(FIELDNOTES, ["build", "--quiet", "--site", site, "--out", out], { stdio: ["ignore", "ignore", "inherit"] });
  return out;
}
function synthesized() {
  const site = join(folder, "synthesized");
  const [program, ...words] = SYNTHESIZE ? [SYNTHESIZE] : ["cargo", "run", "--quiet", "--example", "synthesize", "--"];
  execFileSync(program, [...words, String(SYNTHESIZED), site], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return build(site);
}

/** The queries of the table, by site. */
function table() {
  const sites = new Map();
  let queries;
  for (const line of readFileSync(join(root, "tests/browser/queries.txt"), "utf8").split("\n")) {
    const heading = /^== (\w+):/.exec(line);
    if (heading) sites.set(heading[1], queries = []);
    const row = /^(?!#)(.+?) (->|~>) (.+)$/.exec(line);
    if (row && !heading) queries.push({ query: row[1], isExact: row[2] === "->", wanted: row[3] === "nothing" ? [] : row[3].split(", ") });
  }
  return sites;
}

const QUERIES = table();
const sites = {};
let browser;
before(async () => {
  browser = await launch();
  for (const [name, made] of [["own", () => SITE_DIR], ["small", smallSite], ["synthesized", synthesized]]) {
    const dir = made();
    sites[name] = { dir, ...(await serve(dir)) };
  }
});
after(async () => {
  await browser?.close();
  for (const site of Object.values(sites)) await site.stop();
});
async function withPage(name, use, options = {}) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(15_000);
  try { return await use(await context.newPage(), sites[name].address); } finally { await context.close(); }
}
const shown = (page) => page.locator("[data-results] .rows > li, [data-results] .empty, [data-results] .bad").first().waitFor();
async function search(page, address, query, more = "") {
  await page.goto(`${address}/search/?q=${encodeURIComponent(query)}${more}`);
  await shown(page);
}
const addresses = (page) => page.locator("[data-results] .row-title").evaluateAll((links) => links.map((link) => new URL(link.href).pathname));

test("the table has enough queries, each once", () => {
  const all = [...QUERIES].flatMap(([site, queries]) => queries.map(({ query }) => `${site}: ${query}`));
  assert.ok(all.length >= 60, `${all.length} queries`);
  assert.equal(new Set(all).size, all.length);
});

for (const name of ["own", "small", "synthesized"]) {
  test(`what comes first: ${name}`, async () => {
    await withPage(name, async (page, address) => {
      const wrong = [];
      await page.goto(`${address}/search/`);
      const field = page.locator(".find input").first();
      await page.waitForFunction(() => document.activeElement?.closest(".find"));
      for (const { query, isExact, wanted } of QUERIES.get(name)) {
        await field.fill(query);
        await page.locator("[data-results]:not([aria-busy])").waitFor();
        const found = (await addresses(page)).slice(0, Math.max(3, wanted.length));
        const is = (address, one) => new RegExp(`^${one.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(address ?? "");
        const isRight = !wanted.length ? !found.length : isExact ? wanted.every((one, at) => is(found[at], one)) : found.some((address) => is(address, wanted[0]));
        if (!isRight) wrong.push(`${query}: ${found.join(" ") || "nothing"}, not ${wanted.join(" ") || "nothing"}`);
      }
      assert.deepEqual(wrong, []);
    });
  });
}

/** What a query loads of a site's index, with the ten results that are shown first: as a host sends it compressed. */
async function weight(name, query) {
  const { dir } = sites[name];
  let bytes = 0;
  const load = async (address) => {
    const text = readFileSync(join(dir, new URL(address).pathname), "utf8");
    bytes += gzipSync(text).length;
    return { ok: true, text: async () => text };
  };
  const { open } = await import(new URL("templates/assets/find.js", `file://${root}`));
  const loads = globalThis.fetch;
  globalThis.fetch = load;
  try {
    const index = open("https://notes.example.org/search/");
    await index.cards(await index.find(query), 0, 10);
  } finally { globalThis.fetch = loads; }
  return bytes;
}

test("a query loads a few small files", async () => {
  for (const name of ["own", "synthesized"]) {
    const weighed = [];
    for (const { query } of QUERIES.get(name)) weighed.push([await weight(name, query), query]);
    const [[bytes, query]] = weighed.sort(([a], [b]) => b - a);
    assert.ok(weighed.length > 10 && bytes > 1000, "queries were asked");
    assert.ok(bytes < MOST_BYTES, `${name}: ${query} loads ${bytes} bytes`);
  }
});

test("a phrase is looked for word by word in the best results, and said not to be there where it is not", async () => {
  await withPage("small", async (page, address) => {
    await search(page, address, '"no space left on device"');
    assert.deepEqual(await addresses(page), ["/notes/full-disks/"]);
    await search(page, address, "no space left on device");
    assert.ok((await addresses(page)).length > 1, "without quotes the words may stand anywhere");
    await search(page, address, '"left device on"');
    assert.match(await page.locator("[data-results] .hint").textContent(), /in a row/);
  });
});

test("a result leads to the heading that the words stand below, and marks them", async () => {
  await withPage("small", async (page, address) => {
    await search(page, address, "cordoned machine");
    const jump = page.locator(".row-jump").first();
    await jump.waitFor();
    assert.equal(new URL(await jump.evaluate((link) => link.href)).pathname, "/notes/drain-a-node/");
    assert.equal(await jump.textContent(), "Cordon");
    assert.deepEqual(await page.locator(".row-excerpt mark").allTextContents(), ["cordoned", "machine"]);
    await jump.click();
    await page.waitForURL(/\/notes\/drain-a-node\/#cordon$/);
  });
});

test("a note that should no longer be followed comes after those that should, and is marked", async () => {
  await withPage("small", async (page, address) => {
    await search(page, address, "drain");
    const found = await addresses(page);
    assert.equal(found[0], "/notes/drain-a-node/");
    assert.ok(found.includes("/notes/drain-the-old-way/") && found.includes("/handbook/drain/"));
    const old = page.locator("[data-results] li", { has: page.locator("a[href='/notes/drain-the-old-way/']") });
    assert.match(await old.locator(".state.bad").textContent(), /Deprecated/);
    await page.goto(`${address}/`);
    await page.keyboard.press("/");
    await page.keyboard.type("anp-ref-000124");
    const hit = page.locator(".find-panel a").first();
    await hit.waitFor();
    assert.match(await hit.textContent(), /Retired proxy.*Deprecated/);
  });
});

test("the search can be kept to notes, or to a section of plain pages, which stands in the address", async () => {
  await withPage("small", async (page, address) => {
    await search(page, address, "drain");
    await page.getByRole("radio", { name: "Handbook" }).check();
    await page.waitForURL(/in=handbook/);
    await page.waitForFunction(() => document.querySelectorAll("[data-results] .rows > li").length === 1);
    assert.deepEqual(await addresses(page), ["/handbook/drain/"]);
    await page.getByRole("radio", { name: "Notes" }).check();
    await page.waitForURL(/in=notes/);
    await page.waitForFunction(() => document.querySelectorAll("[data-results] .rows > li").length === 2);
    await page.reload();
    await shown(page);
    assert.ok(!(await addresses(page)).includes("/handbook/drain/"));
    assert.ok(await page.getByRole("radio", { name: "Notes" }).isChecked());
  });
});

test("what was written otherwise is said, and nothing is said of what is there", async () => {
  await withPage("small", async (page, address) => {
    // As notes write it, not as the index folds it.
    for (const [query, written] of [["containres", "Containers"], ["geratte", "Geräte"], ["slowesst", "slowest"]]) {
      await search(page, address, query);
      assert.equal(await page.locator("[data-results] .hint").textContent(), `Found in another spelling: ${written}.`);
    }
    await search(page, address, "containers");
    assert.equal(await page.locator("[data-results] .hint").count(), 0);
  });
});

test("another spelling of the vocabulary stands for itself, and not for words that begin so", async () => {
  await withPage("small", async (page, address) => {
    await search(page, address, "amazon web services");
    assert.deepEqual(await addresses(page), ["/notes/bucket-policies/"]);
    await search(page, address, "aws");
    assert.deepEqual(await addresses(page), ["/notes/bucket-policies/", "/notes/visitors/"], "what was typed may be a beginning");
  });
});

test("whatever is typed of a name on the way to it finds it", async () => {
  await withPage("small", async (page, address) => {
    await page.goto(`${address}/search/`);
    const field = page.locator(".find input").first();
    const names = { failover: ["OPS-1005", "ops 1005"], "drain-a-node": ["drain-a-node"], "bucket-policies": ["bucketpolicies"],
      "crash-loops": ["kube-pod-crash-looping"], upgrade: ["ANP-REF-000123-4582"] };
    const wrong = [];
    for (const [note, spellings] of Object.entries(names)) {
      for (const name of spellings) {
        for (let end = 3; end <= name.length; end += 1) {
          const query = name.slice(0, end);
          await field.fill(query);
          await page.waitForFunction((query) => new URL(location.href).searchParams.get("q") === query.trim(), query);
          await page.locator("[data-results]:not([aria-busy])").waitFor();
          if (!(await addresses(page)).includes(`/notes/${note}/`)) wrong.push(query);
        }
      }
    }
    assert.deepEqual(wrong, []);
  });
});

test("`/`, Ctrl+K and Cmd+K go to the field", async () => {
  await withPage("small", async (page, address) => {
    await page.goto(`${address}/notes/upgrade/`);
    for (const key of ["/", "Control+k", "Meta+k"]) {
      await page.evaluate(() => document.activeElement.blur());
      await page.keyboard.press(key);
      assert.ok(await page.locator(".find input").first().evaluate((field) => field === document.activeElement), key);
    }
  });
});

test("nothing moves while results come", async () => {
  for (const viewport of [{ width: 360, height: 740 }, { width: 1280, height: 800 }]) {
    await withPage("own", async (page, address) => {
      await page.addInitScript(() => {
        window.moved = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.moved.push({ value: entry.value, of: entry.sources.map(({ node }) => node?.className || node?.nodeName) });
        }).observe({ type: "layout-shift", buffered: true });
      });
      await search(page, address, "restore");
      await page.locator(".row-excerpt").first().waitFor();
      await page.locator("[data-results] .rows > li").nth(3).scrollIntoViewIfNeeded();
      await page.waitForFunction(() => document.querySelectorAll(".row-excerpt").length > 3);
      const moved = (await page.evaluate(() => window.moved)).filter(({ value }) => value > 0.001);
      assert.deepEqual(moved, [], `${viewport.width} px`);
    }, { viewport });
  }
});

test("a search that can't be loaded says so, and goes on with the next key, by its button, or when the network is back", async () => {
  await withPage("small", async (page, address) => {
    await page.goto(`${address}/notes/upgrade/`);
    // The scripts themselves.
    await page.route("**/assets/*", (route) => route.abort());
    await page.locator(".find input").first().click();
    await page.getByRole("alert").waitFor();
    assert.match(await page.getByRole("alert").textContent(), /could not be loaded/);
    await page.unroute("**/assets/*");
    await page.keyboard.type("drain");
    await page.locator(".find-panel a").first().waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
    // A file of the index.
    await page.route("**/search/*/*.json*", (route) => route.abort());
    await page.keyboard.press("Control+a");
    // At once, so that no earlier letter is still on its way when the button is pressed.
    await page.keyboard.insertText("proxy");
    await page.getByRole("alert").waitFor();
    await page.unroute("**/search/*/*.json*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".find-panel a").first().waitFor();
    // No network at all, on the page of results.
    await search(page, address, "drain");
    await page.context().setOffline(true);
    await page.locator(".find input").first().fill("buckets");
    await page.getByRole("alert").waitFor();
    await page.context().setOffline(false);
    await page.waitForFunction(() => document.querySelector("[data-results] .row-title")?.href.endsWith("/notes/bucket-policies/"));
    assert.equal(await page.getByRole("alert").count(), 0);
  });
});
