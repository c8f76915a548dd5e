// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace reslab {

/// Classes of failure; the numbers are the RL_* status codes of the C ABI (checked in abi/guard.hpp).
enum class ErrorKind : int32_t {
  kInvalidArgument = 1,
  kShapeMismatch = 2,
  kDtypeMismatch = 3,
  kOutOfMemory = 4,
  kIo = 5,
  kCorruptData = 6,
  kCancelled = 7,
  kDiverged = 8,
  kUnsupported = 9,
  kDevice = 10,
  kInternal = 11,
  kWrongThread = 12,
};

/// A failure with a message for the user: what is wrong, the value found, the value expected, the remedy.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

  ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

/// Streams its arguments into one message and throws it.
template <typename... Parts>
[[noreturn]] void fail(ErrorKind kind, Parts&&... parts) {
  std::ostringstream message;
  (message << ... << std::forward<Parts>(parts));
  throw Error(kind, message.str());
}

/// @throws Error kInvalidArgument "NAME is VALUE, expected EXPECTED" unless `holds`
template <typename T>
void require_valid(bool holds, const char* name, const T& value, const char* expected) {
  if (!holds) fail(ErrorKind::kInvalidArgument, name, " is ", value, ", expected ", expected);
}

}  // namespace reslab
