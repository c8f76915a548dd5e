// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Marks a function that CUDA kernels call too: compiled for host and device where CUDA's compiler reads it.
#if defined(__CUDACC__)
#define RESLAB_HOST_DEVICE __host__ __device__
#else
#define RESLAB_HOST_DEVICE
#endif
