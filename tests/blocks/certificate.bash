#!/bin/bash
# A certificate of 90 days for www.example.org, on disk and served. The programs of bin/ lead from the name and the path that readers
# see to this machine and this folder.
set -euo pipefail

live=etc/letsencrypt/live/www.example.org
mkdir -p bin "$live"
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 365 -subj '/CN=Certificates of a test' 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout "$live/privkey.pem" -out request.pem -subj /CN=www.example.org 2>/dev/null
openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -days 90 -set_serial 0x04d3a1f26b9c40e75518acde90b7f3126a4e \
  -extfile <(echo subjectAltName=DNS:www.example.org) -out "$live/cert.pem" 2>/dev/null

# So that less than 90 days are left.
sleep 1

cat >bin/openssl <<'SHIM'
#!/bin/bash
# Serves the certificate for as long as a client asks for it.
openssl=$(PATH=${PATH#*:} command -v openssl)
live=$HOME/etc/letsencrypt/live/www.example.org
if [ "$1" != s_client ]; then
  exec "$openssl" "${@/#\/etc\/letsencrypt\//$HOME/etc/letsencrypt/}"
fi
for _ in {1..20}; do
  port=$(( 20000 + RANDOM % 10000 ))
  # That of an earlier server would say that this one is ready.
  rm -f server.log
  "$openssl" s_server -accept "127.0.0.1:$port" -cert "$live/cert.pem" -key "$live/privkey.pem" -www </dev/null >server.log 2>&1 &
  server=$!
  until grep -qs ACCEPT server.log || ! kill -0 "$server" 2>/dev/null; do sleep 0.1; done
  kill -0 "$server" 2>/dev/null && break
done
"$openssl" "${@/www.example.org:443/127.0.0.1:$port}"
status=$?
kill "$server"
exit "$status"
SHIM
chmod +x bin/openssl
ln -s ../usr/local/bin/check-cert bin/check-cert
printf 'SSL_CERT_FILE=%s/ca.pem\n' "$PWD" >.env
