# shellcheck shell=bash
# prettier and eslint, at the versions of package-lock.json.

node_ok() {
  local node=$1
  "$node" -e 'const [a, b] = process.versions.node.split(".").map(Number);
    process.exit((a === 18 && b >= 18) || (a === 20 && b >= 9) || a > 20 ? 0 : 1)' 2>/dev/null
}

setup_node() {
  local stamp bin=""
  setup_tools_python
  stamp="$(venv_stamp "$ROOT/package-lock.json")"
  # The machine's own Node.js where it is new enough, else the one of the tools'
  # Python environment (requirements-dev.txt).
  if ! { node_ok node && command -v npm >/dev/null; }; then bin="$ROOT/.venv-tools/bin"; fi
  remember NODE_BIN "$bin"
  [ "$(cat "$ROOT/node_modules/.stamp" 2>/dev/null)" = "$stamp" ] && return
  # shellcheck disable=SC2317,SC2329
  install_node_tools() {
    cd "$ROOT" && PATH="${bin:+$bin:}$PATH" npm ci --no-audit --no-fund --ignore-scripts
  }
  slow "Installing prettier and eslint" install_node_tools ||
    die "npm could not install prettier and eslint (is the network reachable?)." \
      "The whole story is in ${SLOW_LOG#"$ROOT"/}."
  echo "$stamp" >"$ROOT/node_modules/.stamp"
}
