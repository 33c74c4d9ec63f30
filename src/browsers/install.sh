#!/bin/sh
# Installs the browsers under test from the packages of Debian. What is here already is left alone.
set -eu

missing=""

want() {
  package=$1
  file=$2
  [ -x "$file" ] || missing="$missing $package"
}

look() {
  missing=""
  want chromium /usr/bin/chromium
  want firefox-esr /usr/bin/firefox-esr
  want webkit2gtk-driver /usr/bin/WebKitWebDriver
  want xvfb /usr/bin/Xvfb
}

fail() {
  echo "Missing:$missing. $1" >&2
  exit 1
}

look
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || fail "There is no apt-get here: install them by hand."
  if [ "$(id -u)" -eq 0 ]; then
    as_root=""
  elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  else
    fail "Run as root: apt-get install$missing"
  fi
  $as_root apt-get update
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing
  look
  [ -z "$missing" ] || fail "apt-get did not bring them."
fi
echo "Chromium, Firefox, WebKitGTK and Xvfb are installed."
