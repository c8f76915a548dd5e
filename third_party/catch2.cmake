# SPDX-License-Identifier: Apache-2.0
#
# Defines the target `catch2` and the function catch_discover_tests for Catch2 3, or 2.13 where there is no 3. Where there
# is neither, RESLAB_TESTS=AUTO goes on without, and ON is an error.
# Looks for an installed one first, then in the folder that fetch-catch2.sh keeps, which holds whichever Debian has.

find_package(Catch2 3 QUIET CONFIG)
if(NOT Catch2_FOUND)
  find_package(Catch2 2.13 QUIET CONFIG)
endif()
if(NOT Catch2_FOUND)
  execute_process(
    COMMAND "${CMAKE_CURRENT_LIST_DIR}/fetch-catch2.sh" --where
    OUTPUT_VARIABLE _catch2_prefix
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  find_package(Catch2 3 QUIET CONFIG PATHS "${_catch2_prefix}" NO_DEFAULT_PATH)
  if(NOT Catch2_FOUND)
    find_package(Catch2 2.13 QUIET CONFIG PATHS "${_catch2_prefix}" NO_DEFAULT_PATH)
  endif()
endif()
if(Catch2_FOUND)
  add_library(catch2 INTERFACE IMPORTED)
  target_link_libraries(catch2 INTERFACE Catch2::Catch2)
  include(Catch)
  message(STATUS "Catch2 ${Catch2_VERSION} in ${Catch2_DIR}")
elseif(RESLAB_TESTS STREQUAL "AUTO")
  message(STATUS "No Catch2: the native tests are left out")
else()
  message(FATAL_ERROR "No Catch2 2.13 or 3 is installed, and none in ${_catch2_prefix}. Run third_party/fetch-catch2.sh, "
                      "install Catch2, or configure with -DRESLAB_TESTS=OFF.")
endif()
