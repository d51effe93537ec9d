#!/usr/bin/env bash
# Puts a backup back in place of what is there. The site is down meanwhile.
#
#   ./restore.sh backups/fieldwork-20260131-020000
#   NEUTRALIZE=1 ./restore.sh ...    for a copy to try things on: no mail leaves it
set -euo pipefail
# shellcheck source=docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ $# -eq 1 ] || die "say which backup: ./restore.sh backups/<folder>"
source="${1#docker/}"
[ -f "$source/database.dump" ] || die "there is no backup in docker/$source."
(cd "$source" && sha256sum --check --quiet SHA256SUMS) ||
  die "the backup is damaged: its checksums differ."
name="$(tar -tf "$source/filestore.tar" | head -n 1 | cut -d/ -f1)"

compose up -d --wait db
compose stop proxy odoo
# Into a database beside the old one, which is dropped only when the new one is whole.
compose exec -T db dropdb -U odoo --if-exists --force "${DATABASE}_restoring"
compose exec -T db createdb -U odoo -T template0 -E UTF8 --lc-collate=C "${DATABASE}_restoring"
compose exec -T db pg_restore -U odoo --no-owner --exit-on-error \
  -d "${DATABASE}_restoring" <"$source/database.dump"
compose exec -T db dropdb -U odoo --if-exists --force "$DATABASE"
compose exec -T db psql -q -U odoo -d postgres \
  -c "ALTER DATABASE \"${DATABASE}_restoring\" RENAME TO \"$DATABASE\""
# $1 and $2 are the inner shell's.
# shellcheck disable=SC2016
compose run --rm -T --no-deps --entrypoint sh odoo -c \
  'mkdir -p /var/lib/odoo/filestore && cd /var/lib/odoo/filestore &&
   rm -rf "$2" .restoring && mkdir .restoring && tar -C .restoring -xf - &&
   mv ".restoring/$1" "$2" && rmdir .restoring' \
  sh "$name" "$DATABASE" <"$source/filestore.tar"
if [ -n "${NEUTRALIZE:-}" ]; then
  compose run --rm -T odoo odoo neutralize -d "$DATABASE"
fi
compose up -d
