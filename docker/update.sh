#!/usr/bin/env bash
# Brings a newer version of the addons into the database: a backup first, then the
# new image, then the update with the site down.
set -euo pipefail
# shellcheck source=docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

./backup.sh
compose build odoo
compose stop proxy odoo
compose run --rm odoo odoo -d "$DATABASE" -u fieldwork --stop-after-init --no-http --workers=0
compose up -d
