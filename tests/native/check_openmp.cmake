# SPDX-License-Identifier: Apache-2.0
#
# Fails where LIBRARY would load an OpenMP runtime other than LibTorch's own. Run with -DLIBRARY -DTORCH_HOME.

file(GET_RUNTIME_DEPENDENCIES LIBRARIES "${LIBRARY}" RESOLVED_DEPENDENCIES_VAR resolved
     UNRESOLVED_DEPENDENCIES_VAR unresolved)
set(runtimes ${resolved})
list(FILTER runtimes INCLUDE REGEX "/lib(gomp|iomp5|omp)[^/]*\\.so")
list(FILTER unresolved INCLUDE REGEX "^lib(gomp|iomp5|omp)")
set(foreign ${unresolved})
foreach(runtime IN LISTS runtimes)
  string(FIND "${runtime}" "${TORCH_HOME}/" position)
  if(NOT position EQUAL 0)
    list(APPEND foreign "${runtime}")
  endif()
endforeach()
if(foreign)
  message(FATAL_ERROR "${LIBRARY} would load ${foreign}; expected only the OpenMP runtime in ${TORCH_HOME}/lib")
endif()
list(LENGTH runtimes count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "${LIBRARY} would load ${count} OpenMP runtimes (${runtimes}), expected one")
endif()
message(STATUS "OpenMP runtime: ${runtimes}")
