// SPDX-License-Identifier: Apache-2.0
#pragma once

// A lane on the CPU, so that steps on a device can be tested without one.

#include <c10/util/Exception.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "train/device_lane.hpp"
#include "train/trainer.hpp"

namespace reslab::test {

/// The calls that a lane received, and the failures that it is to simulate.
struct LaneLog {
  int recorded = 0;
  int replayed = 0;
  int assembled = 0;
  std::string order;  ///< m: marked, w: waited for the mark, r: replayed
  bool refuses_recording = false;
  int64_t fails_at_replay = -1;  ///< runs out of memory at the replay of this number, counted from 0
};

/// Executes immediately what is issued to it. A recording is the function itself, not executed when it is recorded.
class HostLane final : public DeviceLane {
 public:
  explicit HostLane(LaneLog& log) : log_(log) {}

  std::unique_ptr<Scope> enter() override { return std::make_unique<Scope>(); }
  void join() override {}
  void wait() override {}
  void mark() override { log_.order += 'm'; }
  void wait_for_mark() override { log_.order += 'w'; }

  void assemble(const BatchJob& job) override {
    ++log_.assembled;
    assemble_on_host(job);
  }

  std::unique_ptr<Recording> record(const std::function<void()>& issue) override {
    ++log_.recorded;
    TORCH_CHECK(!log_.refuses_recording, "operation not permitted when stream is capturing\nand a second line");
    return std::make_unique<Again>(log_, issue);
  }

 private:
  class Again final : public Recording {
   public:
    Again(LaneLog& log, std::function<void()> issue) : log_(log), issue_(std::move(issue)) {}
    void replay() override {
      TORCH_CHECK_WITH(OutOfMemoryError, log_.replayed++ != log_.fails_at_replay, "CUDA out of memory. Tried to…");
      log_.order += 'r';
      issue_();
    }

   private:
    LaneLog& log_;
    const std::function<void()> issue_;
  };

  LaneLog& log_;
};

inline LaneFactory host_lanes(LaneLog& log) {
  return [&log](c10::Device) { return std::make_unique<HostLane>(log); };
}

}  // namespace reslab::test
