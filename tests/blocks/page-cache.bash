#!/bin/bash
# A site with the page cache of the note, and an application behind it. One page has been asked for already.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/nginx.bash"
mkdir -p etc/nginx/snippets var/cache/nginx var/log/nginx
echo 'add_header X-Content-Type-Options "nosniff" always;' >etc/nginx/snippets/security-headers.conf
site <<'CONF'
    include conf.d/cache-rules.conf;
    upstream app { server unix:FOLDER/app.sock; }
    server {
        listen unix:FOLDER/app.sock;
        location / { return 200 "page\n"; }
        location = /missing { return 404; }
        location = /login {
            add_header Set-Cookie "session=1";
            return 200 "login\n";
        }
    }
    server {
        listen 127.0.0.1:PORT ssl;
        server_name www.example.org;
        include sites-available/www.example.org;
    }
CONF
printf '%s\n' '#!/bin/bash' 'curl -s -o /dev/null https://www.example.org/articles/' >warm
chmod +x warm
