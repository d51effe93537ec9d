# shellcheck shell=bash
# Two Python environments in the project's folder. Odoo pins libraries of its own
# age, which linters and Playwright cannot live with: so one for Odoo and what its
# tests import, one for the tools.

# A PYTHON that is given is taken at its word.
find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
      2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
}

want_python() {
  if ! command -v "${PYTHON:-python3}" >/dev/null; then
    apt_want python3 python3-venv
  elif ! "$(find_python || true)" -c 'import ensurepip, venv' 2>/dev/null; then
    apt_want python3-venv
  fi
}

venv_stamp() { cat "$@" | sha256sum | cut -c1-16; }

# make_venv DIR TITLE REQUIREMENTS...: built when the files changed, else left alone.
make_venv() {
  local dir=$1 title=$2 stamp python
  shift 2
  stamp="$(venv_stamp "$@")"
  if [ -f "$dir/.stamp" ] && [ "$(cat "$dir/.stamp")" = "$stamp" ] &&
    "$dir/bin/python" -c '' 2>/dev/null; then
    return
  fi
  python="$(find_python)"
  [ -n "$python" ] ||
    die "Odoo 19 needs Python 3.11, 3.12 or 3.13; $(python3 --version 2>&1) was found." \
      "Install one of them and say which: make ... PYTHON=python3.12"
  rm -f "$dir/.stamp"
  "$dir/bin/python" -c '' 2>/dev/null || rm -rf "$dir"
  # shellcheck disable=SC2317,SC2329
  build() {
    [ -x "$dir/bin/python" ] || "$python" -m venv "$dir" || return
    local args=() file
    for file in "$@"; do args+=(-r "$file"); done
    "$dir/bin/python" -m pip install --disable-pip-version-check --no-input \
      --quiet --prefer-binary "${args[@]}"
  }
  slow "$title" build "$@" ||
    die "pip could not install the packages of $(basename -a "$@" | tr '\n' ' ')(is the network reachable?)." \
      "The whole story is in ${SLOW_LOG#"$ROOT"/}."
  echo "$stamp" >"$dir/.stamp"
}

setup_odoo_python() {
  make_venv "$ROOT/.venv" "Installing Odoo's Python packages" \
    "$ROOT/requirements.txt" "$ROOT/requirements-test.txt"
}

setup_tools_python() {
  make_venv "$ROOT/.venv-tools" "Installing the tools' Python packages" \
    "$ROOT/requirements-dev.txt"
}
