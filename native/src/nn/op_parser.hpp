// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "nn/op.hpp"
#include "nn/spec_cursor.hpp"

namespace reslab {

/// Where operations stand, which decides what some of them may be.
enum class OpPlace {
  kBlock,     ///< a block's pre, branch or post
  kShortcut,  ///< a block's shortcut or projection
  kOutside,   ///< a net's stem or head
};

/// Reads the operations of one block or one net.
class OpParser {
 public:
  /// @param what "block" or "net", for messages
  OpParser(SpecCursor& cursor, const char* what) : cursor_(cursor), what_(what) {}

  /// Reads at least one operation, and further ones while a word follows.
  /// @throws SyntaxError
  std::vector<Op> ops(OpPlace place);

  Op op(OpPlace place);

  /// Reads a normalisation without `zero`, or "none".
  std::optional<Op> norm();

  OpKind activation();

 private:
  Op operation(const OpRow& row);
  void stride(const SpecToken& name, OpPlace place, Op& op);
  Op kernel(const OpRow& row, int64_t low, bool odd);
  Op convolution(const OpRow& row);
  void convolution_argument(Op& op, const SpecToken& argument);
  Op normalisation(bool allow_zero);
  Op valued(const OpRow& row, const std::string& what, double low, double high);
  [[noreturn]] void expected_op() const;

  SpecCursor& cursor_;
  const char* what_;
  size_t count_ = 0;
};

}  // namespace reslab
