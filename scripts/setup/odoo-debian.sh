# shellcheck shell=bash
# Odoo 19 from Debian's own package, which is in the unstable suite only. It is
# unpacked into the cache and never installed: its dependencies are unstable's, and
# the system's own package set stays as it is.

ODOO_DEB_VERSION="19.0.0+dfsg-1"
# What we know of that version; apt checks the signatures of all the rest.
ODOO_DEB_SHA256="9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"

# The package links into these for fonts and old JavaScript; without them every
# page answers 500.
LINKED_UNSTABLE=(libjs-jquery libjs-jquery-form libjs-underscore
  fonts-roboto-unhinted fonts-montserrat fonts-ocr-b)
# From the machine's own suite: unstable's font-awesome is 7 and lacks the files of
# 4.7 that Odoo wants.
LINKED_STABLE=(fonts-font-awesome fonts-inconsolata)

fetch_debian_odoo() {
  local root="$CACHE/odoo-$ODOO_DEB_VERSION" version
  mkdir -p "$CACHE/debs"
  exec 8>"$CACHE/lock"
  flock 8
  if [ ! -f "$root/.complete" ]; then
    have_debs || download_debs
    version="$(dpkg-deb -f "$(odoo_deb)" Version)"
    if [ "$version" != "$ODOO_DEB_VERSION" ]; then
      say "* Debian has moved on: Odoo $version was found, $ODOO_DEB_VERSION was expected and tested"
      root="$CACHE/odoo-$version"
    fi
  fi
  if [ ! -f "$root/.complete" ]; then
    slow "Unpacking Odoo" unpack_debs "$root.part" ||
      die "the Odoo packages could not be unpacked." "Is the disk full? df -h $CACHE"
    rm -rf "$root"
    mv "$root.part" "$root"
    touch "$root/.complete"
  fi
  exec 8>&-
  use_odoo "$root/usr/lib/python3/dist-packages" "$root/usr/bin/odoo" "debian-${root##*/odoo-}"
}

odoo_deb() {
  local pinned="$CACHE/debs/odoo-19_${ODOO_DEB_VERSION}_all.deb"
  if [ -f "$pinned" ]; then echo "$pinned"; else
    find "$CACHE/debs" -name 'odoo-19_*.deb' | sort | tail -n 1
  fi
}

have_debs() {
  local name
  [ -f "$CACHE/debs/odoo-19_${ODOO_DEB_VERSION}_all.deb" ] || return 1
  sha256sum --check --status - \
    <<<"$ODOO_DEB_SHA256  $CACHE/debs/odoo-19_${ODOO_DEB_VERSION}_all.deb" || return 1
  for name in "${LINKED_UNSTABLE[@]}" "${LINKED_STABLE[@]}"; do
    compgen -G "$CACHE/debs/${name}_*.deb" >/dev/null || return 1
  done
}

# private_apt COMMAND...: apt-get that sees only our sources file and writes only
# into our cache; it needs no rights.
private_apt() {
  apt-get -q -o Dir::Etc::sourcelist="$CACHE/apt/sources.list" \
    -o Dir::Etc::sourceparts=- -o Dir::State::Lists="$CACHE/apt/lists" \
    -o Dir::Cache="$CACHE/apt/cache" -o APT::Sandbox::User=root \
    -o APT::Get::List-Cleanup=0 -o APT::Update::Post-Invoke::= \
    -o Acquire::Languages=none "$@"
}

# The machine's own mirror with the suite replaced: no mirror is written here.
write_sources() {
  local codename site signed=""
  codename="$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)"
  # shellcheck disable=SC2016
  site="$(apt-get indextargets --format '$(SITE)|$(RELEASE)|$(COMPONENT)' \
    'Created-By: Packages' 2>/dev/null |
    awk -F'|' -v suite="$codename" '$2 == suite && $3 == "main" {print $1; exit}')"
  [ -n "$site" ] ||
    die "no Debian mirror for '$codename' is among this machine's apt sources." \
      "Add one to /etc/apt/sources.list, or give an Odoo: make ... ODOO_SOURCE=dir"
  local keyring
  for keyring in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
    [ -f "$keyring" ] && signed="[signed-by=$keyring] " && break
  done
  mkdir -p "$CACHE/apt/lists/partial" "$CACHE/apt/cache/archives/partial"
  {
    echo "deb ${signed}$site sid main"
    echo "deb ${signed}$site $codename main"
  } >"$CACHE/apt/sources.list"
  DEBIAN_CODENAME="$codename"
}

download_debs() {
  write_sources
  slow "Reading Debian's unstable package list" private_apt update ||
    { say "  (the list of unstable could not be read)" >&2; no_odoo; }
  local odoo="odoo-19=$ODOO_DEB_VERSION" any="odoo-19/sid"
  # shellcheck disable=SC2016
  private_apt_cache madison odoo-19 | grep -qF "| $ODOO_DEB_VERSION |" || odoo="$any"
  # shellcheck disable=SC2317,SC2329
  download() {
    cd "$CACHE/debs" &&
      private_apt download "$odoo" "${LINKED_UNSTABLE[@]/%//sid}" \
        "${LINKED_STABLE[@]/%//$DEBIAN_CODENAME}"
  }
  slow "Downloading Odoo 19 (about 130 MB)" download || no_odoo
  if [ "$odoo" != "$any" ] && ! have_debs; then
    rm -f "$CACHE/debs/odoo-19_${ODOO_DEB_VERSION}_all.deb"
    die "the downloaded Odoo package is not the one that was expected (its checksum differs)." \
      "Run the command again; if it stays so, say so in an issue."
  fi
}

private_apt_cache() {
  apt-cache -o Dir::Etc::sourcelist="$CACHE/apt/sources.list" -o Dir::Etc::sourceparts=- \
    -o Dir::State::Lists="$CACHE/apt/lists" -o Dir::Cache="$CACHE/apt/cache" "$@"
}

# shellcheck disable=SC2317,SC2329
unpack_debs() {
  local target=$1 deb name dangling
  rm -rf "$target"
  mkdir -p "$target"
  for name in "${LINKED_UNSTABLE[@]}" "${LINKED_STABLE[@]}"; do
    deb="$(find "$CACHE/debs" -name "${name}_*.deb" | sort | tail -n 1)"
    dpkg-deb -x "$deb" "$target" || return
  done
  dpkg-deb -x "$(odoo_deb)" "$target" || return
  dangling="$(find "$target" -xtype l)"
  if [ -n "$dangling" ]; then
    echo "these links of the Odoo package lead nowhere, so its pages would not load:"
    echo "$dangling"
    return 1
  fi
}
