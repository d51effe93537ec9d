# shellcheck shell=bash
# Finds or fetches Odoo 19. In this order: ODOO_SOURCE, an Odoo the system has,
# Debian's own package unpacked into the cache, a shallow clone.
#
# Leaves ODOO_HOME (goes on PYTHONPATH), ODOO_BIN and ODOO_ID (changes when the
# source changes: database templates are keyed by it).

# shellcheck source=scripts/setup/odoo-debian.sh disable=SC2153
. "$ROOT/scripts/setup/odoo-debian.sh"

want_odoo() {
  # Odoo recognises uploaded files by libmagic, which comes with `file`.
  command -v file >/dev/null || apt_want file
  # Not needed to start, but reports are printed through it.
  command -v wkhtmltopdf >/dev/null || apt_wish wkhtmltopdf
  [ -n "${ODOO_SOURCE:-}" ] && return
  [ "$(os_id)" = debian ] || command -v git >/dev/null || apt_want git ca-certificates
}

os_id() { sed -n 's/^ID="\{0,1\}\([a-z]*\)"\{0,1\}$/\1/p' /etc/os-release 2>/dev/null; }

# odoo_series DIR: the series of the `odoo` package in DIR, such as 19.0.
odoo_series() {
  # No such file is an answer as well: none.
  sed -n 's/^version_info = (\([0-9]*\), \([0-9]*\),.*/\1.\2/p' "$1/odoo/release.py" 2>/dev/null ||
    true
}

# use_odoo DIR BIN ID
use_odoo() {
  remember ODOO_HOME "$1"
  remember ODOO_BIN "$2"
  remember ODOO_ID "$3"
}

check_series() {
  local found
  found="$(odoo_series "$1")"
  [ -n "$found" ] || die "there is no Odoo in $2." \
    "ODOO_SOURCE is the folder that holds odoo-bin, or the root of an unpacked package."
  [ "$found" = 19.0 ] || die "Odoo $found was found in $2; Fieldwork is for Odoo 19.0." \
    "Give a 19.0 one: make ... ODOO_SOURCE=dir, or leave it out and one is fetched."
}

setup_odoo() {
  if [ -n "${ODOO_SOURCE:-}" ]; then
    use_given_odoo "$ODOO_SOURCE"
  elif [ "$(odoo_series "$(recall ODOO_HOME)")" = 19.0 ] && [ -e "$(recall ODOO_BIN)" ] &&
    [ "$(recall ODOO_GIVEN)" != yes ]; then
    return
  elif [ "$(odoo_series /usr/lib/python3/dist-packages)" = 19.0 ]; then
    use_system_odoo
  elif [ "$(os_id)" = debian ]; then
    fetch_debian_odoo
  else
    clone_odoo
  fi
  remember ODOO_GIVEN "$([ -n "${ODOO_SOURCE:-}" ] && echo yes || echo no)"
  say "* Odoo $(odoo_series "$(recall ODOO_HOME)") from $(recall ODOO_HOME)"
}

use_given_odoo() {
  local dir
  dir="$(cd "$1" 2>/dev/null && pwd)" || die "ODOO_SOURCE=$1 is no folder."
  if [ -f "$dir/odoo-bin" ]; then
    check_series "$dir" "$dir"
    use_odoo "$dir" "$dir/odoo-bin" "$(git -C "$dir" rev-parse HEAD 2>/dev/null || echo "$dir")"
  elif [ -d "$dir/usr/lib/python3/dist-packages/odoo" ]; then
    check_series "$dir/usr/lib/python3/dist-packages" "$dir"
    use_odoo "$dir/usr/lib/python3/dist-packages" "$dir/usr/bin/odoo" "$dir"
  else
    check_series "$dir" "$dir"
    use_odoo "$dir" "$(command -v odoo || echo "$dir/odoo-bin")" "$dir"
  fi
}

# The system's folder holds all its Python packages; on our path they would win
# over the pinned ones. So only `odoo` is let in.
use_system_odoo() {
  mkdir -p "$LOCAL/odoo-system"
  ln -sfn /usr/lib/python3/dist-packages/odoo "$LOCAL/odoo-system/odoo"
  use_odoo "$LOCAL/odoo-system" "$(command -v odoo || echo /usr/bin/odoo)" \
    "$(dpkg-query -W -f '${Package}-${Version}' odoo odoo-19 2>/dev/null || echo system)"
}

clone_odoo() {
  local dir="$CACHE/odoo-19.0-git"
  mkdir -p "$CACHE"
  exec 8>"$CACHE/lock"
  flock 8
  if [ ! -f "$dir/odoo-bin" ]; then
    rm -rf "$dir.part"
    slow "Cloning Odoo 19.0 (about 300 MB)" \
      git clone --depth 1 --branch 19.0 https://github.com/odoo/odoo.git "$dir.part" ||
      no_odoo
    mv "$dir.part" "$dir"
  fi
  exec 8>&-
  use_given_odoo "$dir"
}

no_odoo() {
  die "Odoo 19 could not be fetched." \
    "Any of these will do:" \
    "- the network, so that the package or the 19.0 branch can be fetched;" \
    "- an Odoo 19 that is there: make ... ODOO_SOURCE=dir;" \
    "- a Docker engine and the compose file in docker/."
}
