// A built site as static hosts serve it: folders to index.html, a redirect to the trailing slash, 404.html.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
  ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".json": "application/json", ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
};

/** Serves a folder on a free port of this machine; gives back the address and how to stop. */
export async function serve(root) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://local").pathname));
    const send = async (status, file) => {
      const body = await readFile(file);
      response.writeHead(status, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
      response.end(body);
    };
    try {
      const file = join(root, path);
      const found = await stat(file);
      if (!found.isDirectory()) return await send(200, file);
      if (!path.endsWith("/")) return response.writeHead(301, { location: `${path}/` }).end();
      await send(200, join(file, "index.html"));
    } catch {
      await send(404, join(root, "404.html")).catch(() => response.writeHead(500).end());
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${server.address().port}`, stop };
}
