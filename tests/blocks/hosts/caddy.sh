#!/bin/sh
# Starts Caddy with the configuration of the manual, etc/caddy/Caddyfile, on a built site, and asks it for a file of each rule, over https.
# What is asked of notes.example.org goes there afterwards.
set -eu
here=$(dirname "$0")
sh "$here/site.sh"
port=$(node "$here/port.mjs")
# Certificates of its own; nothing is installed.
cat > served <<CONF
{
	admin off
	skip_install_trust
	local_certs
	storage file_system $PWD/caddy
	default_bind 127.0.0.1
	http_port $(node "$here/port.mjs")
	https_port $port
}
CONF
# The header for https, which the page leaves to the reader, is added.
sed "s|/srv/notes|$PWD/public|; /header X-Content-Type-Options/i header Strict-Transport-Security \"max-age=31536000\"" \
  etc/caddy/Caddyfile >> served
[ "$(diff etc/caddy/Caddyfile served | grep -cE "root \* $PWD/public|Strict-Transport")" -eq 2 ]
caddy run --adapter caddyfile --config served > caddy.log 2>&1 &
root=$PWD/caddy/pki/authorities/local/root.crt
printf '%s\n' "connect-to = notes.example.org:443:127.0.0.1:$port" "cacert = $root" > .curlrc
for _ in $(seq 100); do
  curl -sf -o answer https://notes.example.org/ && break
  sleep 0.1
done
[ -s answer ] || { cat caddy.log; exit 1; }
node "$here/rules.mjs" "https://127.0.0.1:$port" "$root"
