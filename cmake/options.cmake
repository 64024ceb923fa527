# What a person or a preset may choose.
include_guard(GLOBAL)

option(ELZHUR_WERROR "Treat warnings as errors (developers and CI)" OFF)
option(ELZHUR_HARDENING "Compile and link with the hardening of a distributed binary" OFF)
option(ELZHUR_COVERAGE "Instrument for gcov (use gcovr to report)" OFF)
option(ELZHUR_FUZZ "Build the fuzzers with libFuzzer (needs clang)" OFF)
option(ELZHUR_BENCH "Build the benchmarks" OFF)
set(ELZHUR_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=: address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
