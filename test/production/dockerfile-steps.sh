#!/usr/bin/env bash
# The Dockerfile's steps one after the other without an engine, as an ordinary user in an empty folder: its COPY, RUN and CMD lines are read from the
# file itself, so that the two can't drift apart. Each stage is a folder; `FROM other AS name` begins with a copy of the other's. apt-get and chown
# need root and are left out (said so). At the end the runtime stage starts its worker, which must get as far as its own configuration.
set -euo pipefail
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
if [ "$(id -u)" = 0 ]; then
  # As `nobody`, who can read the sources and nothing else of root's.
  STAGED=$(mktemp -d /tmp/parcours-context-XXXXXX)
  trap 'rm -rf "$STAGED"' EXIT
  cp -r "$ROOT"/{Dockerfile,.npmrc,LICENSE,NOTICE,package.json,package-lock.json,domain,workflows,activities,integrations,workers,config,sandbox,cli,acceptance,scripts,deploy,test} "$STAGED"/
  mkdir -p "$STAGED/node/bin" && cp -L "$ROOT/node_modules/.bin/node" "$STAGED/node/bin/node"
  mkdir "$STAGED/home"
  chown -R nobody "$STAGED"
  runuser -u nobody -- env HOME="$STAGED/home" PATH="$STAGED/node/bin:$PATH" npm_config_registry="$(npm config get registry)" \
    ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS="$NODE_EXTRA_CA_CERTS"} bash "$STAGED/test/production/dockerfile-steps.sh"
  exit
fi

WORK=$(mktemp -d /tmp/parcours-image-XXXXXX)
trap 'rm -rf "$WORK"' EXIT
echo "As user $(id -un), Node $(node --version)."
steps=0
stage=
while IFS= read -r line; do
  case $line in
    FROM*)
      read -r _ base _ stage <<< "$line"
      mkdir -p "$WORK/$stage"
      [ ! -d "$WORK/$base" ] || cp -r "$WORK/$base/." "$WORK/$stage"
      echo "-- stage $stage" ;;
    'COPY --from='*)
      read -r _ from source target <<< "$line"
      cp -rT "$WORK/${from#--from=}/${source#/app/}" "$WORK/$stage/$target"; steps=$((steps + 1)) ;;
    COPY*)
      read -r -a words <<< "${line#COPY }"
      target=$WORK/$stage/${words[-1]}
      mkdir -p "$(dirname "$target")"; [[ ${words[-1]} != */ ]] || mkdir -p "$target"
      for source in "${words[@]:0:${#words[@]}-1}"; do
        cp -r "$ROOT/$source" "$target"
        if [ -d "$target" ]; then find "$target" \( -name '*.test.ts' -o -name '*-fixtures.ts' -o -name 'test-*.ts' \) -delete; fi
      done
      steps=$((steps + 1)) ;;
    RUN*apt-get* | RUN*chown*) echo "   left out (needs root): ${line#RUN }" ;;
    RUN*) echo "   ${line#RUN }"; (cd "$WORK/$stage" && bash -euc "${line#RUN }" 2>&1 | tail -n 2); steps=$((steps + 1)) ;;
  esac
done < "$ROOT/Dockerfile"
[ "$steps" -ge 15 ] || { echo "Only $steps steps were read from the Dockerfile."; exit 1; }

cd "$WORK/runtime"
echo "runtime: $(du -sm . | cut -f1) MB, node_modules $(du -sm node_modules | cut -f1) MB"
bundle=$(stat -c %Y .cache/workflow-bundle.js)
output=$(env -i PATH="$PATH" NODE_ENV=production node workers/main.ts 2>&1) && { echo 'The worker started without a configuration.'; exit 1; }
grep -q GOOGLE_APPLICATION_CREDENTIALS <<< "$output" || { echo "The worker did not reach its configuration: $output"; exit 1; }
node -e "import('./workers/bundle.ts').then(({ isFresh }) => process.exit(isFresh() ? 0 : 1))" || { echo 'The prebuilt bundle is not the one of these sources.'; exit 1; }
[ "$bundle" = "$(stat -c %Y .cache/workflow-bundle.js)" ] || { echo 'The worker bundled again.'; exit 1; }
random=$(node -p "require('crypto').randomBytes(32).toString('base64')")
codec=$(env -i PATH="$PATH" PAYLOAD_KEY="$random" CODEC_TOKEN="$random" CODEC_PORT=0 timeout 5 node workers/codec-server-main.ts || true)
grep -q '"codec"' <<< "$codec" || { echo "The codec server did not start: $codec"; exit 1; }
echo "All $steps steps of the Dockerfile ran; worker and codec server start from the image's files."
