#!/usr/bin/env bash
# Sets up what a command needs, and nothing that is there already.
#
#   scripts/setup.sh PART...
#
# Parts: server (Odoo, its Python, PostgreSQL), browser (Chromium),
#        tools (linters and the scenario runner), node (prettier, eslint).
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mkdir -p "$LOCAL"
# Two commands started at once must not build the same environment twice.
exec 9>"$LOCAL/setup.lock"
if ! flock -n 9; then
  say "* another command is setting up; waiting for it"
  flock 9
fi

# shellcheck source=scripts/setup/apt.sh
. "$ROOT/scripts/setup/apt.sh"
# shellcheck source=scripts/setup/python.sh
. "$ROOT/scripts/setup/python.sh"
# shellcheck source=scripts/setup/odoo.sh
. "$ROOT/scripts/setup/odoo.sh"
# shellcheck source=scripts/setup/postgres.sh
. "$ROOT/scripts/setup/postgres.sh"
# shellcheck source=scripts/setup/browser.sh
. "$ROOT/scripts/setup/browser.sh"
# shellcheck source=scripts/setup/node.sh
. "$ROOT/scripts/setup/node.sh"

# All packages in one go: apt is slow to start.
for part in "$@"; do
  case "$part" in
    server) want_python; want_postgres; want_odoo ;;
    browser) want_browser ;;
    tools) want_python ;;
    node) ;;
    *) die "scripts/setup.sh knows no part '$part'." "Known: server browser tools node." ;;
  esac
done
apt_install_wanted

for part in "$@"; do
  case "$part" in
    server) setup_postgres; setup_odoo_python; setup_odoo ;;
    browser) setup_browser ;;
    tools) setup_tools_python ;;
    node) setup_node ;;
  esac
done
