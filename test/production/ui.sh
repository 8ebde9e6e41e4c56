#!/usr/bin/env bash
# Temporal's Web UI in the version and with the settings of docker-compose.yml, built from source: nothing that it shows may stand in its log,
# and nothing can be changed through it. Needs Go.
set -euo pipefail
cd "$(dirname "$0")/../.."
VERSION=v$(sed -n 's/.*temporalio\/ui:${TEMPORAL_UI_VERSION:-\(.*\)}.*/\1/p' docker-compose.yml)
CACHE=$PWD/.cache/temporal-ui-$VERSION
WORK=$(mktemp -d /tmp/parcours-ui-XXXXXX)
pid=
cleanup() {
  [ -z "$pid" ] || { kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; }
  rm -rf "$WORK"
}
trap cleanup EXIT
fail() { echo "$*" >&2; exit 1; }

if [ ! -x "$CACHE/ui-server" ]; then
  echo "== Building Temporal's Web UI $VERSION (once, a few minutes)"
  mkdir -p "$CACHE" "$WORK/module"
  (cd "$WORK/module" && go mod init ui >/dev/null 2>&1)
  source=$(cd "$WORK/module" && GOFLAGS=-mod=mod go mod download -json "github.com/temporalio/ui-server/v2@$VERSION" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  [ -n "$source" ] || fail "github.com/temporalio/ui-server/v2@$VERSION could not be had."
  cp -r "$source" "$WORK/source" && chmod -R u+w "$WORK/source"
  (cd "$WORK/source" && GOFLAGS=-mod=mod go build -o "$CACHE/ui-server.half" ./cmd/server)
  rm -rf "$CACHE/config" && cp -r "$WORK/source/config" "$CACHE/config"
  mv "$CACHE/ui-server.half" "$CACHE/ui-server"
fi

# Of the file, only what needs no variable put in; the usual value of the others.
mapfile -t settings < <(sed -n '/^  ui:/,/^  [a-z].*:$/p' docker-compose.yml | sed -n 's/^      \(TEMPORAL_[A-Z_]*\): "\{0,1\}\([^"]*\)"\{0,1\}$/\1=\2/p' | sed 's/\${[A-Z_]*:-\([^}]*\)}/\1/g')
PORT=$((20000 + RANDOM % 12000))
(cd "$CACHE" && exec env "${settings[@]}" TEMPORAL_UI_PORT=$PORT ./ui-server --config config --env docker start) > "$WORK/log" 2>&1 &
pid=$!
for _ in $(seq 50); do curl -sf "http://127.0.0.1:$PORT/healthz" >/dev/null 2>&1 && break || sleep 0.2; done

shown=$(curl -s "http://127.0.0.1:$PORT/render?content=Quatrefages")
[[ $shown == *Quatrefages* ]] || fail 'The Web UI shows nothing.'
# A browser's cookie for the codec server goes with what it is asked to decode.
[[ $(curl -s "http://127.0.0.1:$PORT/api/v1/settings") == *'"IncludeCredentials":true'* ]] || fail 'The Web UI would send no cookie to the codec server.'
status=$(curl -s -o /dev/null -w '%{http_code}' -X POST -H 'authorization: none' -H 'content-type: application/json' -d '{}' "http://127.0.0.1:$PORT/api/v1/namespaces/parcours/workflows/duty/terminate")
[ "$status" = 405 ] || fail "The Web UI let a change through ($status)."
if grep -q Quatrefages "$WORK/log"; then fail 'The log of the Web UI holds what it showed.'; fi
echo "== The Web UI $VERSION logs nothing of what it shows, and changes nothing."
