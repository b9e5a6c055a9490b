#!/bin/sh
# A built site in `public`, with a file for each rule of the manual's page on headers: folders, a picture that is an SVG, files with
# and without a hash, notes as Markdown, a calendar, and names that begin with a dot.
set -eu
# The picture of the own note about cache rules; the note itself links to others.
picture=content/notes/nginx/cache-bypass-rules/decision.svg
mkdir -p "$(dirname "$picture")" static/assets static/.well-known static/files
cp "$FIELDNOTES_SITE/$picture" "$picture"
cat > site.toml <<'TOML'
title = "Field notes"
base_url = "https://notes.example.org"

[outputs]
markdown = true
TOML
printf -- '---\ntitle: nginx\n---\n' > content/notes/nginx/_index.md
cat > content/notes/nginx/cache-bypass-rules/index.md <<'MD'
---
title: Cache bypass rules
date: 2026-01-15
topic: caching
summary: Which requests go past the cache.
owner: Web team
revision: {status: reviewed, last_reviewed: 2026-05-19, review_in: 6 months}
---

![How a request is decided](decision.svg)
MD
cat > content/notes/nginx/purge.md <<'MD'
---
title: Purge the cache
date: 2026-01-16
topic: caching
summary: How to purge one address.
---

Purge by key.
MD
cp "$FIELDNOTES_SITE/static/screenshots/listing.png" static/assets/logo.png
echo 'body { margin: 0 }' > static/assets/own.css
echo '%PDF-1.4' > static/files/plan.pdf
echo 'Contact: mailto:security@example.org' > static/.well-known/security.txt
fieldnotes build --quiet
