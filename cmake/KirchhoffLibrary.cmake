# cmake/KirchhoffLibrary.cmake - one function per kind of target; every stage and program goes through these.

set(KIRCHHOFF_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

# kirchhoff_precompiled(<target> <set> HEADERS <headers>...): these headers in advance; the first target of a set says which.
# Files with options of their own read them as text.
set(CMAKE_PCH_WARN_INVALID OFF)
function(kirchhoff_precompiled target set)
  cmake_parse_arguments(ARG "" "" "HEADERS" ${ARGN})
  set(owner kirchhoff_headers_${set})
  if(NOT TARGET ${owner})
    file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/headers.cpp CONTENT "// An empty file, to precompile headers for.\n")
    add_library(${owner} OBJECT ${PROJECT_BINARY_DIR}/headers.cpp)
    get_target_property(options ${target} COMPILE_OPTIONS)
    target_compile_options(${owner} PRIVATE ${options})
    target_link_libraries(${owner} PRIVATE fmt::fmt)
    target_precompile_headers(${owner} PRIVATE ${ARG_HEADERS})
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
endfunction()
set(KIRCHHOFF_STANDARD_HEADERS <algorithm> <array> <cmath> <cstdint> <filesystem> <fstream> <functional> <iostream> <map> <memory>
  <numeric> <optional> <set> <span> <sstream> <string> <thread> <variant> <vector> <fmt/format.h>)

# kirchhoff_united(<target> <sources>...): compiles files as one whose private names differ. Reading headers is half of the
# work, and in sanitized builds more; what one file hides from another, the other build shows.
find_program(KIRCHHOFF_PYTHON3 python3 PATHS /usr/bin NO_DEFAULT_PATH)
function(kirchhoff_united target)
  if(NOT KIRCHHOFF_PYTHON3)
    return()
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ARGN})
  execute_process(COMMAND ${KIRCHHOFF_PYTHON3} ${PROJECT_SOURCE_DIR}/tools/unity_groups.py ${ARGN}
    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} OUTPUT_VARIABLE lines COMMAND_ERROR_IS_FATAL ANY)
  string(STRIP "${lines}" lines)
  string(REPLACE "\n" ";" lines "${lines}")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^([0-9]+) (.*)$" line "${line}")
    set_source_files_properties(${CMAKE_MATCH_2} PROPERTIES UNITY_GROUP ${CMAKE_MATCH_1})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  # A local name of one file may be that of a private constant of another.
  target_compile_options(${target} PRIVATE -Wno-shadow -Wno-subobject-linkage)
endfunction()

# Stages that read, store and decide more than they compute: with sanitizers they take longer to optimise than to test.
set(KIRCHHOFF_WORDS compress design evaluate formats hardware network objective space spec store study tabular worker)

# kirchhoff_library(<stage> USES <stages> HEADERS <files> SOURCES <files> [LINK <libraries>])
# A static library kirchhoff_<stage> with the alias kirchhoff::<stage>. USES names direct uses only; tools/check_layers.py reads it.
function(kirchhoff_library stage)
  cmake_parse_arguments(ARG "" "" "USES;HEADERS;SOURCES;LINK" ${ARGN})
  set(target kirchhoff_${stage})
  add_library(${target} STATIC ${ARG_SOURCES})
  add_library(kirchhoff::${stage} ALIAS ${target})
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${ARG_HEADERS})
  target_compile_options(${target} PRIVATE ${KIRCHHOFF_WARNINGS})
  # Sanitized builds are slow; the other build shows that each file includes what it needs.
  if(KIRCHHOFF_SANITIZE AND stage IN_LIST KIRCHHOFF_WORDS)
    target_compile_options(${target} PRIVATE -O0)
    kirchhoff_precompiled(${target} words HEADERS ${KIRCHHOFF_STANDARD_HEADERS})
  elseif(KIRCHHOFF_SANITIZE AND NOT stage STREQUAL cli)
    kirchhoff_precompiled(${target} standard HEADERS ${KIRCHHOFF_STANDARD_HEADERS})
  endif()
  if(KIRCHHOFF_SANITIZE)
    kirchhoff_united(${target} ${ARG_SOURCES})
  endif()
  # Words are read and written once a run, but their templates take long to compile. At -O1 g++ 12 sees uninitialised values
  # in variants that are none; the other stages keep that warning.
  if(stage STREQUAL cli OR stage STREQUAL report)
    target_compile_options(${target} PRIVATE $<IF:$<BOOL:${KIRCHHOFF_SANITIZE}>,-O0,-O1> -Wno-maybe-uninitialized)
  endif()
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
  add_executable(test_${stage} $<TARGET_OBJECTS:test_main> ${sources})
  # A test is compiled often and runs briefly: what it tests is optimised, not itself.
  target_compile_options(test_${stage} PRIVATE ${KIRCHHOFF_WARNINGS} $<IF:$<BOOL:${KIRCHHOFF_SANITIZE}>,-O0,-O1>)
  kirchhoff_precompiled(test_${stage} test HEADERS ${KIRCHHOFF_STANDARD_HEADERS} <doctest/doctest.h>)
  if(KIRCHHOFF_SANITIZE)
    kirchhoff_united(test_${stage} ${sources})
  endif()
  target_link_libraries(test_${stage} PRIVATE kirchhoff_${stage} ${ARG_LINK})
  add_test(NAME ${stage} COMMAND test_${stage} WORKING_DIRECTORY ${PROJECT_BINARY_DIR})
endfunction()
