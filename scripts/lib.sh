# shellcheck shell=bash
# What every shell script here shares: places, messages, and slow steps that show
# they are alive. Sourced, never run.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# What is made for this clone alone.
LOCAL="$ROOT/.local"
# What a second clone can use again: downloads and the unpacked Odoo.
CACHE="${XDG_CACHE_HOME:-$HOME/.cache}/fieldwork"
# What the set-up found, read by the Python tools (KEY=value lines).
ENV_FILE="$LOCAL/env"

export ROOT LOCAL CACHE

say() { printf '%s\n' "$*"; }

# die SENTENCE REMEDY...: an error is one sentence and what to do about it.
die() {
  printf 'Error: %s\n' "$1" >&2
  shift
  local line
  for line in "$@"; do printf '  %s\n' "$line" >&2; done
  exit 1
}

# slow TITLE COMMAND...: one line per step; a sign of life every ten seconds; the
# command's own words go to a log and are shown only when it fails.
slow() {
  local title=$1 started=$SECONDS pid rc=0 ticks=0
  shift
  mkdir -p "$LOCAL/log"
  SLOW_LOG="$LOCAL/log/$(tr -cs 'A-Za-z0-9' '-' <<<"${title,,}" | sed 's/-*$//').log"
  printf '%s' "* $title ..."
  "$@" >"$SLOW_LOG" 2>&1 </dev/null &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    ticks=$((ticks + 1))
    if [ $((ticks % 50)) -eq 0 ]; then printf ' %ds' $((SECONDS - started)); fi
  done
  wait "$pid" || rc=$?
  if [ "$rc" -eq 0 ]; then
    printf ' done (%d s)\n' $((SECONDS - started))
  else
    printf ' failed (%d s)\n' $((SECONDS - started))
    tail -n 15 "$SLOW_LOG" | sed 's/^/    /' >&2
  fi
  return "$rc"
}

# remember KEY VALUE: leave a finding for the Python tools.
remember() {
  mkdir -p "$LOCAL"
  touch "$ENV_FILE"
  if grep -qxF "$1=$2" "$ENV_FILE"; then return; fi
  { grep -v "^$1=" "$ENV_FILE" || true; echo "$1=$2"; } >"$ENV_FILE.$$"
  mv "$ENV_FILE.$$" "$ENV_FILE"
}

recall() { sed -n "s/^$1=//p" "$ENV_FILE" 2>/dev/null || true; }
