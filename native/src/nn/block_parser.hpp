// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "nn/block_spec.hpp"
#include "nn/spec_cursor.hpp"

namespace reslab {

/// Reads the blocks of a net's stages, one or several separated by "|", up to what is no part of them.
/// @param inside_net a net's clauses follow: a definition then stands in parentheses
/// @throws SyntaxError
std::vector<BlockSpec> read_block_list(SpecCursor& cursor, bool inside_net);

}  // namespace reslab
