# SPDX-License-Identifier: Apache-2.0
#
# Defines the target `libtorch` and the variables RESLAB_TORCH_HOME, RESLAB_TORCH_VERSION and RESLAB_TORCH_CUDA.
#
# Looks at, in this order: the cache variable LIBTORCH_HOME, the environment variable LIBTORCH_HOME, where RESLAB_CUDA is
# ON the PyTorch of the environment variable PYTHON or of python3, and the folder that fetch-libtorch.sh keeps. LibTorch's
# own TorchConfig.cmake is not used: for a CUDA build it wants the old FindCUDA.

set(RESLAB_TORCH_MINIMUM 2.11)

set(LIBTORCH_HOME "" CACHE PATH "Folder of a LibTorch or of a PyTorch installed by pip (holds include/ and lib/)")
set(RESLAB_CUDA AUTO CACHE STRING "Link LibTorch's CUDA libraries: ON, OFF, or AUTO for where LibTorch has them")
set_property(CACHE RESLAB_CUDA PROPERTY STRINGS AUTO ON OFF)

if(LIBTORCH_HOME)
  set(RESLAB_TORCH_HOME "${LIBTORCH_HOME}")
  set(_torch_source "the CMake variable LIBTORCH_HOME")
elseif(DEFINED ENV{LIBTORCH_HOME} AND NOT "$ENV{LIBTORCH_HOME}" STREQUAL "")
  set(RESLAB_TORCH_HOME "$ENV{LIBTORCH_HOME}")
  set(_torch_source "the environment variable LIBTORCH_HOME")
elseif(RESLAB_CUDA STREQUAL "ON")
  set(_python python3)
  if(DEFINED ENV{PYTHON} AND NOT "$ENV{PYTHON}" STREQUAL "")
    set(_python "$ENV{PYTHON}")
  endif()
  execute_process(
    COMMAND "${_python}" -c "import importlib.util as u; print(u.find_spec('torch').submodule_search_locations[0])"
    OUTPUT_VARIABLE RESLAB_TORCH_HOME
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE _python_failed)
  if(_python_failed)
    message(FATAL_ERROR "RESLAB_CUDA is ON, and no LibTorch is known: LIBTORCH_HOME is not set, and `${_python}` has no "
                        "PyTorch. Set LIBTORCH_HOME to the folder of a CUDA LibTorch, or PYTHON to a Python with a CUDA "
                        "PyTorch.")
  endif()
  set(_torch_source "the PyTorch of ${_python}")
