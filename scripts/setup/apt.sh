# shellcheck shell=bash
# Debian and Ubuntu packages: collected first, installed in one go.

APT_WANTED=()
APT_WISHED=()
APT_OPTIONS=(-o APT::Sandbox::User=root -o Dpkg::Use-Pty=0)

apt_want() { APT_WANTED+=("$@"); }

# apt_wish PACKAGE: taken where the distribution has it, else done without; asked for
# once, not with every command.
apt_wish() {
  [ "$(recall "WITHOUT_$1")" = yes ] || APT_WISHED+=("$1")
}

apt_do_without() {
  say "* going on without $1: $2"
  remember "WITHOUT_$1" yes
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

apt_do_install() {
  # -E would carry the caller's environment through sudo; only this is wanted.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get "${APT_OPTIONS[@]}" \
    install -y -q --no-install-recommends "$@"
}

apt_do_update() { as_root apt-get "${APT_OPTIONS[@]}" update -q; }

# A refused line is better read before a password prompt than after it.
apt_check_rights() {
  local line="sudo apt-get install --no-install-recommends $*"
  [ "$(id -u)" -eq 0 ] && return
  command -v sudo >/dev/null ||
    die "these packages are missing and there is no sudo to install them: $*." \
      "As root, run: ${line#sudo }"
  if [ ! -t 0 ] && ! sudo -n true 2>/dev/null; then
    die "these packages are missing and sudo asks for a password: $*." \
      "Run this once, then the command again: $line"
  fi
  # Asks for the password here, where the person sees it, not inside a slow step.
  sudo -v || die "sudo refused." "Ask an administrator to run: $line"
}

apt_install_wanted() {
  [ $((${#APT_WANTED[@]} + ${#APT_WISHED[@]})) -eq 0 ] && return
  command -v apt-get >/dev/null ||
    die "this is neither Debian nor Ubuntu, and these are missing: ${APT_WANTED[*]}." \
      "Install them your system's way, or use the compose file in docker/."
  local package
  if [ ${#APT_WANTED[@]} -eq 0 ] && [ "$(id -u)" -ne 0 ] &&
    ! sudo -n true 2>/dev/null; then
    # Not worth a password.
    for package in "${APT_WISHED[@]}"; do
      apt_do_without "$package" "sudo apt-get install $package adds it"
    done
    return
  fi
  apt_check_rights "${APT_WANTED[@]}" "${APT_WISHED[@]}"
  # A third-party source that does not answer must not stop us: what is missing
  # shows in the install below.
  slow "Reading the package lists" apt_do_update || true
  for package in "${APT_WISHED[@]}"; do
    if [ -n "$(apt-cache madison "$package" 2>/dev/null)" ]; then
      APT_WANTED+=("$package")
    else
      apt_do_without "$package" "this distribution has none"
    fi
  done
  [ ${#APT_WANTED[@]} -eq 0 ] && return
  slow "Installing ${APT_WANTED[*]}" apt_do_install "${APT_WANTED[@]}" ||
    die "apt-get could not install ${APT_WANTED[*]} (is the network reachable?)." \
      "Run this by hand to see why, then the command again:" \
      "sudo apt-get update && sudo apt-get install --no-install-recommends ${APT_WANTED[*]}"
}
