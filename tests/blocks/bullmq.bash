#!/usr/bin/env bash
# A scratch Redis that listens only on a socket in the current folder, and what the modules of the notes need: they ask for
# 127.0.0.1:6379, and reach this Redis. postgresql.bash comes before. Packages stay in a cache, so that a second run needs no network.
set -euo pipefail

here=$PWD
cat > redis.conf <<CONF
port 0
unixsocket $here/redis.sock
dir $here
save ""
maxmemory-policy noeviction
CONF
redis-server redis.conf > redis.log 2>&1 &

cat > package.json <<'JSON'
{ "private": true, "type": "module" }
JSON
printf '%s\n' "cache=$FIELDNOTES_SITE/target/doctests-npm" prefer-offline=true audit=false fund=false update-notifier=false > .npmrc

cat > redirect.cjs <<'JS'
const net = require('node:net');
const connect = net.createConnection;
net.createConnection = (options, ...rest) =>
  connect(options?.port === 6379 ? { ...options, path: `${process.env.HOME}/redis.sock` } : options, ...rest);
JS
echo "NODE_OPTIONS=--require=$here/redirect.cjs" >> .env

for _ in $(seq 100); do
  if [ "$(redis-cli -s redis.sock PING 2> /dev/null)" = PONG ]; then break; fi
  sleep 0.1
done
