// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks a function that CUDA kernels call, too: CUDA's compiler compiles it for host and device.
#if defined(__CUDACC__)
#define RESLAB_HOST_DEVICE __host__ __device__
#else
#define RESLAB_HOST_DEVICE
#endif
