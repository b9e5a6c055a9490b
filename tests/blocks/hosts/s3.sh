#!/bin/sh
# Runs publish.sh of the manual against a server that speaks S3, and counts what it uploads and removes. Then leaves an empty bucket, and a
# site that is yet to be built, to the block.
set -eu
here=$(dirname "$0")
sh "$here/site.sh"
port=$(node "$here/port.mjs")
moto_server -H 127.0.0.1 -p "$port" >> requests.log 2>&1 &
cat > .env <<ENV
AWS_REGION=us-east-1
AWS_ACCESS_KEY_ID=none
AWS_SECRET_ACCESS_KEY=none
RCLONE_S3_PROVIDER=Other
RCLONE_S3_ENDPOINT=http://127.0.0.1:$port
ENV
set -a
. ./.env
set +a
for _ in $(seq 300); do
  curl -sf -o answer "http://127.0.0.1:$port/" && break
  sleep 0.1
done
[ -s answer ] || { cat requests.log; exit 1; }
export RCLONE_CONFIG=/dev/null
rclone mkdir :s3:judged
rclone mkdir :s3:notes-example
node "$here/bucket.mjs" judged
rm -rf public
