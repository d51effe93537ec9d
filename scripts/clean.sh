#!/usr/bin/env bash
# Removes what the scripts made here: environments, databases, logs. The cache in the
# user's cache folder stays, for other clones.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

if [ -x .venv/bin/python ]; then
  PYTHONPATH="$ROOT/scripts" .venv/bin/python -m devtools.clean
fi
rm -rf .local .venv .venv-tools node_modules dist .pytest_cache .hypothesis .ruff_cache
say "* all that was made here is gone; downloads stay in the cache: $CACHE"
