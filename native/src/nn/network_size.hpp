// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "nn/block_spec.hpp"
#include "nn/network_options.hpp"

namespace reslab {

/// The number of trainable elements of a network before it is built. In floating point, because the largest sizes that
/// the options allow overflow an integer.
/// @param channels of the images
double planned_parameters(const NetworkPlan& plan, const BlockSpec& block, int64_t channels, int64_t classes);

}  // namespace reslab
