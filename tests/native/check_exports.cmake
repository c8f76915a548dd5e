# SPDX-License-Identifier: Apache-2.0
#
# Fails unless the functions that LIBRARY exports are those that HEADER declares. Run with -DLIBRARY -DHEADER -DNM.

execute_process(COMMAND "${NM}" -D --defined-only --format=posix "${LIBRARY}" OUTPUT_VARIABLE symbols
                COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
set(exported)
foreach(line IN LISTS lines)
  string(REGEX REPLACE " .*" "" symbol "${line}")
  list(APPEND exported "${symbol}")
endforeach()

file(READ "${HEADER}" text)
string(REGEX MATCHALL "\nRL_API [a-z_0-9 ]+[ *](rl_[a-z_0-9]+)\\(" declarations "${text}")
set(declared)
foreach(declaration IN LISTS declarations)
  string(REGEX REPLACE ".*[ *](rl_[a-z_0-9]+)\\($" "\\1" name "${declaration}")
  list(APPEND declared "${name}")
endforeach()
list(LENGTH declared count)
if(count EQUAL 0)
  message(FATAL_ERROR "${HEADER} declares no RL_API function")
endif()

list(SORT exported)
list(SORT declared)
if(NOT exported STREQUAL declared)
  set(extra ${exported})
  list(REMOVE_ITEM extra ${declared})
  set(missing ${declared})
  list(REMOVE_ITEM missing ${exported})
  message(FATAL_ERROR "${LIBRARY} exports what ${HEADER} does not declare: [${extra}]; it lacks: [${missing}]")
endif()
message(STATUS "${count} functions exported, all declared in ${HEADER}")
