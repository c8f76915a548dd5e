// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "nn/net_spec.hpp"

namespace reslab {

/// The number of trainable elements of a network before it is built. In floating point, because the largest sizes that
/// the options allow overflow an integer.
///
/// @param plan with stem, blocks and head, as plan_network returns it
/// @param channels of the images
double planned_parameters(const NetSpec& plan, int64_t channels, int64_t classes);

}  // namespace reslab
