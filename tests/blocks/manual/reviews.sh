#!/bin/sh
# A site with five notes in several states of review, on a fixed day: 27 November 2026.
set -eu
cat > site.toml <<'TOML'
title = "Field notes"
base_url = "https://notes.example.org"
TOML
# note PATH LINES: a note with these lines in its front matter.
note() {
  mkdir -p "content/notes/$(dirname "$1")"
  printf -- '---\ntitle: %s\ndate: 2026-01-15\ntopic: operations\nsummary: What to do.\n%s\n---\n\nText.\n' \
    "$(basename "$1" .md)" "$2" > "content/notes/$1"
}
reviewed() { printf 'owner: Platform team\nrevision:\n  status: reviewed\n  last_reviewed: %s\n  review_in: 6 months' "$1"; }
note kubernetes/roll-back-a-rollout.md "$(reviewed 2026-05-19)"
note linux/cron-drift.md "$(reviewed 2026-05-19)"
note linux/timers.md "$(reviewed 2026-11-02)"
note linux/log-rotation.md 'revision: {status: published}'
note linux/old-syslog.md 'revision: {status: deprecated, last_reviewed: 2026-03-02}'
printf 'SOURCE_DATE_EPOCH=%s\n' "$(date -u -d 2026-11-27T12:00:00Z +%s)" >> .env
