// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu_kernels.hpp"

#include <cstdlib>
#include <string_view>

#include "runtime/error.hpp"

namespace reslab::kernels {

#ifdef RESLAB_X86_KERNELS
extern const CpuKernels kernels_avx512;
extern const CpuKernels kernels_avx2;
#endif

namespace {

const CpuKernels* find_kernels() {
  const char* variable = std::getenv("RESLAB_CPU_KERNELS");
  const std::string_view widest = variable == nullptr ? "avx512" : variable;
  if (widest != "avx512" && widest != "avx2" && widest != "none") {
    fail(ErrorKind::kInvalidArgument, "the environment variable RESLAB_CPU_KERNELS is '", widest,
         "', expected avx512, avx2 or none");
  }
#ifdef RESLAB_X86_KERNELS
  if (widest == "avx512" && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
    return &kernels_avx512;
  }
  if (widest != "none" && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &kernels_avx2;
#endif
  return nullptr;
}

}  // namespace

const CpuKernels* cpu_kernels() {
  static const CpuKernels* const found = find_kernels();
  return found;
}

}  // namespace reslab::kernels
