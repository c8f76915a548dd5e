// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "runtime/error.hpp"

namespace reslab {

/// Thrown for a block or a net whose text does not parse. The message begins with "column N: ".
class SyntaxError : public Error {
 public:
  SyntaxError(int32_t column, const std::string& message)
      : Error(ErrorKind::kInvalidArgument, "column " + std::to_string(column) + ": " + message), column_(column) {}

  /// 1-based byte column of the offending text; one past the end where something is missing there.
  int32_t column() const noexcept { return column_; }

 private:
  int32_t column_;
};

}  // namespace reslab
