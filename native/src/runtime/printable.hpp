// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace reslab {

/// `text` as a terminal may show it: valid UTF-8, with "\x1b" for the control character 27 and the like. Line feeds and
/// tabs stay; bytes that are not UTF-8 become U+FFFD.
std::string printable(std::string_view text);

}  // namespace reslab
