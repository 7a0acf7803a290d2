# cmake/KirchhoffLibrary.cmake - one function per kind of target; every stage and program goes through these.

set(KIRCHHOFF_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

# kirchhoff_precompiled(<target>): the standard library's headers in advance, for sanitized builds only, which are slow;
# the other build shows that each file includes what it needs. Files with options of their own read the headers as text.
set(CMAKE_PCH_WARN_INVALID OFF)
function(kirchhoff_precompiled target)
  if(NOT KIRCHHOFF_SANITIZE)
    return()
  endif()
  if(NOT TARGET kirchhoff_headers)
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/headers.cpp CONTENT "// An empty file, to precompile headers for.\n")
    add_library(kirchhoff_headers OBJECT ${PROJECT_BINARY_DIR}/headers.cpp)
    target_compile_options(kirchhoff_headers PRIVATE ${KIRCHHOFF_WARNINGS})  # -Wpedantic defines a macro
    target_link_libraries(kirchhoff_headers PRIVATE fmt::fmt)
    target_precompile_headers(kirchhoff_headers PRIVATE <algorithm> <array> <cmath> <cstdint> <filesystem> <fstream> <functional>
      <iostream> <map> <memory> <numeric> <optional> <set> <span> <sstream> <string> <thread> <variant> <vector> <fmt/format.h>)
  endif()
  target_precompile_headers(${target} REUSE_FROM kirchhoff_headers)
endfunction()

# kirchhoff_library(<stage> USES <stages> HEADERS <files> SOURCES <files> [LINK <libraries>])
# A static library kirchhoff_<stage> with the alias kirchhoff::<stage>. USES names direct uses only; tools/check_layers.py reads it.
function(kirchhoff_library stage)
  cmake_parse_arguments(ARG "" "" "USES;HEADERS;SOURCES;LINK" ${ARGN})
  set(target kirchhoff_${stage})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(kirchhoff::${stage} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_compile_options(${target} PRIVATE ${KIRCHHOFF_WARNINGS})
  kirchhoff_precompiled(${target})
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(${target} PUBLIC kirchhoff_${used})
  endforeach()
  target_link_libraries(${target} PUBLIC fmt::fmt PRIVATE ${ARG_LINK})
endfunction()

# kirchhoff_tests(<stage> [LINK <libraries>]): build/bin/test_<stage> from tests/<stage>/*_test.cpp, one ctest entry.
function(kirchhoff_tests stage)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${stage}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(test_${stage} ${PROJECT_SOURCE_DIR}/tests/main.cpp ${sources})
  # A test is compiled often and run briefly: -O1 takes two thirds of the time of -O3.
  target_compile_options(test_${stage} PRIVATE ${KIRCHHOFF_WARNINGS} -O1)
  kirchhoff_precompiled(test_${stage})
  target_compile_definitions(test_${stage} PRIVATE KIRCHHOFF_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(test_${stage} PRIVATE kirchhoff_${stage} ${ARG_LINK})
  add_test(NAME ${stage} COMMAND test_${stage} WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
endfunction()
