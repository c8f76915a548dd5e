// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reslab {

/// A word, one character of punctuation, or the end of a block text.
struct BlockToken {
  enum class Kind { kWord, kPunctuation, kEnd };

  Kind kind;
  std::string_view text;  ///< points into the text that was read; empty at the end
  int32_t column;         ///< 1-based, in bytes

  bool is(std::string_view expected) const { return kind != Kind::kEnd && text == expected; }

  /// Its text for messages: quoted and cut to a readable length, or "the end".
  std::string found() const;
};

/// Splits a block text into tokens; the last one is the end.
/// @throws BlockSyntaxError for a character that belongs to no token, and for a text longer than 4096 bytes
std::vector<BlockToken> read_block_tokens(std::string_view text);

}  // namespace reslab
