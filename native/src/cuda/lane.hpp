// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <memory>

#include "train/device_lane.hpp"

namespace reslab::cuda {

/// A stream of a CUDA device, whose recordings are CUDA graphs.
/// @throws Error kDevice in a build without CUDA
std::unique_ptr<DeviceLane> make_lane(c10::Device device);

}  // namespace reslab::cuda
