// Lets packages that were written for bundlers import JSON: `node --import ./json.mjs`.

import fs from "node:fs";
import { register } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

export async function load(url, context, next) {
  if (!url.endsWith(".json")) return next(url, context);
  const source = `export default ${fs.readFileSync(fileURLToPath(url), "utf8")};`;
  return { format: "module", shortCircuit: true, source };
}

if (!globalThis.readsJson) {
  globalThis.readsJson = true;
  register(pathToFileURL(fileURLToPath(import.meta.url)));
}
