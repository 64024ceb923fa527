# What was configured, in the last lines of the output.
include_guard(GLOBAL)

message(STATUS "elzhurd ${PROJECT_VERSION} ${ELZHUR_REVISION}")
message(STATUS "  compiler    ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, ${CMAKE_BUILD_TYPE}")
message(STATUS "  sanitizers  ${ELZHUR_SANITIZE}")
message(STATUS "  werror ${ELZHUR_WERROR}, hardening ${ELZHUR_HARDENING}, coverage ${ELZHUR_COVERAGE}, fuzz ${ELZHUR_FUZZ}")
