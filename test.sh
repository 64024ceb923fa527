#!/usr/bin/env bash
# Installs what is missing, builds and runs the tests. See usage below.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat <<'TEXT'
Usage: ./test.sh [WHAT]

  (nothing)        build with debug information, warnings are errors; every test
  asan             every test with AddressSanitizer and UndefinedBehaviorSanitizer
  tsan             every test with ThreadSanitizer
  clang            every test built by clang++-16, warnings are errors; headers alone; clang-tidy
  coverage         every test with gcov; report in build/coverage/report
  fuzz [SECONDS]   every fuzzer for so many seconds (default 60)
  long             what takes long or needs root: 200 kills, benchmarks, 24 hours under two sanitizers,
                   the package on a booted Debian 12, a bare Debian 12 machine; prints commit, seeds and figures

ELZHUR_SEED=N repeats the random cases of an earlier run; ELZHUR_JOBS=N limits the parallel work.
TEXT
}

run_tests() { # run_tests PRESET [CTEST ARGUMENTS]
  local preset=$1
  shift
  echo "Random cases: ELZHUR_SEED=$ELZHUR_SEED"
  ctest --preset "$preset" -j "$jobs" "$@"
}

run_clang_tidy() {
  # Production code only: the tests' macros make most of the noise.
  find journal connectors rules alerts appeals daemon -name '*.cpp' -print0 |
    xargs -0 -P "$jobs" -n 4 clang-tidy-16 --quiet --warnings-as-errors='*' -p build/clang 2>build/clang/clang-tidy.log || {
    tail -20 build/clang/clang-tidy.log >&2
    return 1
  }
  echo "clang-tidy: clean"
}

# Every header has to be usable alone: it includes what it needs.
check_headers() {
  find journal connectors rules alerts appeals daemon tests/support -name '*.hpp' -print0 |
    xargs -0 -P "$jobs" -n 1 clang++-16 -std=c++20 -fsyntax-only -Wno-pragma-once-outside-header -I. \
      -Ibuild/clang/generated -I/usr/include/libxml2 -x c++
  echo "headers: each stands alone"
}

run_fuzzers() { # run_fuzzers SECONDS
  local name fields found=0
  while IFS=$'\t' read -r -a fields; do
    name=${fields[0]}
    found=1
    mkdir -p "build/fuzz/new/$name" "build/fuzz/crashes/$name"
    echo "== $name, $1 s"
    "build/fuzz/fuzz/$name" -seed="$ELZHUR_SEED" -max_total_time="$1" -timeout=10 -rss_limit_mb=1024 \
      -print_final_stats=1 -artifact_prefix="build/fuzz/crashes/$name/" "build/fuzz/new/$name" "${fields[@]:1}" \
      2>"build/fuzz/$name.log" || {
      tail -60 "build/fuzz/$name.log" >&2
      echo "$name: a failure; its input is in build/fuzz/crashes/$name, the seed was $ELZHUR_SEED" >&2
      return 1
    }
    grep -E '^stat::(number_of_executed_units|average_exec_per_sec)' "build/fuzz/$name.log"
  done <build/fuzz/fuzzers.txt
  [[ $found == 1 ]]
}

run_benchmarks() {
  local program found=0
  for program in build/release/bench/*; do
    [[ -x $program && -f $program ]] || continue
    found=1
    echo "== ${program##*/}"
    "$program"
  done
  [[ $found == 1 ]]
  echo "== whole passes of the program"
  /usr/bin/python3 -B tests/bench/pass_bench.py build/release/bin/elzhurd
  echo "== a full pull of ElZhur's API"
  /usr/bin/python3 -B tests/bench/api_bench.py build/release/bin/elzhurd build/release/bin/elzhur-sim
  /usr/bin/python3 -B tests/bench/web_bench.py build/release/bin/elzhurd
  echo "== the service on 1,000,000 episodes"
  /usr/bin/python3 -B tests/bench/start_bench.py build/release/bin/elzhurd
}

# Plays the seeds on all cores; every seed that goes wrong is printed.
split_years() { # split_years FIRST LAST DAYS CLASSES TEACHERS
  local first=$1 last=$2 part status=0 pids=()
  local each=$(((last - first + jobs) / jobs))
  for ((part = first; part <= last; part += each)); do
    local end=$((part + each - 1))
    ((end > last)) && end=$last
    build/release/bin/elzhur-years "$part" "$end" "$3" "$4" "$5" &
    pids+=($!)
  done
  for part in "${pids[@]}"; do wait "$part" || status=1; done
  return "$status"
}

