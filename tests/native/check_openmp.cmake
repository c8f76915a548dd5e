# SPDX-License-Identifier: Apache-2.0
#
# Fails where LIBRARY would load an OpenMP runtime other than LibTorch's own. Run with -DLIBRARY -DTORCH_HOME.

file(GET_RUNTIME_DEPENDENCIES LIBRARIES "${LIBRARY}" RESOLVED_DEPENDENCIES_VAR resolved
     UNRESOLVED_DEPENDENCIES_VAR unresolved)
set(runtimes ${resolved})
list(FILTER runtimes INCLUDE REGEX "/lib(gomp|iomp5|omp)[^/]*\\.so")
set(foreign ${runtimes})
list(FILTER foreign EXCLUDE REGEX "^${TORCH_HOME}/")
if(foreign)
  message(FATAL_ERROR "${LIBRARY} would load ${foreign}; expected only the OpenMP runtime in ${TORCH_HOME}/lib")
endif()
list(LENGTH runtimes count)
if(count GREATER 1)
  message(FATAL_ERROR "${LIBRARY} would load more than one OpenMP runtime: ${runtimes}")
endif()
message(STATUS "OpenMP runtime: ${runtimes}")
