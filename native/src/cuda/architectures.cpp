// SPDX-License-Identifier: Apache-2.0
#include "cuda/architectures.hpp"

#include <cstdlib>
#include <regex>
#include <sstream>

namespace reslab::cuda {

std::string architectures_in(const std::string& configuration) {
  // One name, or several in brackets; up to the end of the option either way.
  static const std::regex option("code=([^;\\s]*)");
  static const std::regex name("(?:sm|compute)_[0-9]+[a-z]?");
  std::string result;
  for (auto code = std::sregex_iterator(configuration.begin(), configuration.end(), option);
       code != std::sregex_iterator(); ++code) {
    const std::string names = (*code)[1].str();
    for (auto found = std::sregex_iterator(names.begin(), names.end(), name); found != std::sregex_iterator();
         ++found) {
      result += (result.empty() ? "" : " ") + found->str();
    }
  }
  return result;
}

bool serves(const std::string& architectures, int major, int minor) {
  static const std::regex form("(sm|compute)_([0-9]+)([0-9])([a-z]?)");
  std::istringstream words(architectures);
  std::string word;
  while (words >> word) {
    std::smatch part;
    if (!std::regex_match(word, part, form)) continue;
    const int of_major = std::atoi(part[2].str().c_str());
    const int of_minor = std::atoi(part[3].str().c_str());
    const bool same = of_major == major && of_minor == minor;
    const bool older_minor = of_major == major && of_minor <= minor;
    const bool older = of_major < major || older_minor;
    if (part[4] == "a" ? same : part[1] == "compute" && part[4] != "f" ? older : older_minor) return true;
  }
  return false;
}

}  // namespace reslab::cuda
