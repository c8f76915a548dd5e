// SPDX-License-Identifier: Apache-2.0
#include "train/assembled_batch.hpp"

#include <ATen/ops/full.h>

#include <algorithm>
#include <cstring>

#include "cuda/lane.hpp"
#include "data/resident_dataset.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

/// Epochs are 32-bit words of the random counters.
constexpr int64_t kMaxEpoch = INT32_MAX;

int64_t assemble_on_device(const Dataset& dataset, const BatchPlan& plan, int64_t number, c10::Device device,
                           float* images, int64_t* labels) {
  const std::unique_ptr<DeviceLane> lane = cuda::make_lane(device);
  const auto scope = lane->enter();
  const int64_t per_epoch = batches_per_epoch(dataset.images(), plan.batch);
  const int64_t position = number % per_epoch;
  ResidentDataset resident(dataset, plan, device);
  resident.begin_epoch(number / per_epoch);
  const torch::Tensor at_position = at::full({1}, position, at::TensorOptions(at::kLong).device(device));
  const auto [batch, job] = resident.job(at_position, std::min(plan.batch, dataset.images() - position * plan.batch));
  lane->assemble(job);
  lane->wait();
  const torch::Tensor values = batch.images.permute({0, 2, 3, 1}).to(at::kCPU).contiguous();
  const torch::Tensor classes = batch.labels.to(at::kCPU);
  std::memcpy(images, values.const_data_ptr<float>(), values.nbytes());
  std::memcpy(labels, classes.const_data_ptr<int64_t>(), classes.nbytes());
  return job.count;
}

}  // namespace

int64_t assemble_batch(const std::shared_ptr<const Dataset>& dataset, const BatchPlan& plan, int64_t number,
                       c10::Device device, float* images, int64_t* labels) {
  if (plan.batch < 1) fail(ErrorKind::kInvalidArgument, "batch is ", plan.batch, ", expected at least 1");
  const int64_t per_epoch = batches_per_epoch(dataset->images(), plan.batch);
  if (number < 0 || number / per_epoch > kMaxEpoch) {
    fail(ErrorKind::kInvalidArgument, "the batch's number is ", number, ", expected 0 or more, within ", kMaxEpoch,
         " epochs of ", per_epoch, " batches");
  }
  // What a trainer streams is assembled on the host.
  if (device.is_cuda() && !plan.augmentation.needs_host_bytes())
    return assemble_on_device(*dataset, plan, number, device, images, labels);
  return BatchAssembler(dataset, plan).write(number, images, labels);
}

}  // namespace reslab
