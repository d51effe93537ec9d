# shellcheck shell=bash
# PostgreSQL's programs. The clusters themselves are made by scripts/devtools/cluster.py.

newest_postgres() {
  local dir
  if command -v initdb >/dev/null; then dirname "$(command -v initdb)"; return; fi
  dir="$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
  [ -n "$dir" ] && [ -x "$dir/initdb" ] && echo "$dir"
}

want_postgres() {
  # A server was named: its databases are used, no program is needed here.
  [ -n "${PGHOST:-}" ] && return
  [ -n "$(newest_postgres || true)" ] || apt_want postgresql
}

setup_postgres() {
  [ -n "${PGHOST:-}" ] && return
  local dir
  dir="$(newest_postgres || true)"
  [ -n "$dir" ] || die "PostgreSQL's server programs were not found." \
    "Run: sudo apt-get install postgresql, or name a server: make ... PGHOST=host"
  remember PG_BIN "$dir"
}
