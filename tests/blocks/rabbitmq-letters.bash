#!/usr/bin/env bash
# Declares the queue `orders`, sends it three messages and rejects two of them. rabbitmq.bash and the policy of the note come before.
set -euo pipefail

api=http://127.0.0.1:15672/api
send() { curl -fsS -u "$RMQ_USER:$RMQ_PASS" -H 'content-type: application/json' "$@" > /dev/null; }

send -X PUT "$api/queues/%2F/orders" -d '{"durable":true,"arguments":{"x-queue-type":"quorum"}}'
for order in 1 2 3; do
  send -X POST "$api/exchanges/%2F/amq.default/publish" \
    -d '{"properties":{},"routing_key":"orders","payload":"order '$order'","payload_encoding":"string"}'
done
send -X POST "$api/queues/%2F/orders/get" -d '{"count":2,"ackmode":"reject_requeue_false","encoding":"auto"}'

# Counts of messages are known a moment later.
for _ in $(seq 50); do
  if [ "$(rabbitmqctl -q list_queues name messages_ready | grep -c -e '^orders.dead.2$' -e '^orders.1$')" = 2 ]; then break; fi
  sleep 0.2
done
