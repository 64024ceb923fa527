#!/usr/bin/env bash
# Proves that a machine with nothing but Debian 12 and git is enough: makes one in a temporary folder, clones this
# checkout's last commit into it, and runs ./test.sh and ./demo.sh --check there.
# bare_debian.sh [--keep]   Needs root, mmdebstrap and the packages' archive as this machine reaches it.
# Its own apt configuration, name servers and proxies are taken over: where they work, this works.
set -euo pipefail

[[ $EUID -eq 0 ]] || {
  echo "bare_debian.sh: needs root (chroot, mounts)" >&2
  exit 64
}
keep=0
[[ ${1:-} != --keep ]] || keep=1

# shellcheck source=tests/system/bare_machine.sh
source "$(dirname "${BASH_SOURCE[0]}")/bare_machine.sh"
tree="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
base=$(mktemp -d "${TMPDIR:-/tmp}/elzhur-bare-XXXXXX")
machine=$base/machine
mounted=()

# Deepest first; a folder with something still mounted is never removed: /dev would go with it.
clean_up() {
  local status=$? place
  set +e
  for ((i = ${#mounted[@]} - 1; i >= 0; --i)); do
    place=${mounted[i]}
    umount "$place" 2>/dev/null || umount --lazy "$place"
  done
  if [[ $keep == 1 && $status -ne 0 ]]; then
    echo "kept: $machine"
  elif ! grep -qF " $base" /proc/self/mounts; then
    rm -rf --one-file-system "$base"
  else
    echo "bare_debian.sh: something is still mounted below $base; not removed" >&2
  fi
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

mount_in() { # mount_in PLACE MOUNT ARGUMENTS
  local place=$machine/$1
  shift
  mkdir -p "$place"
  mount "$@" "$place"
  mounted+=("$place")
}

make_machine() {
  echo "Making a bare Debian 12 machine"
  make_debian "$machine" ca-certificates,git
  mount_in proc -t proc proc
  mount_in dev --rbind /dev
  mount --make-rslave "$machine/dev"
  mount_in tmp -t tmpfs -o mode=1777 tmpfs
}

inside() { # inside COMMAND...: with a clean environment and the proxies
  local environment=(HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb CI=true) name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY ELZHUR_JOBS ELZHUR_SEED; do
    [[ -z ${!name:-} ]] || environment+=("$name=${!name}")
  done
  env -i "${environment[@]}" chroot "$machine" "$@" </dev/null
}

start=$SECONDS
make_machine
git -c safe.directory='*' clone --quiet --no-local --no-hardlinks "$tree" "$machine/srv/elzhurd"
echo "Machine made in $((SECONDS - start)) s: $(du -sxm "$machine" | cut -f1) MB," \
  "commit $(git -c safe.directory='*' -C "$machine/srv/elzhurd" describe --always)"

# From another folder, twice in a row: both are promised.
inside /srv/elzhurd/test.sh
inside /srv/elzhurd/demo.sh --check
inside /srv/elzhurd/demo.sh --check
echo "Bare machine: ./test.sh and ./demo.sh --check passed in $((SECONDS - start)) s"
