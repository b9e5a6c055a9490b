#!/bin/bash
# A site with one location that adds a header of its own, as the note shows it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/nginx.bash"
site <<'CONF'
    server {
        listen 127.0.0.1:PORT ssl;
        server_name www.example.org;
        include snippets/security-headers.conf;

        location = / { return 200; }
        location = /articles/ { return 200; }
        location = /old-page { return 301 /articles/; }
        location /assets/ {
            add_header Cache-Control "public, max-age=31536000, immutable";
            return 200;
        }
        location / { return 404; }
    }
CONF
