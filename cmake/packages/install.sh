#!/usr/bin/env bash
# Installs what is missing of the package lists named: install.sh build test
# With everything installed it asks nobody and needs no network.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

wanted=()
for list in "$@"; do
  while read -r package; do
    wanted+=("$package")
  done < <(sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$here/$list.txt")
done

missing=()
for package in "${wanted[@]}"; do
  if [[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" != ii* ]]; then
    missing+=("$package")
  fi
done
if [[ ${#missing[@]} -eq 0 ]]; then
  exit 0
fi

as_root=()
if [[ $EUID -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "These Debian packages are missing; install them as root, or install sudo: ${missing[*]}" >&2
    exit 69
  fi
  as_root=(sudo)
fi
# No question may stop a run that nobody watches.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
echo "Installing: ${missing[*]}"
"${apt[@]}" update >/dev/null
"${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null >/dev/null
