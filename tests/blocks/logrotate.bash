#!/bin/bash
# A program that writes to a log and opens it again on a signal, and the log's rotation with paths, owners and a state file of
# this folder.
set -euo pipefail
mkdir -p bin var/log/api

cat >bin/api <<'SHIM'
#!/bin/bash
log=$HOME/var/log/api/api.log
trap 'exec >>"$log"' HUP
exec >>"$log"
echo $$ >"$HOME/api.pid"
for (( number = 0; number < 600; number++ )); do
  echo "line $number"
  sleep 0.1
done
SHIM
cat >bin/sudo <<'SHIM'
#!/bin/bash
exec "$@"
SHIM
cat >bin/systemctl <<'SHIM'
#!/bin/bash
case $1 in
  is-active) kill -0 "$(cat "$HOME/api.pid")" ;;
  kill) kill -HUP "$(cat "$HOME/api.pid")" ;;
  *) exit 1 ;;
esac
SHIM
cat >bin/logrotate <<'SHIM'
#!/bin/bash
set -eu
real=$(PATH=${PATH#*:}:/usr/sbin command -v logrotate)
if [ ! -e "$HOME/api.pid" ]; then
  api >/dev/null 2>&1 &
  until [ -s "$HOME/var/log/api/api.log" ]; do sleep 0.1; done
fi
config=$HOME${*: -1}
sed -i "s|^/var/|$HOME/var/|; s|0640 api adm|0640 $(id -un) $(id -gn)|" "$config"
chmod 644 "$config"
chmod 755 "$HOME/var/log/api"
exec "$real" --state "$HOME/state" "${@:1:$#-1}" "$config"
SHIM
chmod +x bin/*
