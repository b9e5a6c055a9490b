#!/usr/bin/env bash
# A scratch PostgreSQL cluster for the blocks of notes. It lives in the current folder and listens only on a socket there, so it
# meets no other server. A note's own files in conf.d hold if they were written before. The other settings are for tests: the
# cluster trusts everybody, and a crash may lose data.
set -euo pipefail

here=$PWD
programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -1)

# PostgreSQL refuses to run as root.
as_postgres() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chmod 755 "$here"
  as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
fi

mkdir -p bin cluster etc/postgresql/15/main/conf.d
if [ "$(id -u)" = 0 ]; then chown postgres: cluster; fi
(
  cd cluster
  as_postgres "$programs/initdb" --pgdata=data --auth=trust --username=postgres --encoding=UTF8 --locale=C.UTF-8 --no-sync > initdb.log
  as_postgres tee -a data/postgresql.conf > /dev/null <<CONF
listen_addresses = ''
unix_socket_directories = '$here/cluster'
dynamic_shared_memory_type = mmap
fsync = off
include_dir '$here/etc/postgresql/15/main/conf.d'
CONF
  as_postgres "$programs/postgres" -D data > server.log 2>&1 &
)

# Notes call `sudo -u postgres`, and name a server with `-h`. Here both reach this cluster.
cat > bin/sudo <<'SHIM'
#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    -u) export PGUSER="$2"; shift 2 ;;
    -*) shift ;;
    *) break ;;
  esac
done
exec "$@"
SHIM
for program in psql pg_dump pg_restore; do
  cat > "bin/$program" <<SHIM
#!/usr/bin/env bash
words=()
while [ \$# -gt 0 ]; do
  case \$1 in
    -h) shift 2 ;;
    *) words+=("\$1"); shift ;;
  esac
done
exec "$programs/$program" "\${words[@]}"
SHIM
done
chmod +x bin/*
# The restored copy of a drill answers on port 5433.
ln -s .s.PGSQL.5432 cluster/.s.PGSQL.5433

cat > .env <<ENV
PGHOST=$here/cluster
PGPORT=5432
PGUSER=postgres
PGDATABASE=app
ENV
export PGHOST=$here/cluster PGUSER=postgres

for _ in $(seq 100); do
  if "$programs/pg_isready" --quiet; then break; fi
  sleep 0.1
done

"$programs/psql" -X -q -v ON_ERROR_STOP=1 -d postgres <<'SQL'
CREATE DATABASE app;
CREATE DATABASE billing;
\connect app
CREATE EXTENSION pg_stat_statements;
CREATE TABLE orders (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id int NOT NULL,
  status      text NOT NULL,
  total       numeric(10, 2) NOT NULL,
  placed_at   timestamptz NOT NULL
);
INSERT INTO orders (customer_id, status, total, placed_at)
SELECT n % 5000, CASE WHEN n % 3 = 0 THEN 'open' ELSE 'paid' END, n % 500, timestamptz '2026-01-01' + n * interval '1 minute'
FROM generate_series(1, 100000) n;
CREATE INDEX orders_placed_at_idx ON orders (placed_at);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE TABLE ledger (id serial PRIMARY KEY, amount numeric NOT NULL);
INSERT INTO ledger (amount) SELECT n FROM generate_series(1, 1000) n;
CREATE TABLE invoices (id bigint PRIMARY KEY, status text NOT NULL);
VACUUM ANALYZE;
SQL
