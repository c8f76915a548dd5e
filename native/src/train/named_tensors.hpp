// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace reslab {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

}  // namespace reslab
