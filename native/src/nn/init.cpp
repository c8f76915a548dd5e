// SPDX-License-Identifier: Apache-2.0
#include "nn/init.hpp"

#include <torch/nn/init.h>
#include <torch/nn/modules/conv.h>

#include <memory>

namespace reslab {

void initialize(torch::nn::Module& network, Init init) {
  if (init == Init::kDefault) return;
  torch::nn::init::FanModeType mode = torch::kFanIn;
  if (init == Init::kHeFanOut) mode = torch::kFanOut;
  for (const std::shared_ptr<torch::nn::Module>& module : network.modules(/*include_self=*/false)) {
    if (auto* conv = module->as<torch::nn::Conv2d>()) {
      torch::nn::init::kaiming_normal_(conv->weight, /*a=*/0, mode, torch::kReLU);
    }
  }
}

}  // namespace reslab
