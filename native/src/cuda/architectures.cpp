// SPDX-License-Identifier: Apache-2.0
#include "cuda/architectures.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>
#include <string_view>

#include "runtime/number_text.hpp"

namespace reslab::cuda {
namespace {

/// "sm_90a" or "compute_120f": machine code for one generation of devices, or code that newer ones translate.
struct Architecture {
  bool virtual_code = false;  ///< compute_*
  int major = 0;
  int minor = 0;
  char suffix = '\0';  ///< 'a': this device alone; 'f': its family
};

/// The architecture that a word spells, as the whole of it.
std::optional<Architecture> parse(std::string_view word) {
  Architecture result;
  for (const std::string_view prefix : {"sm_", "compute_"}) {
    if (!word.starts_with(prefix)) continue;
    result.virtual_code = prefix == "compute_";
    word.remove_prefix(prefix.size());
    if (!word.empty() && std::islower(static_cast<unsigned char>(word.back()))) {
      result.suffix = word.back();
      word.remove_suffix(1);
    }
    const std::optional<int> number = parse_number<int>(word);
    // The last digit is the minor number.
    if (!number || *number < 10) return std::nullopt;
    result.major = *number / 10;
    result.minor = *number % 10;
    return result;
  }
  return std::nullopt;
}

}  // namespace

std::string architectures_in(const std::string& configuration) {
  constexpr std::string_view kOption = "code=";
  constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz_0123456789";
  std::string result;
  for (size_t at = configuration.find(kOption); at != std::string::npos; at = configuration.find(kOption, at)) {
    at += kOption.size();
    // One name, or several in brackets; up to the end of the option either way.
    const size_t end = std::min(configuration.find_first_of("; \t\n", at), configuration.size());
    while (at < end) {
      const size_t first = std::min(configuration.find_first_of(kNameCharacters, at), end);
      const size_t last = std::min(configuration.find_first_not_of(kNameCharacters, first), end);
      const std::string name = configuration.substr(first, last - first);
      if (parse(name)) result += (result.empty() ? "" : " ") + name;
      at = last;
    }
  }
  return result;
}

bool serves(const std::string& architectures, int major, int minor) {
  std::istringstream words(architectures);
  std::string word;
  while (words >> word) {
    const std::optional<Architecture> code = parse(word);
    if (!code) continue;
    const bool same = code->major == major && code->minor == minor;
    const bool older_minor = code->major == major && code->minor <= minor;
    const bool older = code->major < major || older_minor;
    if (code->suffix == 'a' ? same : code->virtual_code && code->suffix != 'f' ? older : older_minor) return true;
  }
  return false;
}

}  // namespace reslab::cuda
