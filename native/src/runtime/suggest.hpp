// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace reslab {

/// The candidate that `word` is most likely a misspelling of, by edit distance without regard to case; empty where none
/// is near, and for words of more than 256 bytes. Of many candidates the first 1,000 are considered.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "; did you mean 'candidate'?" for the nearest candidate, or an empty string.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

/// The words separated by ", ".
std::string join(std::span<const std::string_view> words);

}  // namespace reslab
