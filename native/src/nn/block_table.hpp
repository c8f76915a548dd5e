// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace reslab {

/// A named block: the one place where the program knows a block by name.
struct BlockRow {
  std::string_view name;
  std::string_view spec;     ///< in canonical form
  std::string_view summary;  ///< one line of description
  std::string_view source;   ///< the paper or text it comes from
};

std::span<const BlockRow> block_table();

/// The row called `name`, or null.
const BlockRow* find_block(std::string_view name);

std::vector<std::string_view> block_names();

}  // namespace reslab
