// SPDX-License-Identifier: Apache-2.0
#include "runtime/printable.hpp"

#include <cstddef>

#include "runtime/json.hpp"

namespace reslab {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

/// The length of the UTF-8 sequence at the beginning of `text`; 0 where there is none.
size_t sequence_length(std::string_view text) {
  for (size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

/// True for the controls of ASCII and of Latin-1 (U+0080 to U+009F), except line feed and tab.
bool is_control(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1) return (first < 0x20 && first != '\n' && first != '\t') || first == 0x7F;
  return sequence.size() == 2 && first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0;
}

std::string escaped(std::string_view control) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(control.back());
  return {'\\', 'x', kDigits[code / 16], kDigits[code % 16]};
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t length = sequence_length(text);
    const std::string_view sequence = text.substr(0, length);
    if (length == 0) {
      result += kReplacement;
    } else if (is_control(sequence)) {
      result += escaped(sequence);
    } else {
      result += sequence;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace reslab
