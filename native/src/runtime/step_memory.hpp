// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace reslab {

/// Keeps the pages of freed large CPU tensors for the next ones, in the whole process, while any such scope lives: a
/// training step requests the same sizes over and over, and new pages from the kernel cost as much time as the
/// convolutions that fill them. The end of any scope returns the pages that are not in use to the system.
///
/// For this, LibTorch's CPU allocator is replaced when the library is loaded. Without a scope, and for small tensors,
/// the replacement forwards every request to it. The environment variable RESLAB_ALLOCATOR=system leaves LibTorch's
/// allocator in place. Thread-safe.
class StepMemory {
 public:
  /// @throws Error kInvalidArgument where RESLAB_ALLOCATOR is neither "system" nor "pool"
  StepMemory();
  ~StepMemory();
  StepMemory(const StepMemory&) = delete;
  StepMemory& operator=(const StepMemory&) = delete;

  /// Bytes kept and not in use.
  static int64_t idle_bytes();
  /// Returns them to the system.
  static void release_idle();
};

}  // namespace reslab
