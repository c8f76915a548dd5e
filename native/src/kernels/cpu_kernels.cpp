// SPDX-License-Identifier: Apache-2.0
#include "kernels/cpu_kernels.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
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

std::vector<FastPart> wanted_parts() {
  const char* variable = std::getenv("RESLAB_FAST_PARTS");
  if (variable == nullptr) return {FastPart::kConvolution, FastPart::kNormalization};
  std::vector<FastPart> parts;
  std::istringstream names(variable);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "convolution") {
      parts.push_back(FastPart::kConvolution);
    } else if (name == "normalization") {
      parts.push_back(FastPart::kNormalization);
    } else {
      fail(ErrorKind::kInvalidArgument, "the environment variable RESLAB_FAST_PARTS names '", name,
           "', expected convolution, normalization or both, separated by a comma");
    }
  }
  return parts;
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

bool part_wanted(FastPart part) {
  static const std::vector<FastPart> wanted = wanted_parts();
  return std::find(wanted.begin(), wanted.end(), part) != wanted.end();
}

}  // namespace reslab::kernels
