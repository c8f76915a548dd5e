// SPDX-License-Identifier: Apache-2.0
#include "train/trainer.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include "abi/handles.hpp"
#include "abi/images.hpp"
#include "train/trainer_state.hpp"

namespace abi = reslab::abi;
using reslab::DataPlacement;
using reslab::ErrorKind;
using reslab::OptimizerKind;
using reslab::Schedule;
using reslab::StepMode;
using reslab::Stop;
using reslab::Trainer;

static_assert(static_cast<int32_t>(OptimizerKind::kSgd) == RL_OPTIMIZER_SGD);
static_assert(static_cast<int32_t>(Schedule::kConstant) == RL_SCHEDULE_CONSTANT);
static_assert(static_cast<int32_t>(Schedule::kMultiStep) == RL_SCHEDULE_MULTISTEP);
static_assert(static_cast<int32_t>(Schedule::kCosine) == RL_SCHEDULE_COSINE);
static_assert(static_cast<int32_t>(Stop::kSteps) == RL_STOP_STEPS);
static_assert(static_cast<int32_t>(Stop::kTime) == RL_STOP_TIME);
static_assert(static_cast<int32_t>(Stop::kEpoch) == RL_STOP_EPOCH);
static_assert(static_cast<int32_t>(Stop::kFinished) == RL_STOP_FINISHED);
static_assert(static_cast<int32_t>(Stop::kCancelled) == RL_STOP_CANCELLED);
static_assert(offsetof(rl_trainer_options, batch) == 24);
static_assert(offsetof(rl_trainer_options, lr) == 40);
static_assert(offsetof(rl_trainer_options, milestones) == 88);
static_assert(offsetof(rl_trainer_options, memory_format) == 104);
static_assert(offsetof(rl_trainer_options, deterministic) == 108);
static_assert(offsetof(rl_trainer_options, optimizer) == 120);
static_assert(offsetof(rl_trainer_options, freeze) == 136);
static_assert(sizeof(rl_trainer_options) == 152);
static_assert(offsetof(rl_trainer_info, skipped_steps) == 16);
static_assert(sizeof(rl_trainer_info) == 32 + 512);
static_assert(static_cast<int32_t>(StepMode::kAuto) == RL_STEPS_AUTO);
static_assert(static_cast<int32_t>(StepMode::kEager) == RL_STEPS_EAGER);
static_assert(static_cast<int32_t>(DataPlacement::kAuto) == RL_DATA_AUTO);
static_assert(static_cast<int32_t>(DataPlacement::kResident) == RL_DATA_RESIDENT);
static_assert(static_cast<int32_t>(DataPlacement::kStreamed) == RL_DATA_STREAMED);
static_assert(sizeof(rl_step) == 64);

namespace {

Schedule schedule(int32_t value) {
  if (value != RL_SCHEDULE_CONSTANT && value != RL_SCHEDULE_MULTISTEP && value != RL_SCHEDULE_COSINE) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.schedule is ", value, ", expected one of RL_SCHEDULE_*");
  }
  return static_cast<Schedule>(value);
}

c10::MemoryFormat memory_format(int32_t value) {
  if (value != RL_MEMORY_CHANNELS_LAST && value != RL_MEMORY_CONTIGUOUS) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.memory_format is ", value, ", expected one of RL_MEMORY_*");
  }
  return value == RL_MEMORY_CONTIGUOUS ? c10::MemoryFormat::Contiguous : c10::MemoryFormat::ChannelsLast;
}

reslab::OptimizerOptions optimizer_options(const rl_trainer_options& options) {
  const reslab::OptimizerRow* row = reslab::find_optimizer(options.optimizer);
  if (row == nullptr) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.optimizer is ", options.optimizer,
                 ", expected one of RL_OPTIMIZER_*");
  }
  return {.kind = row->kind,
          .weight_decay = options.weight_decay,
          .momentum = options.momentum,
          .nesterov = abi::boolean(options.nesterov, "options.nesterov")};
}

