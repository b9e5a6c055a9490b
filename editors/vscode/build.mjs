// Makes what the package of the extension holds: one file of code, with the client library in it, and the licences of the project.

import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  // VS Code itself hands this to the extension.
  external: ["vscode"],
  legalComments: "inline",
  logLevel: "warning",
});

const licences = ["MIT", "APACHE"].map((name) => `../../LICENSE-${name}`);
writeFileSync("LICENSE", licences.map((path) => readFileSync(path, "utf8")).join("\n\n"));
