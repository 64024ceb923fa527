#!/usr/bin/env bash
# Makes a Debian 12 in a folder. Sourced by bare_debian.sh and booted_package.sh; needs root and mmdebstrap.
# This machine's own apt configuration, name servers and certificates are taken over: where they work, these work.
set -euo pipefail

# What of this machine's /etc says how to reach the archive.
host_files() {
  local path
  for path in /etc/apt/apt.conf /etc/apt/apt.conf.d /etc/apt/auth.conf /etc/apt/auth.conf.d /etc/apt/trusted.gpg.d \
    /etc/apt/keyrings /etc/apt/preferences.d /etc/apt/sources.list /etc/apt/sources.list.d /etc/ssl/certs \
    /etc/resolv.conf /etc/hosts /usr/local/share/ca-certificates; do
    [[ ! -e $path ]] || echo "$path"
  done
}

make_debian() { # make_debian FOLDER PACKAGE,PACKAGE...
  local folder=$1 packages=$2 sources=() options=() path target
  for path in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [[ ! -s $path ]] || sources+=("$path")
  done
  for path in /etc/apt/apt.conf /etc/apt/apt.conf.d/*; do
    # Its hooks call programs that the new machine does not have.
    [[ ! -f $path ]] || grep -qE 'Pre-Install-Pkgs|Post-Invoke|Pre-Invoke' "$path" || options+=(--aptopt="$path")
  done
  # Standard input gives the sources: what this machine uses, in whichever of the two formats.
  mmdebstrap --quiet --mode=root --variant=minbase --include="$packages" "${options[@]}" \
    bookworm "$folder" "${sources[@]}" </dev/null
  while read -r path; do
    target=$folder$path
    rm -rf "$target"
    mkdir -p "$(dirname "$target")"
    cp -aL "$path" "$target"
  done < <(host_files)
}
