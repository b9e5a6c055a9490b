#!/bin/sh
# Starts nginx with the configuration of the manual, etc/nginx/conf.d/notes.conf, on a built site, and asks it for a file of each rule.
# What is asked of notes.example.org goes there afterwards.
set -eu
here=$(dirname "$0")
sh "$here/site.sh"
port=$(node "$here/port.mjs")
mkdir -p tmp
# What the configuration names of the host: the port and the folder. The header for https, which the page leaves to the reader, is added.
sed "s|listen 80;|listen 127.0.0.1:$port;|; s|root /srv/notes;|root $PWD/public;|; s|# \(add_header Strict\)|\1|" \
  etc/nginx/conf.d/notes.conf > served.conf
[ "$(diff etc/nginx/conf.d/notes.conf served.conf | grep -c '^>')" -eq 3 ]
cat > nginx.conf <<CONF
pid $PWD/nginx.pid;
worker_processes 1;
events { }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path $PWD/tmp/body;
    proxy_temp_path $PWD/tmp/proxy;
    fastcgi_temp_path $PWD/tmp/fastcgi;
    uwsgi_temp_path $PWD/tmp/uwsgi;
    scgi_temp_path $PWD/tmp/scgi;
    include $PWD/served.conf;
}
CONF
# As root, nginx would read the folder as another user.
[ "$(id -u)" -ne 0 ] || sed -i "1i user root;" nginx.conf
"$(PATH=$PATH:/usr/sbin command -v nginx)" -p "$PWD" -e "$PWD/error.log" -c "$PWD/nginx.conf"
node "$here/rules.mjs" "http://127.0.0.1:$port"
echo "connect-to = notes.example.org:80:127.0.0.1:$port" > .curlrc
