// Makes what the package of the extension holds: one file of code, and the licences of all that is in it.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  // VS Code itself hands this to the extension.
  external: ["vscode"],
  metafile: true,
  logLevel: "warning",
});

const own = ["MIT", "APACHE"].map((name) => readFileSync(`../../LICENSE-${name}`, "utf8"));
const within = Object.keys(metafile.inputs).map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
const others = [...new Set(within)].filter(Boolean).sort().map((folder) => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (!file) throw new Error(`${folder} has no licence`);
  return `dist/extension.js holds ${folder.slice(folder.lastIndexOf("node_modules/") + 13)}:\n\n${readFileSync(`${folder}/${file}`, "utf8")}`;
});
writeFileSync("LICENSE", [...own, ...others].join(`\n\n${"-".repeat(80)}\n\n`));
