#!/usr/bin/env bash
# Installs the package on a Debian 12 machine that was booted by systemd, in a temporary folder, and sees it live:
# booted_package.py is what it has to do there. Then upgrades, removes and purges it.
# booted_package.sh BUILD [--keep]   BUILD has elzhurd and elzhurctl built. Needs root, mmdebstrap, systemd-nspawn and the
# packages' archive as this machine reaches it; the booted machine has no network but its own loopback.
set -euo pipefail

[[ $EUID -eq 0 && $# -ge 1 && -f $1/CPackConfig.cmake ]] || {
  echo "Usage: booted_package.sh BUILD [--keep]   as root; BUILD is a configured build folder" >&2
  exit 64
}
build=$(cd "$1" && pwd)
keep=${2:-}
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=tests/system/bare_machine.sh
source "$here/bare_machine.sh"
base=$(mktemp -d "${TMPDIR:-/tmp}/elzhur-booted-XXXXXX")
machine=$base/machine
nspawn=

clean_up() {
  local status=$?
  set +e
  if [[ -n $nspawn ]]; then
    kill "$nspawn" 2>/dev/null
    wait "$nspawn" 2>/dev/null
  fi
  if [[ $keep == --keep && $status -ne 0 ]]; then
    echo "kept: $base"
  elif ! grep -qF " $base" /proc/self/mounts; then
    rm -rf --one-file-system "$base"
  else
    echo "booted_package.sh: something is still mounted below $base; not removed" >&2
  fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

make_package() { # make_package RELEASE
  cpack -G DEB --config "$build/CPackConfig.cmake" -D CPACK_DEBIAN_PACKAGE_RELEASE="$1" -B "$base/packages" \
    >"$base/cpack.log" 2>&1 || {
    cat "$base/cpack.log" >&2
    return 1
  }
}

# Everything that the package depends on waits in apt's cache: the booted machine has no network.
fetch_dependencies() {
  local environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive) name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    [[ -z ${!name:-} ]] || environment+=("$name=${!name}")
  done
  env -i "${environment[@]}" chroot "$machine" bash -c \
    'apt-get -q update && apt-get -q -y install --no-install-recommends --download-only "$1"' - "$1" \
    </dev/null >"$base/apt.log" 2>&1 || {
    cat "$base/apt.log" >&2
    return 1
  }
}

echo "Making the packages and a Debian 12 machine"
make_package 1
make_package 2
make_debian "$machine" ca-certificates,systemd-sysv,curl
mkdir -p "$machine/srv"
cp "$base"/packages/elzhurd_*.deb "$here/../data/real/lesson-planning-2018.zip" "$machine/srv/"
first=$(basename "$base"/packages/elzhurd_*-1_*.deb)
second=$(basename "$base"/packages/elzhurd_*-2_*.deb)
fetch_dependencies "/srv/$first"

systemd-nspawn --quiet --boot --directory="$machine" --register=no --keep-unit --private-network --link-journal=no \
  --console=pipe </dev/null >"$base/console.log" 2>&1 &
nspawn=$!
/usr/bin/python3 -B "$here/booted_package.py" "$nspawn" "/srv/$first" "/srv/$second" /srv/lesson-planning-2018.zip
