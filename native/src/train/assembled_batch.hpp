// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <memory>

#include "data/batch_assembler.hpp"

namespace reslab {

/// Assembles one batch of a plan on a device, as training does there, and copies it to the host. The values do not
/// depend on the device.
///
/// @param number 0-based over all epochs
/// @param images room for `plan.batch` images, [height][width][channels] each
/// @param labels room for as many labels
/// @return the images written
/// @throws Error kInvalidArgument for a batch or a number out of range and as check_fits, kDevice, kOutOfMemory
int64_t assemble_batch(const std::shared_ptr<const Dataset>& dataset, const BatchPlan& plan, int64_t number,
                       c10::Device device, float* images, int64_t* labels);

}  // namespace reslab
