// SPDX-License-Identifier: Apache-2.0
#include "cuda/assemble.hpp"

namespace reslab::cuda {
namespace {

constexpr int64_t kThreads = 256;

/// One thread a pixel: neighbouring threads read and write neighbouring memory.
__global__ void assemble(BatchJob job) {
  const int64_t index = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (index < job.pixels()) assemble_pixel(job, index);
}

}  // namespace

const char* launch_assembly(const BatchJob& job, void* stream) {
  const int64_t blocks = (job.pixels() + kThreads - 1) / kThreads;
  assemble<<<static_cast<unsigned>(blocks), static_cast<unsigned>(kThreads), 0, static_cast<cudaStream_t>(stream)>>>(
      job);
  const cudaError_t error = cudaGetLastError();
  return error == cudaSuccess ? nullptr : cudaGetErrorString(error);
}

bool assembly_runs_here() {
  cudaFuncAttributes attributes;
  const bool found = cudaFuncGetAttributes(&attributes, assemble) == cudaSuccess;
  if (!found) cudaGetLastError();  // the failure is the result; it must not show up in the next call
  return found;
}

}  // namespace reslab::cuda
