# elzhur_warnings: what our own code must be clean of. Linked PRIVATE: it never reaches a library's headers.
include_guard(GLOBAL)

add_library(elzhur_warnings INTERFACE)

target_compile_options(
  elzhur_warnings
  INTERFACE
    -Wall
    -Wextra
    -Wpedantic
    -Wshadow
    -Wconversion
    -Wsign-conversion
    -Wold-style-cast
    -Wnon-virtual-dtor
    -Woverloaded-virtual
    -Wcast-align
    -Wnull-dereference
    -Wdouble-promotion
    -Wformat=2
    -Wextra-semi
)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(elzhur_warnings INTERFACE -Wlogical-op -Wduplicated-cond -Wduplicated-branches)
  if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Optimising, g++ 12 sees these only where there is nothing: in std::optional, std::string::insert and
    # std::vector as inlined. clang looks for the same mistakes in the clang preset, where warnings are errors.
    target_compile_options(elzhur_warnings INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-null-dereference)
  endif()
else()
  target_compile_options(elzhur_warnings INTERFACE -Wconditional-uninitialized)
endif()

if(ELZHUR_WERROR)
  target_compile_options(elzhur_warnings INTERFACE -Werror)
endif()
