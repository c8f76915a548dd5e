// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "data/batch_pipeline.hpp"
#include "train/step_math.hpp"
#include "train/steps.hpp"

namespace reslab {

/// Steps on the CPU: a separate thread assembles the batches, and each step is measured immediately.
class HostSteps final : public Steps {
 public:
  HostSteps(const StepContext& context, std::shared_ptr<const Dataset> dataset);

  void make(int64_t number) override;
  void collect(std::vector<StepRecord>* records) override;
  int64_t interval() const override { return 1; }
  StepsDescription describe() const override { return {}; }

 private:
  const StepContext context_;
  const std::shared_ptr<const Dataset> dataset_;
  const int64_t per_epoch_;
  std::unique_ptr<BatchPipeline> pipeline_;  ///< none before the first step
  std::vector<StepRecord> made_;
};

}  // namespace reslab
