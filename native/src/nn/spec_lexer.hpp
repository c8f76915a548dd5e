// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reslab {

/// A word, one character of punctuation, or the end of the text of a block or a net.
struct SpecToken {
  enum class Kind { kWord, kPunctuation, kEnd };

  Kind kind;
  std::string_view text;  ///< points into the text that was read; empty at the end
  int32_t column;         ///< 1-based, in bytes

  bool is(std::string_view expected) const { return kind != Kind::kEnd && text == expected; }

  /// Its text for messages: quoted and cut to a readable length, or "the end".
  std::string found() const;
};

/// The longest text of a block or a net, in bytes.
inline constexpr size_t kMaxSpecBytes = 4096;

/// Splits a text into tokens; the last one is the end.
/// @param what "block" or "net", for messages
/// @throws SyntaxError for a character that belongs to no token, and for a text longer than kMaxSpecBytes
std::vector<SpecToken> read_tokens(std::string_view text, const char* what);

}  // namespace reslab
