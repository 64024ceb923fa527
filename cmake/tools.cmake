# Faster tools where they are installed; nothing depends on them.
include_guard(GLOBAL)

find_program(ELZHUR_CCACHE ccache)
mark_as_advanced(ELZHUR_CCACHE)
if(ELZHUR_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER "${ELZHUR_CCACHE}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${ELZHUR_CCACHE}")
endif()

find_program(ELZHUR_MOLD mold)
mark_as_advanced(ELZHUR_MOLD)
