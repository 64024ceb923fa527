# The only ways in which this project makes targets.
include_guard(GLOBAL)

# elzhur_module(<name> SOURCES <file>... [LINK <target>...])
#
# A static library elzhur::<name>; LINK is what its headers and sources use. tl::expected, fmt and spdlog come by
# themselves, because everyone may use them.
function(elzhur_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "elzhur_module(${name}): SOURCES are needed, and '${arg_UNPARSED_ARGUMENTS}' is not understood")
  endif()
  add_library(elzhur_${name} STATIC ${arg_SOURCES})
  add_library(elzhur::${name} ALIAS elzhur_${name})
  target_link_libraries(
    elzhur_${name}
    PUBLIC elzhur_settings tl::expected fmt::fmt spdlog::spdlog ${arg_LINK}
    PRIVATE elzhur_warnings
  )
endfunction()

# elzhur_program(<name> SOURCES <file>... [LINK <target>...])
#
# An executable build/<preset>/bin/<name>.
function(elzhur_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "elzhur_program(${name}): SOURCES are needed, and '${arg_UNPARSED_ARGUMENTS}' is not understood")
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE elzhur_settings elzhur_warnings tl::expected fmt::fmt spdlog::spdlog ${arg_LINK})
endfunction()
