// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "image/description.hpp"
#include "nn/block_spec.hpp"

namespace reslab {

enum class Init { kDefault, kHeFanIn, kHeFanOut };

/// What to build. `layers` empty and `base` 0 mean the family's default; so does an absent `final_norm`.
struct NetworkOptions {
  std::string net = "tinynet";
  std::string block = "basic";
  std::string block_name;  ///< empty: `block` itself
  ImageDescription images = cifar10_images();  ///< of its inputs; written into checkpoints
  int64_t classes = 10;
  int64_t base = 0;
  std::vector<int64_t> layers;
  std::optional<bool> final_norm;
  Init init = Init::kDefault;
  uint64_t seed = 0;
  c10::Device device = c10::kCPU;
};

struct StagePlan {
  int64_t planes = 0;
  int64_t blocks = 0;
  int64_t stride = 1;  ///< of the stage's first block
};

/// The sizes of a network, all decided.
struct NetworkPlan {
  int64_t stem_channels = 0;
  bool stem_norm_act = true;  ///< normalisation and activation after the stem's convolution
  bool final_norm = false;
  std::vector<StagePlan> stages;
};

/// Resolves a net's name ("tinynet", "resnet-N", "wrn-D-K") and fills the family's defaults into `options`.
///
/// - tinynet: base 32, 2-2-2 blocks, stem with normalisation and activation, no final norm;
/// - resnet-N: base 16, N = 3 k n + 2 for n blocks per stage with k convolutions in the branch (6n+2, 9n+2);
/// - wrn-D-K: base 16, stages K times as wide as their base, D = 3 k n + 4 (6n+4).
///
/// In the last two a pre-activated block leaves the stem a bare convolution and the final norm on.
///
/// @throws Error kInvalidArgument for an unknown net, a depth that no n gives, or a size out of range
NetworkPlan plan_network(NetworkOptions& options, const BlockSpec& block);

}  // namespace reslab
