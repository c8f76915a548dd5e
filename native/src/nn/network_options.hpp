// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "image/description.hpp"
#include "nn/net_spec.hpp"

namespace reslab {

enum class Init { kDefault, kHeFanIn, kHeFanOut };

/// What to build. `layers` empty and `base` 0 mean the net's own; so does an absent `final_norm`.
struct NetworkOptions {
  std::string net = "tinynet";                 ///< anything that read_net reads
  std::string block = {};                      ///< anything that BlockSpec::parse_list reads; empty: the net's own
  std::string block_name;                      ///< in messages and checkpoints; empty: `block` itself
  ImageDescription images = cifar10_images();  ///< of its inputs; written into checkpoints
  int64_t classes = 10;
  int64_t base = 0;
  std::vector<int64_t> layers;
  std::optional<bool> final_norm;
  Init init = Init::kDefault;
  uint64_t seed = 0;
  c10::Device device = c10::kCPU;
};

/// Decides all that `options` leaves open, and fills the decisions in there.
///
/// Nets of a family have sizes that follow from name, `base`, `layers` and block:
/// - tinynet: base 32, 2-2-2 blocks, stem with normalisation and activation, no final norm;
/// - resnet-N: base 16, N = 3 k n + 2 for n blocks per stage with k convolutions in the branch (6n+2, 9n+2);
/// - wrn-D-K: base 16, stages K times as wide as their base, D = 3 k n + 4 (6n+4).
/// In the last two a pre-activated first block leaves the stem a bare convolution, and a pre-activated last block needs
/// the final norm.
///
/// Other nets say their sizes themselves: `base` and `layers` can only repeat them. Their `final_norm` is free where
/// they have no clause `head`.
///
/// @return a spec with stem and head, and a block for each stage
/// @throws Error kInvalidArgument for an unknown net or block, a depth that no n gives, or a size out of range
NetSpec plan_network(NetworkOptions& options);

}  // namespace reslab
