#!/usr/bin/env bash
# Installs Chromium for the browser tests where it is missing. Where nothing can install it, says so and goes on: the
# browser tests then say that they are skipped.
set -uo pipefail

# What is installed counts only if the browser tests find it there; see test/support/browser-chromium.ts.
has_chromium() {
  [ -x "${CHROMIUM_PATH:-/usr/bin/chromium}" ] || [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/google-chrome ]
}

install_chromium() {
  [ "$(id -u)" = 0 ] || return 1
  if command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
  elif command -v apk >/dev/null; then
    apk add --no-cache chromium font-dejavu
  elif command -v dnf >/dev/null; then
    dnf install -y -q chromium
  else
    return 1
  fi
}

has_chromium && exit 0
install_chromium >&2
has_chromium || echo '!!! NO CHROMIUM: it could not be installed here. The browser tests will be SKIPPED.' >&2
exit 0
