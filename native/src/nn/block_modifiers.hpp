// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "nn/block_spec.hpp"

namespace reslab {

/// The modifiers in square brackets after a spec, which rewrite it. Each function takes the modifier's `column` for its
/// errors, and throws SyntaxError where the modifier does not apply to the block.

/// Replaces every normalisation of the block and of the network's stem; removes them where `norm` is absent.
void replace_norm(BlockSpec& spec, const std::optional<Op>& norm, int32_t column);

/// Replaces every activation of the block and of the network's stem.
void replace_activation(BlockSpec& spec, OpKind activation);

/// Shortcut option A of He et al. 2015: where the block changes shape, subsample and append channels of zeros.
void use_padding_shortcut(BlockSpec& spec, int32_t column);

/// A projection where the block changes shape: the block's own where it has one, else a 1x1 convolution, followed by a
/// normalisation unless the block is pre-activated.
void use_projection_shortcut(BlockSpec& spec, int32_t column);

/// The identity everywhere; building a network fails where the block changes shape.
void use_identity_shortcut(BlockSpec& spec, int32_t column);

/// Starts the scale of the branch's last normalisation at 0, so that the block starts as its shortcut.
void zero_last_norm(BlockSpec& spec, int32_t column);

}  // namespace reslab
