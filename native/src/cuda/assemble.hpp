// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/device_batch.hpp"

namespace reslab::cuda {

/// Issues the assembly of a batch to a stream.
/// @param stream a cudaStream_t
/// @return null, or what CUDA says of the failure
const char* launch_assembly(const BatchJob& job, void* stream);

/// True where the current device has code to run it.
bool assembly_runs_here();

}  // namespace reslab::cuda
