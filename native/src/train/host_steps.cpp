// SPDX-License-Identifier: Apache-2.0
#include "train/host_steps.hpp"

#include <mutex>
#include <utility>

#include "runtime/random_lock.hpp"
#include "runtime/stopwatch.hpp"
#include "train/schedule.hpp"
#include "train/step_phase.hpp"

namespace reslab {

HostSteps::HostSteps(const StepContext& context, std::shared_ptr<const Dataset> dataset)
    : context_(context),
      dataset_(std::move(dataset)),
      per_epoch_(batches_per_epoch(dataset_->images(), context.options.batch)) {}

void HostSteps::make(int64_t number) {
  if (pipeline_ == nullptr) pipeline_ = std::make_unique<BatchPipeline>(dataset_, context_.options.plan(), number);
  const Stopwatch watch;
  const Batch batch = pipeline_->next();
  StepRecord record{.step = number + 1,
                    .epoch = number / per_epoch_ + 1,
                    .images = batch.labels.size(0),
                    .lr = learning_rate(context_.options.schedule, number, per_epoch_),
                    .wait_seconds = watch.seconds()};

  torch::Tensor loss;
  {
    std::unique_lock<std::mutex> lock;
    if (context_.network.has_dropout()) lock = std::unique_lock(default_generator_mutex());
    seed_dropout(context_.network, context_.options.seed, number);
    loss = forward_loss(context_, batch.images, batch.labels);
  }
  const StepValues values = backward(context_, loss);
  const PhaseScope phase(StepPhase::kOptimizer);
  if (context_.scaler == nullptr) {
    context_.optimizer.step(record.lr);
  } else {
    if (context_.scaler->found_inf().item<float>() == 0) context_.optimizer.step(record.lr);
    context_.scaler->update();
  }
  record.loss = values.loss.item<float>();
  record.grad_norm = values.grad_norm.item<float>();
  record.seconds = watch.seconds();
  made_.push_back(record);
}

void HostSteps::collect(std::vector<StepRecord>* records) {
  records->insert(records->end(), made_.begin(), made_.end());
  made_.clear();
}

}  // namespace reslab