else()
  execute_process(
    COMMAND "${CMAKE_CURRENT_LIST_DIR}/fetch-libtorch.sh" --where
    OUTPUT_VARIABLE RESLAB_TORCH_HOME
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  set(_torch_source "the cache of third_party/fetch-libtorch.sh")
endif()

foreach(_needed include/torch/headeronly/version.h lib/libtorch_cpu.so lib/libc10.so)
  if(NOT EXISTS "${RESLAB_TORCH_HOME}/${_needed}")
    message(FATAL_ERROR "No LibTorch ${RESLAB_TORCH_MINIMUM} or newer in ${RESLAB_TORCH_HOME} (from ${_torch_source}): "
                        "${_needed} is missing. Run third_party/fetch-libtorch.sh, or set LIBTORCH_HOME to the folder "
                        "of a LibTorch.")
  endif()
endforeach()
file(REAL_PATH "${RESLAB_TORCH_HOME}" RESLAB_TORCH_HOME)

file(READ "${RESLAB_TORCH_HOME}/include/torch/headeronly/version.h" _torch_header)
if(NOT _torch_header MATCHES "#define TORCH_VERSION[ \t\\\\\r\n]+\"([0-9]+\\.[0-9]+\\.[0-9]+[^\"]*)\"")
  message(FATAL_ERROR "${RESLAB_TORCH_HOME}/include/torch/headeronly/version.h defines no TORCH_VERSION.")
endif()
set(RESLAB_TORCH_VERSION "${CMAKE_MATCH_1}")
if(RESLAB_TORCH_VERSION VERSION_LESS RESLAB_TORCH_MINIMUM)
  message(FATAL_ERROR "LibTorch in ${RESLAB_TORCH_HOME} (from ${_torch_source}) is ${RESLAB_TORCH_VERSION}, expected "
                      "${RESLAB_TORCH_MINIMUM} or newer.")
endif()

set(RESLAB_TORCH_CUDA OFF)
if(EXISTS "${RESLAB_TORCH_HOME}/lib/libtorch_cuda.so")
  set(RESLAB_TORCH_CUDA ON)
endif()
if(RESLAB_CUDA STREQUAL "AUTO")
  set(_torch_link_cuda ${RESLAB_TORCH_CUDA})
elseif(RESLAB_CUDA AND NOT RESLAB_TORCH_CUDA)
  message(FATAL_ERROR "RESLAB_CUDA is ON, but LibTorch ${RESLAB_TORCH_VERSION} in ${RESLAB_TORCH_HOME} (from "
                      "${_torch_source}) is a CPU build: lib/libtorch_cuda.so is missing. Set LIBTORCH_HOME to a CUDA "
                      "LibTorch.")
else()
  set(_torch_link_cuda ${RESLAB_CUDA})
  set(RESLAB_TORCH_CUDA ${RESLAB_CUDA})
endif()

add_library(libtorch INTERFACE IMPORTED)
target_include_directories(libtorch INTERFACE "${RESLAB_TORCH_HOME}/include"
                                              "${RESLAB_TORCH_HOME}/include/torch/csrc/api/include")
target_link_libraries(libtorch INTERFACE "${RESLAB_TORCH_HOME}/lib/libtorch_cpu.so"
                                         "${RESLAB_TORCH_HOME}/lib/libc10.so")
# The OpenMP runtime that LibTorch brings along; one that brings none uses the system's.
file(GLOB _torch_gomp "${RESLAB_TORCH_HOME}/lib/libgomp*.so*")
list(POP_FRONT _torch_gomp _torch_gomp)
if(NOT _torch_gomp)
  set(_torch_gomp gomp)
endif()
target_link_libraries(libtorch INTERFACE "${_torch_gomp}")
if(_torch_link_cuda)
  # Code for each generation of cards, and some for the driver to compile for those to come.
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES all-major)
  endif()
  # LibTorch's own cudart is found by its own run path, not by ours, and any number of them may share a device.
  set(CMAKE_CUDA_RUNTIME_LIBRARY Static)
  enable_language(CUDA)
  if(NOT CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
    # CMake 3.25.1 does not know that nvcc has C++20.
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
  endif()
  set(CMAKE_CUDA_VISIBILITY_PRESET hidden)
  find_package(CUDAToolkit 12.0 REQUIRED)
  # Nothing refers to a symbol of libtorch_cuda: it is loaded for the operators that it registers.
  target_link_libraries(
    libtorch INTERFACE "$<LINK_LIBRARY:reslab_needed,${RESLAB_TORCH_HOME}/lib/libtorch_cuda.so>"
                       "${RESLAB_TORCH_HOME}/lib/libc10_cuda.so" CUDA::cudart_static)
  set(CMAKE_CXX_LINK_LIBRARY_USING_reslab_needed_SUPPORTED TRUE)
  set(CMAKE_CXX_LINK_LIBRARY_USING_reslab_needed "LINKER:--push-state,--no-as-needed" "<LINK_ITEM>" "LINKER:--pop-state")
  # The CUDA math libraries that libtorch_cuda needs may lie in folders that only the loader finds.
  target_link_options(libtorch INTERFACE "LINKER:--as-needed,--allow-shlib-undefined")
endif()

message(STATUS "LibTorch ${RESLAB_TORCH_VERSION} (CUDA ${RESLAB_TORCH_CUDA}) in ${RESLAB_TORCH_HOME}, "
               "from ${_torch_source}")
