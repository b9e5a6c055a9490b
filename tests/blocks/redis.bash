#!/usr/bin/env bash
# A scratch Redis for the blocks of notes. It lives in the current folder and listens only on a socket there, so it meets no other
# server. It is full: it refused 12 writes, and then evicted 35 keys.
set -euo pipefail

here=$PWD
client=$(command -v redis-cli)

mkdir -p bin
# A note's own settings are read first, so that the server refuses those it does not know.
if [ -e etc/redis/redis.conf ]; then echo "include $here/etc/redis/redis.conf" > redis.conf; fi
cat >> redis.conf <<CONF
port 0
unixsocket $here/redis.sock
dir $here
save ""
maxmemory 50mb
maxmemory-policy noeviction
CONF
redis-server redis.conf > redis.log 2>&1 &

# FAKETTY makes redis-cli print replies as it does in a terminal.
cat > bin/redis-cli <<SHIM
#!/bin/sh
FAKETTY=1 exec "$client" -s "$here/redis.sock" "\$@"
SHIM
chmod +x bin/redis-cli

for _ in $(seq 100); do
  if [ "$(bin/redis-cli PING 2> /dev/null)" = PONG ]; then break; fi
  sleep 0.1
done

head -c 1000000 /dev/zero > value
fill() {
  for key in "$@"; do bin/redis-cli -x SET "$key" < value; done > /dev/null
}
fill $(seq -f 'report:2026-09:%g' 60)
bin/redis-cli CONFIG SET maxmemory-policy allkeys-lru > /dev/null
fill $(seq -f 'report:2026-10:%g' 34) report:2026-10:full
bin/redis-cli EVAL "for n = 1, 9120 do redis.call('STRLEN', KEYS[1]) end" 1 report:2026-10:full > /dev/null
bin/redis-cli EVAL "for n = 1, 2280 do redis.call('STRLEN', KEYS[1]) end" 1 gone > /dev/null
