#!/usr/bin/env bash
# Formats what a program can format, and fixes what it can fix.
#
#   scripts/format.sh [FILE...]     all files of the repository when none is named
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"
export PYTHONPATH="$ROOT/scripts"

NODE_BIN="$(recall NODE_BIN)"
PATH="$ROOT/node_modules/.bin${NODE_BIN:+:$NODE_BIN}:$ROOT/.venv-tools/bin:$PATH"

if [ $# -eq 0 ]; then
  mapfile -t FILES < <(git ls-files --cached --others --exclude-standard --deduplicate)
else
  FILES=("$@")
fi
pick() {
  # No match is no failure.
  { printf '%s\n' "${FILES[@]}" | grep -E "$1" | grep -vE "${2:-^$}" || true; } |
    while read -r file; do if [ -f "$file" ]; then printf '%s\0' "$file"; fi; done
}
rc=0
pick '\.py$' | xargs -0r ruff check --no-cache --fix -q || rc=1
pick '\.py$' | xargs -0r ruff format --no-cache -q
pick '\.(js|cjs|mjs)$' '/static/(src/)?lib/' | xargs -0r eslint --fix || rc=1
pick '^addons/[^/]+/__manifest__\.py$' |
  xargs -0r oca-checks-odoo-module --fix --no-exit >/dev/null 2>&1 || true
pick '\.(xml|js|cjs|mjs|scss|css|json|ya?ml)$' |
  xargs -0r prettier --write --log-level=warn || rc=1
# shellcheck disable=SC2016 # the program is perl's
# One newline at the end of a text file, no blanks at the end of a line.
pick '\.(py|sh|xml|js|cjs|scss|css|csv|toml|ya?ml|conf|txt)$|Makefile$|Dockerfile$' |
  xargs -0r perl -pi -e 's/[ \t]+$//; $_ .= "\n" if eof && !/\n\z/'
python -m devtools.readme || rc=1
exit "$rc"
