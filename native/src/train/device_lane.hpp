// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "data/device_batch.hpp"

namespace reslab {

/// Recorded work that can be issued again.
class Recording {
 public:
  virtual ~Recording() = default;
  virtual void replay() = 0;
};

/// What steps on a device need in addition to LibTorch's operations: an order of execution of their own, its recording,
/// and the assembly of batches. Used by one thread at a time.
class DeviceLane {
 public:
  /// Leaves the lane when it is destroyed.
  class Scope {
   public:
    virtual ~Scope() = default;
  };

  virtual ~DeviceLane() = default;

  /// Makes this lane the target of everything that the calling thread issues to the device, while the result lives.
  virtual std::unique_ptr<Scope> enter() = 0;

  /// Waits for everything that was issued to the device outside the lane.
  virtual void join() = 0;

  /// Waits for everything that was issued to the lane.
  virtual void wait() = 0;

  /// Marks the present end of the lane; wait_for_mark waits until execution has reached it.
  virtual void mark() = 0;
  virtual void wait_for_mark() = 0;

  /// Issues the assembly of a batch.
  virtual void assemble(const BatchJob& job) = 0;

  /// Records what `issue` issues, without executing it.
  /// @throws c10::Error or Error where it cannot be recorded; the lane can then be used as before
  virtual std::unique_ptr<Recording> record(const std::function<void()>& issue) = 0;
};

}  // namespace reslab
