// SPDX-License-Identifier: Apache-2.0
//
// The functions of this folder for a build without CUDA.

#include <torch/version.h>

#include "cuda/devices.hpp"
#include "cuda/lane.hpp"
#include "runtime/error.hpp"

namespace reslab::cuda {
namespace {

constexpr const char* kWhy =
    "this build of ResLab is for the CPU: LibTorch " TORCH_VERSION
    ", which it was built against, has no CUDA; build it with the preset cuda against a LibTorch "
    "that has";

}  // namespace

Availability availability() {
  Availability result;
  result.unavailable = kWhy;
  return result;
}

DeviceDescription describe_device(int64_t index) {
  fail(ErrorKind::kDevice, "there is no CUDA device ", index, ": ", kWhy);
}

double available_memory(c10::Device device) {
  fail(ErrorKind::kDevice, "there is no device ", device.str(), ": ", kWhy);
}

void release_idle_memory() {}

std::unique_ptr<DeviceLane> make_lane(c10::Device device) {
  fail(ErrorKind::kDevice, "there is no device ", device.str(), ": ", kWhy);
}

}  // namespace reslab::cuda
