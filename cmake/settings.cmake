# elzhur_settings: the language, and everything that must be the same in every object file.
include_guard(GLOBAL)

add_library(elzhur_settings INTERFACE)

target_compile_features(elzhur_settings INTERFACE cxx_std_20)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Includes are rooted at the project: #include "journal/time.hpp".
target_include_directories(elzhur_settings INTERFACE "${PROJECT_SOURCE_DIR}")

# The library's own assertions stay on: they cost little and stop before a wrong accusation.
target_compile_definitions(elzhur_settings INTERFACE _GLIBCXX_ASSERTIONS)

if(ELZHUR_MOLD)
  target_link_options(elzhur_settings INTERFACE -fuse-ld=mold)
endif()

if(ELZHUR_SANITIZE)
  # Recovering would let a test pass beside its own finding.
  target_compile_options(
    elzhur_settings INTERFACE -fsanitize=${ELZHUR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
  )
  target_link_options(elzhur_settings INTERFACE -fsanitize=${ELZHUR_SANITIZE})
endif()

if(ELZHUR_FUZZ)
  target_compile_options(elzhur_settings INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(elzhur_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

if(ELZHUR_COVERAGE)
  target_compile_options(elzhur_settings INTERFACE --coverage -fprofile-abs-path)
  target_link_options(elzhur_settings INTERFACE --coverage)
endif()

if(ELZHUR_HARDENING)
  include(CheckPIESupported)
  check_pie_supported()
  target_compile_options(
    elzhur_settings
    INTERFACE
      -U_FORTIFY_SOURCE
      -D_FORTIFY_SOURCE=2
      -fstack-protector-strong
      -fstack-clash-protection
      # Messages name files of ours as the tree has them, wherever it was built.
      "-ffile-prefix-map=${PROJECT_SOURCE_DIR}/="
  )
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(elzhur_settings INTERFACE -fcf-protection)
  endif()
  target_link_options(elzhur_settings INTERFACE -Wl,-z,relro -Wl,-z,now)
endif()
