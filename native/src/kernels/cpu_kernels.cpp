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

const CpuKernels* chosen_kernels() {
  const char* variable = std::getenv("RESLAB_CPU_KERNELS");
  const std::string_view widest = variable == nullptr ? "avx512" : variable;
  if (widest != "avx512" && widest != "avx2" && widest != "none") {
    fail(ErrorKind::kInvalidArgument, "the environment variable RESLAB_CPU_KERNELS is '", widest,
         "', expected avx512, avx2 or none");
  }
  for (const CpuKernels* kernels : supported_kernels()) {
    if (widest == "avx512" || widest == kernels->name) return kernels;
  }
  return nullptr;
}

}  // namespace

std::vector<const CpuKernels*> supported_kernels() {
  std::vector<const CpuKernels*> supported;
#ifdef RESLAB_X86_KERNELS
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512bw")) {
    supported.push_back(&kernels_avx512);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) supported.push_back(&kernels_avx2);
#endif
  return supported;
}

const CpuKernels* cpu_kernels() {
  static const CpuKernels* const found = chosen_kernels();
  return found;
}

}  // namespace reslab::kernels
