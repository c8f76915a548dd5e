// SPDX-License-Identifier: Apache-2.0
#include "train/device_steps.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/stack.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "runtime/error.hpp"
#include "runtime/random_lock.hpp"
#include "train/schedule.hpp"

namespace reslab {
namespace {

/// The first line of an error message.
std::string reason(const std::exception& error) {
  const auto* of_torch = dynamic_cast<const c10::Error*>(&error);
  const std::string text = of_torch != nullptr ? of_torch->what_without_backtrace() : error.what();
  return text.substr(0, text.find('\n'));
}

}  // namespace

DeviceSteps::DeviceSteps(const StepContext& context, std::shared_ptr<const Dataset> dataset,
                         std::unique_ptr<DeviceLane> lane, bool resident)
    : context_(context),
      dataset_(std::move(dataset)),
      lane_(std::move(lane)),
      per_epoch_(batches_per_epoch(dataset_->images(), context.options.batch)) {
  const auto scope = lane_->enter();
  const c10::Device device = context_.network.device();
  if (resident) {
    resident_ = std::make_unique<ResidentDataset>(*dataset_, context_.options.plan(), device);
  } else {
    streamed_ = make_batch(std::min(context_.options.batch, dataset_->images()), dataset_->shape(), device);
  }
  const at::TensorOptions values = at::TensorOptions(at::kFloat).device(device);
  rates_ = at::empty({per_epoch_}, values);
  measured_ = at::empty({per_epoch_, 2}, values);
  position_ = at::empty({1}, at::TensorOptions(at::kLong).device(device));
}

DeviceSteps::~DeviceSteps() {
  // Steps that were issued still use the memory that is freed here.
  try {
    lane_->wait();
  } catch (const std::exception&) {
    // The device failed, which the last call reported; it runs nothing any more.
  }
}

void DeviceSteps::make(int64_t number) {
  const auto scope = lane_->enter();
  if (issued_.empty()) {
    lane_->join();
    since_ = Stopwatch();
    // The network may have other memory since the last call: a probe or another memory format replaces it.
    if (!recorded_addresses_.empty() && addresses() != recorded_addresses_) forget_recordings();
  }
  place(number);

  const int64_t position = number % per_epoch_;
  const int64_t count = std::min(context_.options.batch, dataset_->images() - position * context_.options.batch);
  const double waited = resident_ == nullptr ? load_batch(number) : 0;
  run(of_size_[count], count);
  ++next_;
  issued_.push_back({.step = number + 1,
                     .epoch = number / per_epoch_ + 1,
                     .images = count,
                     .lr = learning_rate(context_.options.schedule, number, per_epoch_),
                     .wait_seconds = waited});
}

void DeviceSteps::forget_recordings() {
  for (auto& [count, of_size] : of_size_) of_size.recording.reset();
  recorded_addresses_.clear();
}

void DeviceSteps::place(int64_t number) {
  const int64_t position = number % per_epoch_;
  if (next_ == number && position != 0) return;
  begin_epoch(number / per_epoch_);
  position_.fill_(position);
  next_ = number;
}

void DeviceSteps::begin_epoch(int64_t epoch) {
  if (resident_ != nullptr) resident_->begin_epoch(epoch);
  std::vector<float> rates(static_cast<size_t>(per_epoch_));
  for (int64_t i = 0; i < per_epoch_; ++i) {
    rates[i] = static_cast<float>(learning_rate(context_.options.schedule, epoch * per_epoch_ + i, per_epoch_));
  }
  rates_.copy_(at::from_blob(rates.data(), {per_epoch_}, at::TensorOptions(at::kFloat)));
}

double DeviceSteps::load_batch(int64_t number) {
  if (pipeline_ == nullptr) {
    const bool pinned = context_.network.device().is_cuda();
    pipeline_ = std::make_unique<BatchPipeline>(dataset_, context_.options.plan(), number, pinned);
  }
  // The next batch may overwrite the last one, which the device may still be copying. This waits for the copy only, not
  // for the step after it: a step is computed while the next one is issued.
  if (copying_) lane_->wait_for_mark();
  const Stopwatch watch;
  const Batch batch = pipeline_->next();
  const double waited = watch.seconds();
  const int64_t count = batch.labels.size(0);
  streamed_.images.narrow(0, 0, count).copy_(batch.images, /*non_blocking=*/true);
  streamed_.labels.narrow(0, 0, count).copy_(batch.labels, /*non_blocking=*/true);
  lane_->mark();
  copying_ = true;
  return waited;
}

void DeviceSteps::run(OfSize& of_size, int64_t count) {
  // Recorded dropout reads the seed of its generator when it is replayed, like dropout that is not recorded.
  std::unique_lock<std::mutex> lock;
  if (context_.network.has_dropout()) lock = std::unique_lock(default_generator_mutex());
  seed_dropout(context_.network, context_.options.seed, next_);

  const bool records = context_.options.steps == StepMode::kAuto && notice_.empty();
  if (records && of_size.recording == nullptr && of_size.eager >= kWarmUpSteps) {
    try {
      of_size.recording = lane_->record([this, count] { issue(count); });
      recorded_addresses_ = addresses();
    } catch (const std::exception& error) {
      notice_ = "steps are made one operation at a time, not recorded as a CUDA graph: the recording failed: " +
                reason(error);
    }
  }
  if (of_size.recording != nullptr) {
    of_size.recording->replay();
  } else {
    issue(count);
    ++of_size.eager;
  }
}

void DeviceSteps::issue(int64_t count) {
  const Batch batch = batch_of(count);
  const StepValues values = backward(context_, forward_loss(context_, batch.images, batch.labels));
  LossScaler* const scaler = context_.scaler;
  context_.optimizer.step_fused(rates_.index_select(0, position_),
                                scaler == nullptr ? torch::Tensor() : scaler->found_inf());
  if (scaler != nullptr) scaler->update();
  measured_.index_copy_(0, position_, at::stack({values.loss, values.grad_norm}).unsqueeze(0));
  position_.add_(1);
}

Batch DeviceSteps::batch_of(int64_t count) {
  if (resident_ == nullptr) return {streamed_.images.narrow(0, 0, count), streamed_.labels.narrow(0, 0, count)};
  const auto [batch, job] = resident_->job(position_, count);
  lane_->assemble(job);
  return batch;
}

std::vector<const void*> DeviceSteps::addresses() const {
  std::vector<const void*> result;
  for (const torch::Tensor& tensor : context_.network.parameters()) result.push_back(tensor.const_data_ptr());
  for (const torch::Tensor& tensor : context_.network.buffers()) result.push_back(tensor.const_data_ptr());
  for (const auto& [name, tensor] : context_.optimizer.state()) result.push_back(tensor.const_data_ptr());
  return result;
}

void DeviceSteps::collect(std::vector<StepRecord>* records) {
  if (issued_.empty()) return;
  lane_->wait();
  copying_ = false;
  const auto count = static_cast<int64_t>(issued_.size());
  const double seconds = since_.seconds() / static_cast<double>(count);
  const torch::Tensor values =
      measured_.narrow(0, (issued_.front().step - 1) % per_epoch_, count).to(at::kCPU).contiguous();
  const float* value = values.const_data_ptr<float>();
  for (StepRecord& record : issued_) {
    record.loss = *value++;
    record.grad_norm = *value++;
    record.seconds = seconds;
    records->push_back(record);
  }
  issued_.clear();
}

StepsDescription DeviceSteps::describe() const {
  const auto whole = of_size_.find(std::min(context_.options.batch, dataset_->images()));
  return {.recorded = whole != of_size_.end() && whole->second.recording != nullptr,
          .resident = resident_ != nullptr,
          .notice = notice_};
}

}  // namespace reslab
