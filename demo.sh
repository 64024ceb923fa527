#!/usr/bin/env bash
# Shows elzhurd at work on a real export: installs what is missing, builds, runs one pass, and the same pass again.
# ./demo.sh prints what it found and the letters; ./demo.sh --check prints the summary alone, for a run without a person.
# The exit status is not 0 when anything of a whole pass is missing. All it writes is in build/demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

show=(--letters)
case ${1:-} in
  '') ;;
  --check) show=() ;;
  *)
    echo "Usage: ./demo.sh [--check]" >&2
    exit 64
    ;;
esac
[[ $# -le 1 ]] || {
  echo "Usage: ./demo.sh [--check]" >&2
  exit 64
}

cmake/packages/install.sh build demo
cmake/build.sh release elzhurd

demo=build/demo
rm -rf "$demo"
mkdir -p "$demo/inbox"
cp config/demo/elzhurd.yaml "$demo/"

one_pass() { # one_pass NAME
  # The archive's own times say when the export was made; the copy's time says nothing.
  cp --preserve=timestamps tests/data/real/lesson-planning-2018.zip "$demo/inbox/"
  local status=0
  build/release/bin/elzhurd once --config "$demo/elzhurd.yaml" --now 2019-06-01T12:00:00+03:00 --json \
    >"$demo/$1.json" 2>"$demo/$1.log" || status=$?
  if [[ $status -ne 0 ]]; then
    echo "elzhurd once ended with $status:" >&2
    cat "$demo/$1.json" "$demo/$1.log" >&2
    return 1
  fi
}

one_pass first
one_pass second

echo
status=0
PYTHONUTF8=1 /usr/bin/python3 -B config/demo/summary.py "$demo" "${show[@]}" || status=$?
echo "Письма (maildir): $PWD/$demo/maildir"
echo "База: $PWD/$demo/elzhurd.db   Настройки: $PWD/$demo/elzhurd.yaml   Журналы: $PWD/$demo/first.log"
if [[ $status -eq 0 ]]; then
  echo "Демонстрация прошла полностью."
else
  echo "Демонстрация прошла НЕ полностью." >&2
fi
exit "$status"