# 24 simulated hours of the whole service under a sanitizer, with its clients, reloads and kills.
run_soak() { # run_soak PRESET
  local same_addresses=() options="halt_on_error=1:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1"
  if setarch "$(uname -m)" -R true 2>/dev/null; then same_addresses=(setarch "$(uname -m)" -R); fi
  echo "== 24 simulated hours, $1"
  cmake/build.sh "$1" elzhurd elzhur-sim elzhurctl
  ASAN_OPTIONS=$options UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1 ELZHUR_TEST_SLACK=5 \
    "${same_addresses[@]}" /usr/bin/python3 -B tests/system/soak.py "build/$1/bin/elzhurd" "build/$1/bin/elzhur-sim" \
    "build/$1/bin/elzhurctl" 24 8 "$ELZHUR_SEED"
}

run_long() {
  cmake/build.sh release
  echo "Commit $(git describe --always --dirty), $(date -u +%Y-%m-%dT%H:%M:%SZ), $(nproc) cores"
  run_tests release
  echo "== 200 kills, seed $ELZHUR_SEED"
  /usr/bin/python3 -B tests/system/kill_test.py build/release/bin/elzhurd 200 "$ELZHUR_SEED"
  echo "== 1000 schools of 3 classes for 6 school days, plain, aimed and troubled; 10 for 200; one of 22 classes"
  split_years 1 1000 6 3 6
  split_years 1001 1010 200 3 6
  split_years 1011 1011 200 22 30
  run_benchmarks
  echo "== sqlmap against the API and the page"
  /usr/bin/python3 -B tests/system/sqlmap_attack.py build/release/bin/elzhurd
  run_soak asan
  run_soak tsan
  local as_root=()
  [[ $EUID -eq 0 ]] || as_root=(sudo --preserve-env=http_proxy,https_proxy,no_proxy)
  "${as_root[@]}" tests/system/booted_package.sh build/release
  "${as_root[@]}" tests/system/bare_debian.sh
}

what=${1:-dev}
case $what in
  dev | asan | tsan | clang | coverage | long) [[ $# -le 1 ]] || { usage >&2; exit 64; } ;;
  fuzz) [[ $# -le 2 && ${2:-60} =~ ^[1-9][0-9]{0,5}$ ]] || { usage >&2; exit 64; } ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 64 ;;
esac

lists=(build test)
[[ -f cmake/packages/$what.txt ]] && lists+=("$what")
[[ $what == long ]] && lists+=(release)
cmake/packages/install.sh "${lists[@]}"

mkdir -p build
jobs=${ELZHUR_JOBS:-$(nproc)}
export ELZHUR_SEED="${ELZHUR_SEED:-$((RANDOM * 32768 + RANDOM))}"
export RC_PARAMS="${RC_PARAMS:-seed=$ELZHUR_SEED}"

case $what in
  dev)
    cmake/build.sh dev
    run_tests dev
    ;;
  asan)
    cmake/build.sh asan
    run_tests asan
    ;;
  tsan)
    cmake/build.sh tsan
    # g++ 12's ThreadSanitizer knows no kernel that randomises addresses by more than 28 bits.
    if setarch "$(uname -m)" -R true 2>/dev/null; then
      export -f run_tests
      export jobs
      setarch "$(uname -m)" -R bash -c 'run_tests tsan'
    else
      run_tests tsan
    fi
    ;;
  clang)
    cmake/build.sh clang
    run_tests clang
    check_headers
    run_clang_tidy
    ;;
  coverage)
    cmake/build.sh coverage
    run_tests coverage
    mkdir -p build/coverage/report
    gcovr --root . --object-directory build/coverage --exclude 'tests/' --exclude 'build/' \
      --exclude-unreachable-branches --exclude-throw-branches \
      --html-details build/coverage/report/index.html --txt --print-summary
    ;;
  fuzz)
    cmake/build.sh fuzz elzhur_fuzzers
    run_fuzzers "${2:-60}"
    ;;
  long) run_long ;;
esac
