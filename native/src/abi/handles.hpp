// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "abi/guard.hpp"
#include "data/dataset.hpp"
#include "nn/network.hpp"
#include "train/trainer.hpp"

namespace reslab::abi {

/// Live handles per RL_HANDLE_* kind.
inline std::atomic<int64_t> live_handles[3];

/// A number of the calling thread that no other thread ever gets; the system reuses its own thread ids.
inline uint64_t thread_token() {
  static std::atomic<uint64_t> last{0};
  thread_local const uint64_t token = ++last;
  return token;
}

/// What every opaque handle holds: one object, its owner thread, and its place in the live count.
template <typename T, int32_t Kind>
class Handle {
 public:
  explicit Handle(std::shared_ptr<T> object) : object_(std::move(object)) { ++live_handles[Kind]; }
  ~Handle() { --live_handles[Kind]; }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  /// @throws Error kWrongThread where the calling thread does not own the handle
  const std::shared_ptr<T>& get(const char* noun) const {
    if (thread_token() != owner_) {
      fail(ErrorKind::kWrongThread, "this ", noun,
           " belongs to the thread that created it and was used by another; create and use it on one thread");
    }
    return object_;
  }

 private:
  std::shared_ptr<T> object_;
  uint64_t owner_ = thread_token();
};

}  // namespace reslab::abi

struct rl_network : reslab::abi::Handle<reslab::Network, RL_HANDLE_NETWORK> {
  using Handle::Handle;
};
struct rl_dataset : reslab::abi::Handle<reslab::Dataset, RL_HANDLE_DATASET> {
  using Handle::Handle;
};
struct rl_trainer : reslab::abi::Handle<reslab::Trainer, RL_HANDLE_TRAINER> {
  using Handle::Handle;
};

namespace reslab::abi {

inline const std::shared_ptr<Network>& object(const rl_network* handle) {
  return required(handle, "network").get("network");
}
inline const std::shared_ptr<Dataset>& object(const rl_dataset* handle) {
  return required(handle, "dataset").get("dataset");
}
inline const std::shared_ptr<Trainer>& object(const rl_trainer* handle) {
  return required(handle, "trainer").get("trainer");
}

}  // namespace reslab::abi
