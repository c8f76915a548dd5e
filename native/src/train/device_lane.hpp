// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "data/device_batch.hpp"

namespace reslab {

/// Work that was recorded and can be issued again as it is.
class Recording {
 public:
  virtual ~Recording() = default;
  virtual void replay() = 0;
};

/// What steps on a device need beside LibTorch's operations: an order of execution of their own, its recording, and the
/// assembly of batches. Used by one thread at a time.
class DeviceLane {
 public:
  /// Ends what it stands for when it is destroyed.
  class Scope {
   public:
    virtual ~Scope() = default;
  };

  virtual ~DeviceLane() = default;

  /// While the result lives, what the calling thread issues to the device goes to this lane.
  virtual std::unique_ptr<Scope> enter() = 0;

  /// Waits until what was issued to the device outside of the lane is done.
  virtual void join() = 0;

  /// Waits until what was issued to the lane is done.
  virtual void wait() = 0;

  /// Remembers this point of the lane; wait_for_mark waits until it has been reached.
  virtual void mark() = 0;
  virtual void wait_for_mark() = 0;

  /// Issues the assembly of a batch.
  virtual void assemble(const BatchJob& job) = 0;

  /// Records what `issue` issues, without executing it.
  /// @throws c10::Error or Error where it cannot be recorded; the lane can then be used as before
  virtual std::unique_ptr<Recording> record(const std::function<void()>& issue) = 0;
};

}  // namespace reslab
