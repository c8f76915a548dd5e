// SPDX-License-Identifier: Apache-2.0
#include "train/host_steps.hpp"

#include <mutex>
#include <utility>

#include "runtime/random_lock.hpp"
#include "runtime/stopwatch.hpp"
#include "train/schedule.hpp"
#include "train/step_phase.hpp"

namespace reslab {

HostSteps::HostSteps(const Trainee& trainee, const TrainerOptions& options, std::shared_ptr<const Dataset> dataset)
    : trainee_(trainee),
      options_(options),
      dataset_(std::move(dataset)),
      per_epoch_(batches_per_epoch(dataset_->images(), options.batch)) {}

void HostSteps::make(int64_t number) {
  if (pipeline_ == nullptr) pipeline_ = std::make_unique<BatchPipeline>(dataset_, options_.plan(), number);
  const Stopwatch watch;
  const Batch batch = pipeline_->next();
  StepRecord record{.step = number + 1,
                    .epoch = number / per_epoch_ + 1,
                    .images = batch.labels.size(0),
                    .lr = learning_rate(options_.schedule, number, per_epoch_),
                    .wait_seconds = watch.seconds()};

  torch::Tensor loss;
  {
    std::unique_lock<std::mutex> lock;
    if (trainee_.network.has_dropout()) lock = std::unique_lock(default_generator_mutex());
    seed_dropout(trainee_.network, options_.seed, number);
    loss = forward_loss(trainee_, options_, batch.images, batch.labels);
  }
  const StepValues values = backward(trainee_, loss);
  const PhaseScope phase(StepPhase::kOptimizer);
  if (trainee_.scaler == nullptr) {
    trainee_.optimizer.step(record.lr);
  } else {
    if (trainee_.scaler->found_inf().item<float>() == 0) trainee_.optimizer.step(record.lr);
    trainee_.scaler->update();
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