reslab::TrainerOptions trainer_options(const rl_trainer_options& options) {
  reslab::TrainerOptions result;
  result.optimizer = optimizer_options(options);
  result.groups = reslab::ParameterGroups::parse(options.freeze == nullptr ? "" : options.freeze,
                                                 options.lr_scale == nullptr ? "" : options.lr_scale);
  result.schedule.kind = schedule(options.schedule);
  result.schedule.lr = options.lr;
  result.schedule.epochs = options.epochs;
  result.schedule.gamma = options.gamma;
  result.schedule.warmup_epochs = options.warmup_epochs;
  if (options.milestone_count < 0) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.milestone_count is ", options.milestone_count,
                 ", expected at least 0");
  }
  if (options.milestone_count > 0) {
    const int64_t* milestones = &abi::required(options.milestones, "options.milestones");
    result.schedule.milestones.assign(milestones, milestones + options.milestone_count);
  }
  result.batch = options.batch;
  result.label_smoothing = options.label_smoothing;
  result.shuffle = abi::boolean(options.shuffle, "options.shuffle");
  result.augmentation = abi::augmentation(options.augmentation, abi::boolean(options.augment, "options.augment"));
  result.seed = options.seed;
  result.memory_format = memory_format(options.memory_format);
  result.deterministic = abi::boolean(options.deterministic, "options.deterministic");
  if (options.steps != RL_STEPS_AUTO && options.steps != RL_STEPS_EAGER) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.steps is ", options.steps, ", expected one of RL_STEPS_*");
  }
  result.steps = static_cast<StepMode>(options.steps);
  if (options.data < RL_DATA_AUTO || options.data > RL_DATA_STREAMED) {
    reslab::fail(ErrorKind::kInvalidArgument, "options.data is ", options.data, ", expected one of RL_DATA_*");
  }
  result.data = static_cast<DataPlacement>(options.data);
  return result;
}

void copy_records(const std::vector<reslab::StepRecord>& records, rl_step* steps, int64_t* written) {
  std::transform(records.begin(), records.end(), steps, [](const reslab::StepRecord& record) {
    return rl_step{record.step,      record.epoch, record.images,  record.loss,
                   record.grad_norm, record.lr,    record.seconds, record.wait_seconds};
  });
  *written = static_cast<int64_t>(records.size());
}

}  // namespace

extern "C" {

rl_status rl_trainer_create(rl_network* network, const rl_dataset* dataset, const rl_trainer_options* options,
                            rl_trainer** trainer, rl_error* err) {
  return abi::guarded(err, [&] {
    rl_trainer*& target = abi::required(trainer, "trainer");
    const auto& trained = abi::object(network);
    const auto& source = abi::object(dataset);
    target =
        new rl_trainer(std::make_shared<Trainer>(trained, source, trainer_options(abi::sized(options, "options"))));
  });
}

void rl_trainer_free(rl_trainer* trainer) {
  abi::guarded(nullptr, [&] { delete trainer; });
}

rl_status rl_trainer_describe(const rl_trainer* trainer, rl_trainer_info* info, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& target = abi::object(trainer);
    abi::answer(info, "info", [&target](rl_trainer_info& answer) {
      const reslab::TrainerDescription description = target->describe();
      answer.recorded = description.steps.recorded ? 1 : 0;
      answer.resident = description.steps.resident ? 1 : 0;
      answer.skipped_steps = description.skipped_steps;
      answer.loss_scale = description.loss_scale;
      abi::copy_fixed(description.steps.notice, answer.notice);
    });
  });
}

rl_status rl_trainer_run(rl_trainer* trainer, int64_t max_steps, int64_t max_millis, const int32_t* cancel,
                         rl_step* steps, int64_t capacity, int64_t* written, int32_t* stop, rl_error* err) {
  return abi::guarded(err, [&] {
    const std::shared_ptr<Trainer>& target = abi::object(trainer);
    abi::required(steps, "steps");
    abi::required(written, "written");
    abi::required(stop, "stop");
    if (capacity < 1) {
      reslab::fail(ErrorKind::kInvalidArgument, "capacity is ", capacity, ", expected room for at least 1 record");
    }
    std::vector<reslab::StepRecord> records;
    try {
      *stop = static_cast<int32_t>(target->run({std::min(max_steps, capacity), max_millis, cancel}, &records));
    } catch (const reslab::Error& error) {
      // The completed steps are part of the result.
      if (error.kind() == ErrorKind::kDiverged || error.kind() == ErrorKind::kOutOfMemory) {
        copy_records(records, steps, written);
      }
      throw;
    }
    copy_records(records, steps, written);
  });
}

rl_status rl_trainer_save(const rl_trainer* trainer, const char* path, rl_error* err) {
  return abi::guarded(err, [&] { reslab::save_trainer(*abi::object(trainer), &abi::required(path, "path")); });
}

rl_status rl_trainer_load(rl_trainer* trainer, const char* path, rl_error* err) {
  return abi::guarded(err, [&] { reslab::load_trainer(*abi::object(trainer), &abi::required(path, "path")); });
}

}  // extern "C"
