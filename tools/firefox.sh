#!/usr/bin/env bash
# Installs Firefox on Debian, for `npm test -- firefox`; run it as root or with sudo available. A second run changes nothing.
set -euo pipefail

if command -v firefox || command -v firefox-esr; then exit; fi
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"; }
apt update
apt install -y --no-install-recommends firefox-esr
