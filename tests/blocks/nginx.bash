#!/bin/bash
# For fixtures that serve www.example.org with the files of a note: the name leads to this folder, and nginx starts with the
# first request, when those files have been written. Whoever reads this in gives the inside of `http { }` to `site`.
set -euo pipefail

mkdir -p bin etc/nginx var tmp
openssl req -x509 -newkey rsa:2048 -nodes -keyout site.key -out site.pem -days 30 -subj /CN=www.example.org \
  -addext subjectAltName=DNS:www.example.org 2>/dev/null

# Paths of the host lead into the folder, in the files of the note too. PORT is a free one.
site() {
  cat >bin/nginx <<'SHIM'
#!/bin/bash
set -eu
cp -r "$HOME/etc" "$HOME/served"
find "$HOME/served" -type f -exec sed -i "s|/var/|$HOME/var/|g; s|FOLDER|$HOME|g; s|PORT|${PORT:-20443}|g" {} +
trap 'rm -r "$HOME/served"' EXIT
"$(PATH=${PATH#*:}:/usr/sbin command -v nginx)" -p "$HOME" -e "$HOME/error.log" -c "$HOME/served/nginx/nginx.conf" "$@"
SHIM
  cat >bin/curl <<'SHIM'
#!/bin/bash
set -eu
for _ in {1..20}; do
  [ -e "$HOME/.curlrc" ] && break
  export PORT=$(( 20000 + RANDOM % 10000 ))
  nginx >"$HOME/nginx.out" 2>&1 &
  server=$!
  for _ in {1..50}; do
    [ -s "$HOME/nginx.pid" ] || { kill -0 "$server" 2>/dev/null || break; sleep 0.1; continue; }
    printf '%s\n' "connect-to = www.example.org:443:127.0.0.1:$PORT" "cacert = $HOME/site.pem" >"$HOME/.curlrc"
    [ ! -x "$HOME/warm" ] || "$HOME/warm"
    break
  done
done
exec "$(PATH=${PATH#*:} command -v curl)" "$@"
SHIM
  chmod +x bin/nginx bin/curl
  {
    cat <<'CONF'
# One process, as whoever runs the blocks.
daemon off;
master_process off;
pid FOLDER/nginx.pid;
events { }
http {
    access_log off;
    client_body_temp_path FOLDER/tmp/body;
    proxy_temp_path FOLDER/tmp/proxy;
    fastcgi_temp_path FOLDER/tmp/fastcgi;
    uwsgi_temp_path FOLDER/tmp/uwsgi;
    scgi_temp_path FOLDER/tmp/scgi;
    ssl_certificate FOLDER/site.pem;
    ssl_certificate_key FOLDER/site.key;
CONF
    cat
    echo '}'
  } >etc/nginx/nginx.conf
}
