# shellcheck shell=bash
# PostgreSQL's programs. The clusters themselves are made by scripts/devtools/cluster.py.

# Debian and Ubuntu keep each version in a folder of its own; others have it on the
# PATH, where a lone initdb may also be somebody's wrapper.
newest_postgres() {
  local dir program
  for dir in $(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -rV) \
    "$(dirname "$(readlink -f "$(command -v initdb || echo /none/initdb)")")"; do
    for program in initdb pg_ctl postgres; do
      [ -x "$dir/$program" ] || continue 2
    done
    echo "$dir"
    return
  done
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
