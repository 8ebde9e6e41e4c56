#!/usr/bin/env bash
# npm run test:cluster: a Temporal server on PostgreSQL, both on loopback and in a temporary folder, set up by the very scripts of docker-compose.yml;
# then the service runs on it. With --size (an hour), what it costs there is measured besides: registrations, memory, many paths. Needs Go, and PostgreSQL's programs (installed by apt-get where this runs as root on Debian).
set -euo pipefail
cd "$(dirname "$0")/../.."
VERSION=${TEMPORAL_SERVER_VERSION:-v1.32.0}
CACHE=$PWD/.cache/temporal-server-$VERSION
WORK=$(mktemp -d /tmp/parcours-cluster-XXXXXX)
chmod 755 "$WORK"
export PATH="$PWD/node_modules/.bin:$PWD/.tools/bin:$CACHE:$PATH"

say() { echo "== $*"; }
fail() { echo "$*" >&2; exit 1; }
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
# Below 32768: PostgreSQL keeps the server's own ports in two bytes.
free_port() { node -e "const t=()=>{const s=require('net').createServer();s.on('error',t).listen(20000+Math.floor(Math.random()*12000),'127.0.0.1',()=>{console.log(s.address().port);s.close()})};t()"; }

server_pid=
cleanup() {
  [ -z "$server_pid" ] || { kill "$server_pid" 2>/dev/null || true; wait "$server_pid" 2>/dev/null || true; }
  [ ! -f "$WORK/pg/postmaster.pid" ] || as_postgres "$PG/pg_ctl" -D "$WORK/pg" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap cleanup EXIT

command -v go >/dev/null || fail 'Go is missing: install Go 1.26 or later.'
if [ ! -x "$CACHE/temporal-server" ]; then
  say "Building the Temporal server $VERSION (once, a few minutes)"
  mkdir -p "$CACHE" "$WORK/module"
  (cd "$WORK/module" && go mod init cluster >/dev/null 2>&1)
  source=$(cd "$WORK/module" && GOFLAGS=-mod=mod go mod download -json "go.temporal.io/server@$VERSION" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  [ -n "$source" ] || fail "go.temporal.io/server@$VERSION could not be had."
  cp -r "$source" "$WORK/source" && chmod -R u+w "$WORK/source"
  (cd "$WORK/source" && GOFLAGS=-mod=mod go build -o "$CACHE/temporal-sql-tool" ./cmd/tools/sql && GOFLAGS=-mod=mod go build -o "$CACHE/temporal-server.half" ./cmd/server)
  rm -rf "$CACHE/schema" && cp -r "$WORK/source/schema" "$CACHE/schema"
  mv "$CACHE/temporal-server.half" "$CACHE/temporal-server"
fi

PG=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
if [ -z "$PG" ]; then
  [ "$(id -u)" = 0 ] || fail 'PostgreSQL is missing: install it (apt-get install postgresql).'
  say 'Installing PostgreSQL'
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
  PG=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
fi

bash test/production/ui.sh

say 'Starting PostgreSQL'
pg_port=$(free_port)
password=$(node -p "require('crypto').randomBytes(12).toString('hex')")
echo "$password" > "$WORK/password"
install -d -m 700 "$WORK/pg"
[ "$(id -u)" != 0 ] || chown postgres "$WORK/pg" "$WORK/password"
as_postgres "$PG/initdb" -D "$WORK/pg" -U temporal --auth=scram-sha-256 --pwfile="$WORK/password" --encoding=UTF8 >/dev/null
as_postgres "$PG/pg_ctl" -D "$WORK/pg" -w -l "$WORK/pg/log" -o "-c listen_addresses=127.0.0.1 -p $pg_port -k $WORK/pg" start >/dev/null

# For pg_dump.
export PGHOST=127.0.0.1 PGPORT=$pg_port PGUSER=temporal PGPASSWORD=$password PG_DUMP=$PG/pg_dump

say 'Schema'
export POSTGRES_SEEDS=127.0.0.1 POSTGRES_USER=temporal SQL_PASSWORD=$password DB_PORT=$pg_port SCHEMA_DIR=$CACHE/schema
for _ in first again; do sh deploy/scripts/setup-postgres.sh > "$WORK/schema.log" 2>&1 || { cat "$WORK/schema.log"; fail 'The schema could not be made.'; }; done

say 'Starting the Temporal server'
ports=(); for _ in 1 2 3 4 5 6 7 8 9 10; do ports+=("$(free_port)"); done
node test/production/server-config.mjs "$password" "$pg_port" "${ports[@]}" > "$WORK/server.yaml"
cp deploy/dynamicconfig.yaml "$WORK/dynamicconfig.yaml"
# As in the container.
memory_limit=$(sed -n 's/.*GOMEMLIMIT: \${TEMPORAL_GOMEMLIMIT:-\(.*\)}$/\1/p' docker-compose.yml)
(cd "$WORK" && GOMEMLIMIT=$memory_limit exec "$CACHE/temporal-server" --config-file "$WORK/server.yaml" --allow-no-auth start) > "$WORK/server.log" 2>&1 &
server_pid=$!

export TEMPORAL_ADDRESS=127.0.0.1:${ports[0]} TEMPORAL_NAMESPACE=parcours
for _ in first again; do sh deploy/scripts/create-namespace.sh || { tail -5 "$WORK/server.log"; fail 'The namespace could not be made.'; }; done

say 'Search attributes'
for _ in first again; do for _ in $(seq 30); do node workers/search-attributes-main.ts && break || sleep 2; done; done

say 'The service'
node test/production/cluster-story.ts "$WORK/data" || { for log in "$WORK"/data/logs/*worker*.log; do tail -n 5 "$log"; done; exit 1; }

if [ "${1:-}" = --size ]; then
  # Namespaces of their own: each has a key of its own, and what the checks left behind counts for nothing.
  for part in e a; do
    export TEMPORAL_NAMESPACE=mesure-$part
    sh deploy/scripts/create-namespace.sh
    for _ in $(seq 30); do node workers/search-attributes-main.ts && break || sleep 2; done
    BENCH_SERVER=external node bench/main.ts --only "$part" --items 500 "${@:2}"
  done
fi
