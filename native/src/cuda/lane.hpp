// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <memory>

#include "train/device_lane.hpp"

namespace reslab::cuda {

/// Creates a lane on a stream of a CUDA device; its recordings are CUDA graphs.
/// @throws Error kDevice in a build without CUDA
std::unique_ptr<DeviceLane> make_lane(c10::Device device);

}  // namespace reslab::cuda
