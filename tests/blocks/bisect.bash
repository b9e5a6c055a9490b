#!/bin/bash
# A repository with two releases and seven merges between them; one of the merges breaks the second page of a list.
# Names and dates are fixed, so that the commits have the hashes that the note shows.
set -euo pipefail

export GIT_AUTHOR_NAME='Web team' GIT_AUTHOR_EMAIL=web@example.org
export GIT_COMMITTER_NAME='Web team' GIT_COMMITTER_EMAIL=web@example.org
export GIT_CONFIG_SYSTEM=/dev/null

minute=0
at() {
  minute=$((minute + 7))
  GIT_AUTHOR_DATE="2026-04-$((14 + minute / 60)) 09:$(printf '%02d' $((minute % 60))):00 +0200"
  GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
  export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}
commit() {
  at
  git add --all
  git commit --quiet --message "$1"
}
merge() {
  git switch --quiet main
  at
  git merge --quiet --no-ff --message "Merge branch '$1'" "$1"
}
# A branch that changes a text, and its merge.
text() {
  git switch --quiet --create "$1" main
  echo "$2" >>src/texts.txt
  commit "feat: $1"
  merge "$1"
}

git init --quiet --object-format=sha1 --initial-branch=main .
# The folder is the home folder of the blocks too: what they put there is no part of the repository.
printf '%s\n' '/.*' '/bin/' '/bisect*' '/tools/' >>.git/info/exclude

mkdir src
printf '%s\n' node_modules/ dist/ >.gitignore
git add --force .gitignore
cat >package.json <<'JSON'
{
  "name": "items",
  "private": true,
  "scripts": { "build": "mkdir -p dist && cp src/*.js dist/" }
}
JSON
cat >package-lock.json <<'JSON'
{
  "name": "items",
  "lockfileVersion": 3,
  "requires": true,
  "packages": { "": { "name": "items" } }
}
JSON
cat >src/server.js <<'JS'
const http = require('node:http');
const items = require('./items.js');

http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/health') {
    response.end('ok\n');
  } else if (url.pathname === '/api/items') {
    try {
      response.end(JSON.stringify(items(Number(url.searchParams.get('page') ?? 1))));
    } catch {
      response.statusCode = 500;
      response.end();
    }
  } else {
    response.statusCode = 404;
    response.end();
  }
}).listen(process.env.PORT, '127.0.0.1');
JS
cat >src/items.js <<'JS'
const all = Array.from({ length: 50 }, (_, number) => ({ id: number + 1 }));

module.exports = page => all.slice((page - 1) * 20, page * 20);
JS
echo Items >src/texts.txt
commit 'feat: a list of items'
git tag release-118

text search 'Search for'
text sorting 'Sort by'
text empty-list 'Nothing found'
text cart 'Add to cart'

git switch --quiet --create feature main
cat >src/items.js <<'JS'
const size = 20;
const all = Array.from({ length: 50 }, (_, number) => ({ id: number + 1 }));

module.exports = page => all.slice((page - 1) * size, page * size);
JS
commit 'feat: part 1'
cat >src/items.js <<'JS'
const size = 20;
const all = Array.from({ length: 50 }, (_, number) => ({ id: number + 1 }));
const pages = { 1: all.slice(0, size) };

module.exports = page => pages[page].slice();
JS
commit 'feat: part 2'
merge feature

text help 'Help'
text imprint 'Imprint'
git tag release-119

# npm asks nobody else, and git asks for no message. What the blocks commit has a fixed time too.
printf '%s\n' offline=true audit=false fund=false update-notifier=false >.npmrc
at
cat >.env <<ENV
GIT_AUTHOR_NAME=$GIT_AUTHOR_NAME
GIT_AUTHOR_EMAIL=$GIT_AUTHOR_EMAIL
GIT_AUTHOR_DATE=$GIT_AUTHOR_DATE
GIT_COMMITTER_NAME=$GIT_COMMITTER_NAME
GIT_COMMITTER_EMAIL=$GIT_COMMITTER_EMAIL
GIT_COMMITTER_DATE=$GIT_COMMITTER_DATE
GIT_CONFIG_SYSTEM=$GIT_CONFIG_SYSTEM
GIT_EDITOR=true
ENV
