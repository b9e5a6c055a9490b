#!/bin/sh
# A repository on a branch that has changed two files since `origin/main`: a note watches one of them.
set -eu
export GIT_AUTHOR_NAME=Example GIT_AUTHOR_EMAIL=author@example.org GIT_COMMITTER_NAME=Example GIT_COMMITTER_EMAIL=author@example.org
mkdir -p content/notes/kubernetes deploy/scripts
printf 'title = "Field notes"\nbase_url = "https://notes.example.org"\n' > site.toml
echo 'replicas: 2' > deploy/web.yaml
echo 'kubectl drain "$1"' > deploy/scripts/drain.sh
cat > content/notes/kubernetes/roll-back-a-rollout.md <<'MD'
---
title: Roll back a rollout
date: 2026-01-15
topic: kubernetes
summary: What to do when a rollout fails.
owner: Platform team
watches: [deploy/*.yaml]
---

Read the events first.
MD
printf '.fieldnotes/\nbin/\n.env\n' > .gitignore
git init --quiet --initial-branch=main .
git add .
git commit --quiet --message='Begin'
git update-ref refs/remotes/origin/main HEAD
fieldnotes review accept --quiet --today 2026-11-02 --by 'Platform team' content/notes/kubernetes/roll-back-a-rollout.md
git commit --quiet --all --message='Review'
git update-ref refs/remotes/origin/main HEAD
echo 'replicas: 3' > deploy/web.yaml
echo 'kubectl drain --ignore-daemonsets "$1"' > deploy/scripts/drain.sh
printf 'SOURCE_DATE_EPOCH=%s\n' "$(date -u -d 2026-11-27T12:00:00Z +%s)" >> .env
