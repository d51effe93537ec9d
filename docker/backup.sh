#!/usr/bin/env bash
# Writes the database and its files into backups/<database>-<time>/, while the site
# runs.
#
#   ./backup.sh              KEEP=14 keeps the newest 14 and removes older ones
set -euo pipefail
# shellcheck source=docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

target="backups/$DATABASE-$(date -u +%Y%m%d-%H%M%S)"
umask 077
mkdir -p "$target.part"
# The database first: a file that comes after it is one too many, which does no harm;
# the other way round one could be missing.
compose exec -T db pg_dump -U odoo -Fc "$DATABASE" >"$target.part/database.dump"
compose exec -T odoo tar -C /var/lib/odoo/filestore -cf - "$DATABASE" \
  >"$target.part/filestore.tar"
(cd "$target.part" && sha256sum database.dump filestore.tar >SHA256SUMS)
mv "$target.part" "$target"
echo "docker/$target"

if [ -n "${KEEP:-}" ]; then
  find backups -mindepth 1 -maxdepth 1 -type d -name "$DATABASE-*" ! -name '*.part' |
    sort -r | tail -n "+$((KEEP + 1))" | xargs -r rm -r
fi
