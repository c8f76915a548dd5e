// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "nn/block_spec.hpp"
#include "nn/network_options.hpp"

namespace reslab {

/// The trainable elements of a network that is not built yet. In floating point: the largest sizes that options allow
/// overflow an integer.
double planned_parameters(const NetworkPlan& plan, const BlockSpec& block, int64_t classes);

}  // namespace reslab
