// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include "nn/network_options.hpp"

namespace reslab {

/// Draws new weights for every convolution, in the order of registration, by He et al. 2015 (arXiv:1502.01852,
/// eq. 10 and 14): normal with variance 2 / fan. `Init::kDefault` keeps the weights of construction. Draws from
/// LibTorch's default CPU generator; other parameters do not change.
void initialize(torch::nn::Module& network, Init init);

}  // namespace reslab
