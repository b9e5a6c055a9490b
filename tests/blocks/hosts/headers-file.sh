#!/bin/sh
# Serves a built site with static/_headers of the manual by the program that Cloudflare Pages is tried with on one's own machine, and reads
# the file with Netlify's own packages.
set -eu
here=$(dirname "$0")
sh "$here/site.sh"
programs=$FIELDNOTES_SITE/tests/peers/doctests/node_modules
port=$(node "$here/port.mjs")
# It asks nobody for anything, but listens here. The date is one that the pinned version knows.
export CI=true WRANGLER_HIDE_BANNER=true WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false \
  CLOUDFLARE_CF_FETCH_ENABLED=false
node "$programs/wrangler/bin/wrangler.js" pages dev public --ip 127.0.0.1 --port "$port" --compatibility-date 2026-04-01 \
  --show-interactive-dev-session=false > pages.log 2>&1 &
for _ in $(seq 300); do
  curl -sf -o answer "http://127.0.0.1:$port/" && break
  sleep 0.1
done
[ -s answer ] || { cat pages.log; exit 1; }
node "$here/headers-file.mjs" "http://127.0.0.1:$port" "$programs"
# Only the site is left, for the block.
rm -rf public .wrangler
