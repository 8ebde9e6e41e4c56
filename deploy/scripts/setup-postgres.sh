#!/bin/sh
# The schema of Temporal's two databases, made or brought up to date; repeatable. Run by the admin-tools image before the server.
set -eu
: "${POSTGRES_SEEDS:?}" "${POSTGRES_USER:?}" "${SQL_PASSWORD:?}"
export SQL_PASSWORD
tool() { temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" --port "${DB_PORT:-5432}" --user "$POSTGRES_USER" "$@"; }
for database in temporal temporal_visibility; do
  folder=${database#temporal_}
  tool --db "$database" create
  # Refused where the version table stands already: then only the update follows.
  tool --db "$database" setup-schema -v 0.0 || true
  tool --db "$database" update-schema -d "${SCHEMA_DIR:-/etc/temporal/schema}/postgresql/v12/$folder/versioned"
done
echo 'Schema complete.'
