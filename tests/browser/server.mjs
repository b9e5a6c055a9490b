// A built site as static hosts serve it: folders to index.html, a redirect to the trailing slash, 404.html.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, posix } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".json": "application/json", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".md": "text/markdown; charset=utf-8",
  ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif",
  ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon", ".woff2": "font/woff2", ".pdf": "application/pdf",
  ".wasm": "application/wasm", ".ics": "text/calendar; charset=utf-8",
};

/** What a request gets: a status, and a file or a place to go. */
async function answer(root, url) {
  try {
    const { pathname, search } = new URL(url, "http://local");
    const path = posix.normalize(decodeURIComponent(pathname));
    const file = join(root, path);
    const found = await stat(file);
    if (!found.isDirectory()) return path.endsWith("/") ? { status: 404 } : { status: 200, file };
    const index = join(file, "index.html");
    await stat(index);
    return path.endsWith("/") ? { status: 200, file: index } : { status: 301, location: `${encodeURI(path)}/${search}` };
  } catch {
    return { status: 404 };
  }
}

/** Serves a folder on a free port of this machine; gives back the address and how to stop. `change` may alter a body. */
export async function serve(root, change = (body) => body) {
  await stat(join(root, "index.html"));
  const server = createServer(async (request, response) => {
    const { status, file = join(root, "404.html"), location } = await answer(root, request.url);
    if (location) return response.writeHead(status, { location }).end();
    const body = await readFile(file).catch(() => null);
    if (body === null) return response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
    response.writeHead(status, { "content-type": TYPES[extname(file).toLowerCase()] ?? "application/octet-stream", "cache-control": "no-store" });
    response.end(request.method === "HEAD" ? undefined : change(body, file));
  });
  await new Promise((ready, failed) => server.on("error", failed).listen(0, "127.0.0.1", ready));
  const stop = () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); });
  return { address: `http://127.0.0.1:${server.address().port}`, stop };
}

/** Chromium of this machine; CHROMIUM names another one. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** The site and the browser for the tests of one file: up before the first, gone after the last. */
export function useSite(root) {
  const site = {};
  before(async () => {
    Object.assign(site, await serve(root));
    site.browser = await launch();
  });
  after(async () => {
    await site.browser?.close();
    await site.stop?.();
  });
  /** A page in a context of its own, which is closed afterwards. */
  const withPage = async (options, use) => {
    const context = await site.browser.newContext(options);
    context.setDefaultTimeout(15_000);
    try {
      return await use(await context.newPage());
    } finally {
      await context.close();
    }
  };
  return { site, withPage };
}
