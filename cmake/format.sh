#!/usr/bin/env bash
# Formats all C++ of the project by .clang-format: cmake/format.sh
# cmake/format.sh --check changes nothing and lists the files that it would change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rooms=(journal connectors rules alerts appeals daemon tests)
case ${1:-} in
  '') find "${rooms[@]}" -name '*.[ch]pp' -print0 | xargs -0 clang-format-16 -i ;;
  --check)
    find "${rooms[@]}" -name '*.[ch]pp' -print0 | xargs -0 clang-format-16 --dry-run --Werror 2>&1 |
      sed -n 's/^\([^:]*\):[0-9].*/\1/p' | sort -u
    ;;
  *)
    echo "Usage: cmake/format.sh [--check]" >&2
    exit 64
    ;;
esac
