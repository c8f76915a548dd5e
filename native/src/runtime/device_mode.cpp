// SPDX-License-Identifier: Apache-2.0
#include "runtime/device_mode.hpp"

#include <ATen/Context.h>

#include <condition_variable>
#include <mutex>

namespace reslab {
namespace {

std::mutex mutex;
std::condition_variable left;
int inside = 0;  ///< number of live scopes
DeviceModeOptions current;

void apply(const DeviceModeOptions& options) {
  at::Context& context = at::globalContext();
  context.setAllowTF32CuDNN(options.tf32);
  context.setAllowTF32CuBLAS(options.tf32);
  context.setDeterministicCuDNN(options.deterministic);
  context.setBenchmarkCuDNN(!options.deterministic);
}

}  // namespace

DeviceMode::DeviceMode(c10::Device device, const DeviceModeOptions& options) : enters_(device.is_cuda()) {
  if (!enters_) return;
  std::unique_lock lock(mutex);
  left.wait(lock, [&] { return inside == 0 || current == options; });
  if (inside == 0) {
    apply(options);
    current = options;
  }
  ++inside;
}

DeviceMode::~DeviceMode() {
  if (!enters_) return;
  {
    const std::lock_guard lock(mutex);
    --inside;
  }
  left.notify_all();
}

}  // namespace reslab
