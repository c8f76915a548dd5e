// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace reslab {

/// What a file that is no safetensors file is instead, as its first bytes show it, and what to do about it: for example
/// "it is a file of torch.save; convert it with: python3 -c …". Empty where nothing is known.
///
/// @param path for the command that converts the file
/// @param begin the first bytes of the file, at least 4096 where it has so many
std::string describe_foreign(const std::string& path, std::string_view begin);

}  // namespace reslab
