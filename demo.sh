#!/usr/bin/env bash
# Shows elzhurd at work: installs what is missing, builds, and watches a simulated school through one day.
# ./demo.sh takes about a minute after the build and tells each look at the journal in one line; then it starts the service
# itself and keeps its page, its metrics and the mailbox open until Ctrl-C. ./demo.sh --check waits for nobody and prints
# the summary alone.
# The exit status is not 0 when anything of a whole day is missing. All it writes is in build/demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  echo "Usage: ./demo.sh [--check]" >&2
  exit 64
}
[[ $# -le 1 && ${1:---check} == --check ]] || usage

cmake/packages/install.sh build demo
cmake/build.sh release elzhurd elzhur-sim

status=0
PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 config/demo/day.py build/release/bin build/demo "$@" || status=$?
echo "База: $PWD/build/demo/elzhurd.db   Настройки: $PWD/build/demo/elzhurd.yaml   Журнал: $PWD/build/demo/elzhurd.log"
exit "$status"
