#!/usr/bin/env bash
# A scratch RabbitMQ broker for the blocks of notes, with its data, its log and its cookie in the current folder. The notes use
# its usual ports. Where something answers there, this script stops, so that no block reaches a broker in use.
set -euo pipefail

here=$PWD
for port in 5672 15672; do
  if (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
    echo "port $port is in use" >&2
    exit 1
  fi
done
mkdir -p bin rabbitmq

cat > .env <<ENV
RABBITMQ_NODENAME=blocks@localhost
RABBITMQ_MNESIA_BASE=$here/rabbitmq/data
RABBITMQ_LOG_BASE=$here/rabbitmq/log
RABBITMQ_ENABLED_PLUGINS_FILE=$here/rabbitmq/plugins
RABBITMQ_CONF_ENV_FILE=$here/rabbitmq/env.conf
RABBITMQ_CONFIG_FILE=$here/rabbitmq/rabbitmq.conf
RABBITMQ_PID_FILE=$here/rabbitmq/pid
RMQ_USER=guest
RMQ_PASS=guest
ENV
set -a
. ./.env
set +a

: > rabbitmq/env.conf
echo '[rabbitmq_management].' > rabbitmq/plugins
cat > rabbitmq/rabbitmq.conf <<CONF
listeners.tcp.default = 127.0.0.1:5672
management.tcp.ip = 127.0.0.1
CONF

# Debian's commands in PATH change to the user rabbitmq, who may not read this folder.
for program in rabbitmqctl rabbitmq-plugins; do
  printf '#!/bin/sh\nexec /usr/lib/rabbitmq/bin/%s "$@"\n' "$program" > "bin/$program"
done
chmod +x bin/*

ERL_EPMD_ADDRESS=127.0.0.1 /usr/lib/rabbitmq/bin/rabbitmq-server > rabbitmq/server.log 2>&1 &

for _ in $(seq 120); do
  if curl -fsS -u guest:guest http://127.0.0.1:15672/api/overview > /dev/null 2>&1; then break; fi
  sleep 0.5
done
