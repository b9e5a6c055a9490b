#!/bin/sh
# Two builds of a site, in `old` and `public`: one note is new, one has changed, and one has moved.
set -eu
fieldnotes init --quiet .
rm content/notes/first-note.md
# note NAME TITLE STACK STATUS VERSION TEXT
note() {
  printf -- '---\ntitle: %s\ndate: 2026-01-15\ntopic: operations\nsummary: What to do.\nstack: [%s]\nrevision: {status: %s, version: %s}\n---\n\n%s\n' \
    "$2" "$3" "$4" "$5" "$6" > "content/notes/$1.md"
}
note dead-letters 'Drain dead letters' nginx drafted 1.0.0 'Read the queue.'
note restore 'Restore drill' postgresql reviewed 1.0.0 'Restore a table.'
fieldnotes build --quiet --out old
note dead-letters 'Drain dead letters' nginx reviewed 1.1.0 'Read the queue, then drain it.'
fieldnotes mv --quiet content/notes/restore.md content/notes/restore-drill.md
note tls-renewal 'Renew certificates' 'nginx, certbot' drafted 0.1.0 'Renew.'
fieldnotes build --quiet
