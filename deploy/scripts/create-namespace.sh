#!/bin/sh
# The service's namespace, made once. Closed workflows are kept 90 days; open paths are kept as long as they live.
set -eu
: "${TEMPORAL_ADDRESS:?}"
namespace=${TEMPORAL_NAMESPACE:-parcours}
tries=30
until temporal operator cluster health --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1; do
  tries=$((tries - 1))
  [ "$tries" -gt 0 ] || { echo "No Temporal server answers at $TEMPORAL_ADDRESS."; exit 1; }
  sleep 2
done
temporal operator namespace describe --namespace "$namespace" --address "$TEMPORAL_ADDRESS" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$namespace" --retention "${RETENTION:-2160h}" --address "$TEMPORAL_ADDRESS"
echo "Namespace $namespace stands."
