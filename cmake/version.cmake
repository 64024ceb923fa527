# elzhur::version: the header "daemon/version.hpp", from the project's version and, in a checkout, the commit.
include_guard(GLOBAL)

set(ELZHUR_REVISION "")
find_package(Git QUIET)
if(Git_FOUND AND EXISTS "${PROJECT_SOURCE_DIR}/.git")
  execute_process(
    COMMAND "${GIT_EXECUTABLE}" describe --always --dirty --abbrev=10
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    OUTPUT_VARIABLE ELZHUR_REVISION
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET
  )
endif()

configure_file("${CMAKE_CURRENT_LIST_DIR}/version.hpp.in" "${PROJECT_BINARY_DIR}/generated/daemon/version.hpp" @ONLY)

add_library(elzhur_version INTERFACE)
add_library(elzhur::version ALIAS elzhur_version)
target_include_directories(elzhur_version INTERFACE "${PROJECT_BINARY_DIR}/generated")
