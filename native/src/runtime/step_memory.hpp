// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace reslab {

/// While one of these lives, anywhere in the process, large CPU tensors that are freed keep their pages for the next
/// ones: a training step asks for the same sizes over and over, and pages fresh from the kernel cost as much time as
/// the convolutions that fill them. The end of any scope gives the pages that are not in use back to the system.
///
/// LibTorch's CPU allocator is replaced for that when the library is loaded; without a scope, and for small tensors,
/// the replacement passes everything on to it. The environment variable RESLAB_ALLOCATOR=system leaves LibTorch's in
/// place. Thread-safe.
class StepMemory {
 public:
  /// @throws Error kInvalidArgument where RESLAB_ALLOCATOR is neither "system" nor "pool"
  StepMemory();
  ~StepMemory();
  StepMemory(const StepMemory&) = delete;
  StepMemory& operator=(const StepMemory&) = delete;

  /// Bytes kept and not in use.
  static int64_t idle_bytes();
  /// Gives them back to the system.
  static void release_idle();
};

}  // namespace reslab
