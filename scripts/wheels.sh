#!/usr/bin/env bash
# Builds a wheel of each addon into dist/, as `pip install` of a published one would
# be built (whool). Built from a copy, so that nothing is left in the addons.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

out="${1:-$ROOT/dist}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
for manifest in addons/*/__manifest__.py; do
  addon="$(basename "$(dirname "$manifest")")"
  [ -f "addons/$addon/pyproject.toml" ] ||
    die "addons/$addon has no pyproject.toml, so it cannot be built." \
      "Copy the one of addons/fieldwork_suite: it is the same for every addon."
  cp -r "addons/$addon" "$work/$addon"
  # A manifest's version says its series; whool would ask version control otherwise.
  WHOOL_POST_VERSION_STRATEGY_OVERRIDE=none "$ROOT/.venv-tools/bin/python" -m build \
    --wheel --no-isolation --outdir "$out" "$work/$addon" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; die "the wheel of $addon could not be built."; }
done
find "$out" -name '*.whl' -printf '%f\n' | sort
