// SPDX-License-Identifier: Apache-2.0
#include "nn/torch_conv.hpp"

#include <ATen/ops/conv2d.h>

#include <variant>

namespace reslab {
namespace {

/// Lanes of the widest vectors, and the input channels from which oneDNN's gradient is right on all processors.
constexpr int64_t kLanes = 16;

bool channels_last(const torch::Tensor& tensor) {
  return tensor.suggest_memory_format() == at::MemoryFormat::ChannelsLast;
}

bool reads_a_grid_of_pixels(const torch::nn::Conv2dImpl& conv) {
  const auto& options = conv.options;
  const auto* padding = std::get_if<torch::ExpandingArray<2>>(&options.padding());
  return options.kernel_size()->at(0) == 1 && options.kernel_size()->at(1) == 1 && padding != nullptr &&
         (*padding)->at(0) == 0 && (*padding)->at(1) == 0 &&
         (options.stride()->at(0) > 1 || options.stride()->at(1) > 1) && options.groups() == 1;
}

}  // namespace

torch::Tensor torch_conv(torch::nn::Conv2dImpl& conv, const torch::Tensor& x) {
  const bool overflows = x.is_cpu() && reads_a_grid_of_pixels(conv) && conv.options.in_channels() < kLanes &&
                         (channels_last(x) || channels_last(conv.weight));
  if (!overflows) return conv.forward(x);
  const auto& stride = conv.options.stride();
  const torch::Tensor read = x.slice(2, 0, x.size(2), stride->at(0)).slice(3, 0, x.size(3), stride->at(1));
  return at::conv2d(read.contiguous(at::MemoryFormat::ChannelsLast), conv.weight, conv.bias);
}

}  // namespace reslab
