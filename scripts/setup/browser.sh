# shellcheck shell=bash
# A Chromium for the browser tests. A missing one is an error, never a skipped test.

find_browser() {
  local name path
  if [ -n "${CHROME:-}" ]; then echo "$CHROME"; return; fi
  for name in google-chrome google-chrome-stable chromium chromium-browser; do
    path="$(command -v "$name" || true)"
    # Ubuntu's `chromium-browser` is a stub that asks for a snap, which cannot run
    # in a container and cannot read a folder outside the home.
    if [ -n "$path" ] && ! grep -qsI 'snap' "$(readlink -f "$path")"; then
      echo "$path"
      return
    fi
  done
  find "$HOME/.cache/ms-playwright" -path '*/chrome-linux*/chrome' -type f 2>/dev/null | sort | tail -n 1
}

want_browser() {
  [ -n "$(find_browser)" ] && return
  [ "$(os_id)" = debian ] && apt_want chromium
  return 0
}

setup_browser() {
  local path
  path="$(find_browser)"
  if [ -z "$path" ]; then
    # Not Debian: Playwright brings its own build where its servers are reachable.
    setup_tools_python
    slow "Downloading Chromium" "$ROOT/.venv-tools/bin/playwright" install chromium || true
    path="$(find_browser)"
  fi
  [ -n "$path" ] ||
    die "no Chromium or Chrome was found, and the browser tests need one." \
      "Debian: sudo apt-get install chromium" \
      "Ubuntu (its chromium is a snap, which will not do): install Google Chrome's .deb package," \
      "or run: .venv-tools/bin/playwright install --with-deps chromium"
  remember CHROME "$path"
  # Odoo looks for a browser by name on the PATH and nowhere else.
  mkdir -p "$LOCAL/bin"
  ln -sfn "$path" "$LOCAL/bin/google-chrome"
}
