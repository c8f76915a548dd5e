// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace reslab::cuda {

/// The GPUs that a LibTorch contains code for, from the nvcc options in its configuration text
/// ("-gencode;arch=compute_90,code=sm_90"): machine code as "sm_90", code to be compiled by the driver as "compute_90",
/// separated by spaces, in their order there.
std::string architectures_in(const std::string& configuration);

/// Whether such a list supports a card of this compute capability: machine code of the same major version and no newer
/// minor version, or code for the driver to compile that is no newer than the card. "sm_90a" supports 9.0 alone,
/// "sm_100f" the 10.x from 10.0 on.
bool serves(const std::string& architectures, int major, int minor);

}  // namespace reslab::cuda
