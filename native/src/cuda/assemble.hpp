// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data/device_batch.hpp"

namespace reslab::cuda {

/// Issues the assembly of a batch to a stream.
/// @param stream a cudaStream_t
/// @return null, or CUDA's message on a failure
const char* launch_assembly(const BatchJob& job, void* stream);

/// True where this build has code for the current device.
bool assembly_runs_here();

}  // namespace reslab::cuda
