// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "nn/block_spec.hpp"

namespace reslab {

/// The properties of a block that rules on its structure refer to.
struct BlockTraits {
  bool has_shortcut = false;           ///< something is merged with the branch
  bool unused_shortcut = false;        ///< a shortcut with operations is declared, but not merged
  bool pre_activated = false;          ///< activates before the branch and not after the merge
  bool activates_after_merge = false;  ///< an activation follows the merge: it is on the shortcut's path
  bool normalizes_after_merge = false;
  bool activates_shortcut = false;  ///< an activation among the operations of the shortcut itself
  bool alters_shortcut = false;     ///< scaling, dropout or a gate on the shortcut, or operations that keep the shape
  bool branch_ends_activated = false;  ///< the branch ends with an activation; a ReLU there can only add
  int32_t shrinking_convolutions = 0;  ///< padded by less than (kernel - 1) / 2
  int32_t branch_convolutions = 0;
  int32_t batch_norms = 0;
  int32_t group_norms = 0;
  bool zero_initialized = false;  ///< a normalisation of the block starts with scale 0
};

BlockTraits traits_of(const BlockSpec& spec);

/// Of the blocks of a net's stages together. `has_shortcut` and `zero_initialized` hold where they hold for all,
/// `pre_activated` where it holds for the last one, the rest where it holds for any; counts are sums.
BlockTraits traits_of(const std::vector<BlockSpec>& blocks);

}  // namespace reslab
