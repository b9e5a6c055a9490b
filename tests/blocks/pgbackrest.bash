#!/usr/bin/env bash
# The scratch cluster of postgresql.bash as production, with a pgBackRest repository: one full backup, then a table `ledger` with
# 1,000 rows, then a fault that leaves it empty, all of it archived. The programs of bin/ lead the paths of the notes into the
# current folder, and the target time of a restore to the second before the fault.
set -euo pipefail

here=$PWD
mkdir -p bin etc/postgresql/15/main/conf.d etc/pgbackrest var/lib/postgresql/15 pgbackrest/{repository,log,lock,spool}
cat > etc/pgbackrest/pgbackrest.conf <<CONF
[global]
repo1-path=$here/pgbackrest/repository
log-path=$here/pgbackrest/log
lock-path=$here/pgbackrest/lock
spool-path=$here/pgbackrest/spool
start-fast=y

[main]
pg1-path=$here/cluster/data
pg1-socket-path=$here/cluster
pg1-user=postgres
CONF
cat > etc/postgresql/15/main/conf.d/archive.conf <<CONF
archive_mode = on
archive_command = '$here/bin/pgbackrest --stanza=main archive-push %p'
CONF
cat > bin/pgbackrest <<SHIM
#!/usr/bin/env bash
words=()
for word in "\$@"; do
  case \$word in
    --pg1-path=/var/*) word=--pg1-path=$here\${word#*=} ;;
    --target=*) word="--target=\$(cat "$here/target")" ;;
  esac
  words+=("\$word")
done
exec /usr/bin/pgbackrest --config="$here/etc/pgbackrest/pgbackrest.conf" "\${words[@]}"
SHIM
chmod +x bin/pgbackrest
if [ "$(id -u)" = 0 ]; then chown -R postgres: pgbackrest; fi

. "$(dirname "${BASH_SOURCE[0]}")/postgresql.bash"

# Here the drill has a cluster of its own.
rm cluster/.s.PGSQL.5433

# The files of a cluster belong to postgres.
cat > bin/sudo <<'SHIM'
#!/usr/bin/env bash
user=
while [ $# -gt 0 ]; do
  case $1 in
    -u) user=$2; shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
if [ -n "$user" ] && [ "$(id -u)" = 0 ]; then
  exec setpriv --reuid="$user" --regid="$user" --init-groups "$@"
fi
exec "$@"
SHIM

# Debian's programs, with their settings, data and sockets in this folder.
cat > bin/pg_createcluster <<SHIM
#!/usr/bin/env bash
exec /usr/bin/pg_createcluster "\$@" --datadir="$here/var/lib/postgresql/\$1/\$2" --socketdir="$here/cluster" \\
  --logfile="$here/cluster/\$2.log" --pgoption external_pid_file="$here/cluster/\$2.pid" \\
  --pgoption dynamic_shared_memory_type=mmap
SHIM
# Readers watch pg_lsclusters until the copy is online.
cat > bin/pg_ctlcluster <<SHIM
#!/usr/bin/env bash
/usr/bin/pg_ctlcluster "\$@" || exit
for _ in \$(seq 300); do
  if [ "\$(sudo -u postgres psql -X -p 5433 -d postgres -Atc 'select pg_is_in_recovery()' 2> /dev/null)" = f ]; then exit 0; fi
  sleep 0.1
done
cat "$here/cluster/\$2.log" >&2
exit 1
SHIM
chmod +x bin/*
echo "PG_CLUSTER_CONF_ROOT=$here/etc/postgresql" >> .env

PATH=$here/bin:$PATH
sql() { psql -X -q -v ON_ERROR_STOP=1 -d app "$@"; }
sql -c 'DROP TABLE ledger'
sudo -u postgres pgbackrest --stanza=main --log-level-console=warn stanza-create
sudo -u postgres pgbackrest --stanza=main --log-level-console=warn --type=full backup
sql <<'SQL'
CREATE TABLE ledger (id serial PRIMARY KEY, amount numeric NOT NULL);
INSERT INTO ledger (amount) SELECT n FROM generate_series(1, 1000) n;
SQL
# Targets are whole seconds: one that begins after the rows, and ends before the fault.
sleep 1.1
date -u '+%F %T+00' > target
sleep 1.1
sql <<'SQL'
DROP TABLE ledger;
CREATE TABLE ledger (id serial PRIMARY KEY, amount numeric NOT NULL);
SQL
sudo -u postgres pgbackrest --stanza=main check
