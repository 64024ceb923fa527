# How tests, fuzzers and benchmarks are made. Included by tests/CMakeLists.txt only.
include_guard(GLOBAL)

find_package(GTest REQUIRED CONFIG)
find_package(rapidcheck REQUIRED CONFIG)
include(GoogleTest)

add_custom_target(elzhur_fuzzers)
add_custom_target(elzhur_benchmarks)

# elzhur_test(<name> SOURCES <file>... [LINK <target>...] [LABELS <label>...] [TIMEOUT <seconds>])
#
# A GoogleTest program; every TEST is a ctest test named <Suite>.<Name>. GoogleMock and rapidcheck (with
# RC_GTEST_PROP) are linked. The label is `unit` when none is given.
# Tests are found when ctest starts (PRE_TEST): a test program that cannot start must not break the build of others.
function(elzhur_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINK;LABELS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "elzhur_test(${name}): SOURCES are needed, and '${arg_UNPARSED_ARGUMENTS}' is not understood")
  endif()
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/tests")
  target_link_libraries(
    ${name}
    PRIVATE
      elzhur_settings
      elzhur_warnings
      ${arg_LINK}
      elzhur::test_support
      rapidcheck_gtest
      rapidcheck
      GTest::gmock_main
  )
  gtest_discover_tests(
    ${name}
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
  )
endfunction()

# elzhur_fuzz(<name> SOURCES <file>... [LINK <target>...] CORPUS <folder>...)
#
# A program around LLVMFuzzerTestOneInput. With ELZHUR_FUZZ it is a libFuzzer; else it replays its corpus folders once,
# and that is a test labelled `fuzz` of every ordinary run.
function(elzhur_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;CORPUS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES OR NOT arg_CORPUS)
    message(FATAL_ERROR "elzhur_fuzz(${name}): SOURCES and CORPUS are needed; '${arg_UNPARSED_ARGUMENTS}' is unknown")
  endif()
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/fuzz")
  target_link_libraries(${name} PRIVATE elzhur_settings elzhur_warnings ${arg_LINK})
  add_dependencies(elzhur_fuzzers ${name})
  if(ELZHUR_FUZZ)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    # One line for test.sh: the program, then its folders.
    list(JOIN arg_CORPUS "\t" folders)
    file(APPEND "${PROJECT_BINARY_DIR}/fuzzers.txt" "${name}\t${folders}\n")
  else()
    target_sources(${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests/fuzz/replay_main.cpp")
    add_test(NAME fuzz.${name} COMMAND ${name} ${arg_CORPUS})
    set_tests_properties(fuzz.${name} PROPERTIES LABELS fuzz TIMEOUT 120)
  endif()
endfunction()

# elzhur_bench(<name> SOURCES <file>... [LINK <target>...])
#
# A Google Benchmark program, only with ELZHUR_BENCH; `./test.sh long` runs every one of them.
function(elzhur_bench name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "elzhur_bench(${name}): SOURCES are needed, and '${arg_UNPARSED_ARGUMENTS}' is not understood")
  endif()
  if(NOT ELZHUR_BENCH)
    return()
  endif()
  # The release preset builds programs too on machines that measure nothing.
  find_package(benchmark QUIET CONFIG)
  if(NOT benchmark_FOUND)
    message(STATUS "No Google Benchmark: ${name} is left out")
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bench")
  target_link_libraries(
    ${name} PRIVATE elzhur_settings elzhur_warnings ${arg_LINK} elzhur::test_support benchmark::benchmark_main
  )
  add_dependencies(elzhur_benchmarks ${name})
endfunction()
