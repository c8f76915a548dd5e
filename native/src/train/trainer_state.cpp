// SPDX-License-Identifier: Apache-2.0
#include "train/trainer_state.hpp"

#include <cstdint>
#include <cstdio>
#include <optional>

#include "nn/precision.hpp"
#include "runtime/error.hpp"
#include "runtime/number_text.hpp"
#include "train/checkpoint.hpp"

namespace reslab {
namespace {

/// The number of tensors of the optimizer's state; named after the state of SGD, but used for every optimizer.
constexpr const char* kStateTensors = "reslab.momentum_buffers";
constexpr const char* kWeights = "reslab.weights";
constexpr const char* kScale = "reslab.loss_scale";
constexpr const char* kGrowthTracker = "reslab.loss_scale.steps";
constexpr const char* kSkipped = "reslab.skipped_steps";
const std::string kTrainer = "reslab.trainer.";

/// The values that hold for files without these keys, written by versions that knew no other values.
const TensorMetadata kOnceUnsaid = {
    {kTrainer + "deterministic", "false"}, {kTrainer + "optimizer", "sgd"}, {kTrainer + "precision", "fp32"}};

/// Metadata in which the file and the trainer must agree.
TensorMetadata identity(const Trainer& trainer) {
  const TensorMetadata network = network_metadata(trainer.network());
  TensorMetadata result = {
      {"reslab.kind", "trainer"},
      {"reslab.images", std::to_string(trainer.dataset().images())},
  };
  for (const char* key :
       {"reslab.net", "reslab.block_spec", "reslab.classes", "reslab.base", "reslab.layers", "reslab.final_norm"}) {
    result.emplace(key, network.at(key));
  }
  for (const char* key : {"reslab.image_shape", "reslab.image_mean", "reslab.image_std"}) {
    const auto value = network.find(key);
    if (value != network.end()) result.insert(*value);
  }
  for (const auto& [name, value] : describe(trainer.options())) result.emplace(kTrainer + name, value);
  result.emplace(kTrainer + "precision", name_of(trainer.network().precision()));
  return result;
}

/// Images of the current epoch that `steps_done` steps have used.
int64_t cursor_of(const Trainer& trainer, int64_t steps_done) {
  return steps_done % trainer.steps_per_epoch() * trainer.options().batch;
}

void check_identity(const SafetensorsFile& file, const Trainer& trainer) {
  const TensorMetadata& metadata = file.metadata();
  const auto kind = metadata.find("reslab.kind");
  if (kind == metadata.end() || kind->second != "trainer") {
    fail(ErrorKind::kInvalidArgument, "'", file.path(),
         "' is not the saved state of a trainer; a network's checkpoint is loaded into the network");
  }
  std::string differences;
  const TensorMetadata expectations = identity(trainer);
  for (const auto& [key, expected] : expectations) {
    const auto found = metadata.find(key);
    if (found != metadata.end() && found->second == expected) continue;
    const auto unsaid = kOnceUnsaid.find(key);
    if (found == metadata.end() && unsaid != kOnceUnsaid.end() && unsaid->second == expected) continue;
    differences += differences.empty() ? "" : ", ";
    differences +=
        key + " is " + (found == metadata.end() ? "absent" : "'" + found->second + "'") + ", here '" + expected + "'";
  }
  for (const auto& [key, value] : metadata) {
    if (!key.starts_with(kTrainer) || expectations.contains(key)) continue;
    differences += differences.empty() ? "" : ", ";
    differences += key + " is '" + value + "', here absent";
  }
  if (!differences.empty()) {
    fail(ErrorKind::kInvalidArgument, "'", file.path(), "' belongs to another run: ", differences,
         "; resume with the options that it was saved with");
  }
}

/// The number that the metadata gives for `key`.
/// @param expected describes the valid values in the error message
template <typename Number>
Number metadata_number(const SafetensorsFile& file, const char* key, bool (*valid)(Number), const char* expected) {
  const auto found = file.metadata().find(key);
  const bool present = found != file.metadata().end();
  const std::optional<Number> value = present ? parse_number<Number>(found->second) : std::nullopt;
  if (value && valid(*value)) return *value;
  fail(ErrorKind::kCorruptData, "'", file.path(), "': the metadata ", key, " is ",
       present ? "'" + found->second + "'" : "absent", ", expected ", expected);
}

int64_t position(const SafetensorsFile& file, const char* key) {
  return metadata_number<int64_t>(
      file, key, [](int64_t value) { return value >= 0; }, "a whole number, 0 or more");
}

float loss_scale(const SafetensorsFile& file) {
  return metadata_number<float>(
      file, kScale, [](float value) { return value > 0; }, "a number above 0");
}

int64_t checked_steps_done(const SafetensorsFile& file, const Trainer& trainer) {
  const int64_t step = position(file, "reslab.step");
  const int64_t epoch = position(file, "reslab.epoch");
  const int64_t cursor = position(file, "reslab.cursor");
  if (step > trainer.total_steps() || epoch != step / trainer.steps_per_epoch() || cursor != cursor_of(trainer, step)) {
    fail(ErrorKind::kCorruptData, "'", file.path(), "': step ", step, ", epoch ", epoch, " and cursor ", cursor,
         " do not agree in a run of ", trainer.total_steps(), " steps, ", trainer.steps_per_epoch(), " an epoch");
  }
  return step;
}

std::string weights_of(const Trainer& trainer) {
  char text[17];
  std::snprintf(text, sizeof(text), "%016llx", static_cast<unsigned long long>(fingerprint(trainer.network())));
  return text;
}

/// Weights and state are two files: a process that is killed between writing them leaves a pair of different epochs.
void check_weights(const SafetensorsFile& file, const Trainer& trainer) {
  const auto saved = file.metadata().find(kWeights);
  const std::string present = weights_of(trainer);
  if (saved != file.metadata().end() && saved->second == present) return;
  fail(
      ErrorKind::kCorruptData, "'", file.path(),
      "' does not belong to the weights in the network: it was saved with weights of fingerprint ",
      saved == file.metadata().end() ? "(none on record)" : saved->second, ", the network's have ", present,
      "; first load the network's checkpoint that was written with it. Where a run was killed between writing the two, "
      "there is none: start the run again, or continue from the weights alone");
}

}  // namespace

void save_trainer(const Trainer& trainer, const std::string& path) {
  const NamedTensors tensors = trainer.optimizer().state();
  TensorMetadata metadata = identity(trainer);
  const int64_t step = trainer.steps_done();
  metadata.emplace("reslab.step", std::to_string(step));
  metadata.emplace("reslab.epoch", std::to_string(step / trainer.steps_per_epoch()));
  metadata.emplace("reslab.cursor", std::to_string(cursor_of(trainer, step)));
  metadata.emplace(kWeights, weights_of(trainer));
  if (const LossScaler* scaler = trainer.scaler()) {
    const LossScaler::State state = scaler->state();
    metadata.emplace(kScale, number_text(state.scale));
    metadata.emplace(kGrowthTracker, std::to_string(state.growth_tracker));
    metadata.emplace(kSkipped, std::to_string(trainer.describe().skipped_steps));
  }
  metadata.emplace(kStateTensors, std::to_string(tensors.size()));
  write_tensors(path, tensors, metadata);
}

void load_trainer(Trainer& trainer, const std::string& path) {
  const SafetensorsFile file(path);
  check_identity(file, trainer);
  const int64_t steps_done = checked_steps_done(file, trainer);
  check_weights(file, trainer);

  NamedTensors state;
  for (const auto& [name, entry] : file.tensors()) {
    const torch::Tensor form = trainer.optimizer().state_form(name);
    if (form.defined()) state.emplace_back(name, read_like(file, name, form));
  }
  const int64_t declared = position(file, kStateTensors);
  const auto used = static_cast<int64_t>(state.size());
  if (used != declared || used != static_cast<int64_t>(file.tensors().size())) {
    fail(ErrorKind::kCorruptData, "'", file.path(), "' declares ", declared,
         " tensors of the optimizer's state and holds ", file.tensors().size(), " tensors, of which ", used,
         " belong to parameters of this network");
  }
  LossScaler::State scale;
  int64_t skipped = 0;
  if (trainer.scaler() != nullptr) {
    scale = {loss_scale(file), position(file, kGrowthTracker)};
    skipped = position(file, kSkipped);
  }
  trainer.restore(steps_done, state, skipped, scale);
}

}  // namespace reslab
