#!/bin/bash
# An application, and a systemctl that starts gunicorn with the settings of the note when it is asked for the number of its process.
set -euo pipefail
mkdir bin
cat >app.py <<'PY'
def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok\n"]
PY
cat >bin/systemctl <<'SHIM'
#!/bin/bash
set -eu
gunicorn -c gunicorn.conf.py --bind "unix:$HOME/app.sock" app:app >"$HOME/gunicorn.log" 2>&1 &
until [ "$(pgrep -c -P $! || true)" -ge 4 ]; do sleep 0.1; done
echo $!
SHIM
chmod +x bin/systemctl
