#!/usr/bin/env bash
# Configures and builds one preset: cmake/build.sh PRESET [TARGET...]
# Quiet about what goes well. ELZHUR_JOBS limits the parallel work.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
preset=$1
shift

# One compiler process may need most of a gigabyte.
jobs=${ELZHUR_JOBS:-}
if [[ -z $jobs ]]; then
  jobs=$(nproc)
  by_memory=$(awk '/^MemAvailable:/ {print int($2 / 1500000)}' /proc/meminfo)
  ((by_memory < jobs)) && jobs=$by_memory
  ((jobs < 1)) && jobs=1
fi

# A checkout that was moved: CMake would refuse the folder that it made at the old place.
cache=build/$preset/CMakeCache.txt
if [[ -f $cache ]] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$cache"; then
  rm -rf "build/$preset"
fi

mkdir -p build
if ! cmake --preset "$preset" >"build/$preset.log" 2>&1; then
  cat "build/$preset.log" >&2
  exit 1
fi
echo "Building $preset, $jobs at a time"
targets=()
[[ $# -eq 0 ]] || targets=(--target "$@")
cmake --build --preset "$preset" -j "$jobs" "${targets[@]}"
