#!/usr/bin/env bash
# Makes the database with the whole suite, once, before the first start. LANGUAGES,
# such as es_ES,it_IT,pt_BR, are loaded beside English.
set -euo pipefail
# shellcheck source=docker/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

compose build odoo
compose up -d --wait db
compose run --rm odoo odoo -d "$DATABASE" -i fieldwork_suite \
  --load-language="en_US${LANGUAGES:+,$LANGUAGES}" --stop-after-init --no-http --workers=0
echo "The database $DATABASE is there. Start with: docker compose up -d"
echo "Then sign in as admin with the password admin, and change it at once."
