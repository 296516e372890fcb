#!/usr/bin/env bash
# Installs lavapipe, Mesa's Vulkan driver for processors, which is several times faster than the SwiftShader that comes with
# the npm packages. For Debian 12 and later, and Ubuntu 24.04 and later; run it as root or with sudo available.
# A second run changes nothing.
set -euo pipefail

# Dawn refuses older drivers ("shaderUniform*ArrayDynamicIndexing required").
least=23.1
package=mesa-vulkan-drivers

say() { printf 'software-gpu: %s\n' "$*"; }
fail() { printf 'software-gpu: %s\n' "$*" >&2; exit 1; }

command -v apt-get >/dev/null || fail "this script is for Debian and Ubuntu; on other systems install Mesa's lavapipe, $least or later, from the system's packages."
root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || fail "run it as root: it installs packages, and sudo is missing."
  root=(sudo)
fi
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q "$@"; }

installed() { dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$package" 2>/dev/null | sed -n 's/^installed //p' | head -n 1; }
new_enough() { [ -n "$1" ] && dpkg --compare-versions "$1" ge "$least"; }
offered() { LC_ALL=C apt-cache policy "$package" | sed -n 's/^ *Candidate: //p' | grep -v none || true; }

# Repeats the distribution's own entry with the backports suite, so that mirror and key are the same.
add_backports() {
  local suite="$1-backports" own=/etc/apt/sources.list.d/debian.sources
  if grep -rqsE "^[^#]*\b$suite\b" /etc/apt/sources.list /etc/apt/sources.list.d --include='*.list' --include='*.sources'; then
    return
  fi
  say "adding $suite to apt's sources"
  if [ -f "$own" ]; then
    awk -v RS= -v release="$1" '$0 ~ "Suites:[^\n]*" release "([ \n]|$)" { print; exit }' "$own" |
      sed "s/^Suites:.*/Suites: $suite/" | "${root[@]}" tee "/etc/apt/sources.list.d/$suite.sources" >/dev/null
  else
    sed -nE "s/^(deb +(\[[^]]*\] +)?[^ ]+) +$1 .*/\1 $suite main/p" /etc/apt/sources.list | head -n 1 |
      "${root[@]}" tee "/etc/apt/sources.list.d/$suite.list" >/dev/null
  fi
}

if new_enough "$(installed)"; then
  say "$package $(installed) is installed already"
else
  # shellcheck source=/dev/null
  . /etc/os-release
  apt update
  if new_enough "$(offered)"; then
    apt install -y --no-install-recommends "$package"
  elif [ "${ID:-}" = debian ] && [ "${VERSION_CODENAME:-}" = bookworm ]; then
    add_backports bookworm
    apt update
    apt install -y --no-install-recommends -t bookworm-backports "$package"
  else
    fail "${PRETTY_NAME:-this system} offers $package $(offered), but $least is needed: use Debian 12, Ubuntu 24.04 or later."
  fi
  new_enough "$(installed)" || fail "$package is still older than $least after the installation."
  say "$package $(installed) is installed"
fi

driver=$(find /usr/share/vulkan/icd.d -name 'lvp_icd*.json' 2>/dev/null | head -n 1)
[ -n "$driver" ] || fail "$package is installed, but its driver file lvp_icd.json is missing from /usr/share/vulkan/icd.d."
say "ready: $driver"
