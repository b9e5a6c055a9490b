// Starts the Chromium that is installed (CHROMIUM, else Debian's), with nothing that calls out on its own.
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** A running browser; rejects, with the browser's own words, when it can't be started. */
export const launch = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ARGUMENTS, timeout: 60_000 });
