# shellcheck shell=bash
# What the commands of this folder share. Sourced, never run.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1

DATABASE="${DATABASE:-fieldwork}"

die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

compose() { docker compose "$@"; }

[ -f .env ] || die "docker/.env is missing: copy .env.example and set the password."
docker compose version >/dev/null 2>&1 || die "Docker with its compose plugin is needed."
