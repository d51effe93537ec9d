#!/usr/bin/env bash
# Every linter, each to its end; one line per linter, its words only when it finds
# something. CI runs the same.
set -uo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT" || exit 1

TOOLS="$ROOT/.venv-tools/bin"
NODE_BIN="$(recall NODE_BIN)"
PATH="$ROOT/node_modules/.bin${NODE_BIN:+:$NODE_BIN}:$TOOLS:$PATH"
# Version control knows which files are ours; new ones count before they are added.
mapfile -t FILES < <(git ls-files --cached --others --exclude-standard --deduplicate |
  while read -r file; do if [ -f "$file" ]; then echo "$file"; fi; done)
failed=0

pick() { printf '%s\n' "${FILES[@]}" | grep -E "$1" | grep -vE "${2:-^$}"; }

# lint NAME COMMAND...
lint() {
  local name=$1 output rc started=$SECONDS
  shift
  output="$("$@" 2>&1 </dev/null)"
  rc=$?
  if [ "$rc" -eq 0 ]; then
    printf 'ok      %-28s %3d s\n' "$name" $((SECONDS - started))
  else
    printf 'FAILED  %-28s %3d s\n' "$name" $((SECONDS - started))
    printf '%s\n' "$output" | sed 's/^/        /'
    failed=$((failed + 1))
  fi
}

mapfile -t PYTHON < <(pick '\.py$')
mapfile -t SHELL_FILES < <(pick '(\.sh$|^\.ci/run$)')
mapfile -t PRETTY < <(pick '\.(xml|js|cjs|mjs|scss|css|json|ya?ml)$')
mapfile -t SCRIPTS < <(pick '\.(js|cjs|mjs)$' '/static/(src/)?lib/')
mapfile -t YAML < <(pick '\.ya?ml$')
mapfile -t PO < <(pick '\.pot?$')
mapfile -t ADDONS < <(pick '^(addons|tests/addons)/[^/]+/__manifest__\.py$' |
  xargs -n1 dirname)

lint "ruff check" ruff check --no-cache -q "${PYTHON[@]}"
lint "ruff format" ruff format --no-cache --check -q "${PYTHON[@]}"
lint "pylint-odoo" pylint --rcfile=.pylintrc-mandatory "${ADDONS[@]}"
lint "OCA module checks" oca-checks-odoo-module "${ADDONS[@]/%//__manifest__.py}"
if [ ${#PO[@]} -gt 0 ]; then lint "OCA po checks" oca-checks-po "${PO[@]}"; fi
lint "translations complete" python -m devtools.translations
lint "prettier" prettier --check --log-level=warn "${PRETTY[@]}"
lint "eslint" eslint --max-warnings=0 "${SCRIPTS[@]}"
lint "shellcheck" shellcheck -x "${SHELL_FILES[@]}"
lint "yamllint" yamllint --strict "${YAML[@]}"
lint "Dockerfile (hadolint)" hadolint docker/Dockerfile
lint "addon readmes" python -m devtools.readme --check
lint "repository rules" python -m devtools.repository
if docker compose version >/dev/null 2>&1; then
  lint "docker compose config" \
    docker compose -f docker/compose.yaml --env-file docker/.env.example config -q
else
  say "-       docker compose config          no docker compose here"
fi

[ "$failed" -eq 0 ] || die "$failed of the linters found something." \
  "make format mends what a program can mend."
