// SPDX-License-Identifier: Apache-2.0
#include <ATen/core/grad_mode.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support.hpp"
#include "train/checkpoint.hpp"
#include "train/trainer.hpp"
#include "train/trainer_state.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

/// The tensors of a network, to be written with one of them changed.
NamedTensors state_of(const Network& network) {
  NamedTensors state;
  for (const auto& item : network.named_parameters()) state.emplace_back(item.key(), item.value());
  for (const auto& item : network.named_buffers()) state.emplace_back(item.key(), item.value());
  return state;
}

torch::Tensor& at_name(NamedTensors& state, const std::string& name) {
  for (auto& [key, tensor] : state) {
    if (key == name) return tensor;
  }
  throw std::out_of_range(name);
}

/// Loading `path` into a fresh network fails so, and changes nothing.
void require_refused(const std::string& path, ErrorKind kind, std::initializer_list<std::string> parts) {
  const auto network = small_network("basic", 3);
  require_error(kind, parts, [&] { load_network(*network, path); });
  REQUIRE(same_state(*network, *small_network("basic", 3)));
}

TrainerOptions options_for_state() {
  TrainerOptions options;
  options.batch = 32;
  options.schedule.milestones = {3, 4};
  return options;
}

}  // namespace

TEST_CASE("A checkpoint restores every bit", "[checkpoint]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.safetensors");
  for (const char* block : {"basic", "plain", "preact", "preact-noskip", "basic[norm=gn(4)]"}) {
    CAPTURE(block);
    const auto saved = small_network(block, 1);
    {
      const at::NoGradGuard no_grad;
      for (torch::Tensor buffer : saved->buffers()) buffer.add_(3);
    }
    save_network(*saved, path);
    const auto loaded = small_network(block, 2);
    REQUIRE_FALSE(same_state(*saved, *loaded));
    load_network(*loaded, path);
    REQUIRE(same_state(*saved, *loaded));
    for (const torch::Tensor& parameter : loaded->parameters()) {
      REQUIRE(parameter.requires_grad());
      if (parameter.dim() == 4) REQUIRE(parameter.is_contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
  REQUIRE(folder.entries() == 1);
}

TEST_CASE("A checkpoint identifies its network", "[checkpoint]") {
  const TemporaryFolder folder;
  NetworkOptions options;
  options.block = "preact[norm=gn(4)]";
  options.block_name = "mine";
  options.classes = 7;
  options.base = 8;
  options.layers = {1, 2, 1};
  options.final_norm = true;
  options.init = Init::kHeFanOut;
  options.seed = UINT64_MAX;
  const Network network(options);
  save_network(network, folder.file("w"));
  REQUIRE(SafetensorsFile(folder.file("w")).metadata() ==
          TensorMetadata{{"format", "pt"},
                         {"reslab.version", RESLAB_VERSION},
                         {"reslab.net", "tinynet"},
                         {"reslab.block", "mine"},
                         {"reslab.block_spec", canonical(network.net().blocks)},
                         {"reslab.classes", "7"},
                         {"reslab.base", "8"},
                         {"reslab.layers", "1,2,1"},
                         {"reslab.final_norm", "true"},
                         {"reslab.init", "he-fan-out"},
                         {"reslab.seed", "18446744073709551615"}});
}

TEST_CASE("A checkpoint is stored row-major under state_dict names", "[checkpoint]") {
  const TemporaryFolder folder;
  const auto network = small_network("basic", 1);
  save_network(*network, folder.file("w"));
  const SafetensorsFile file(folder.file("w"));
  const TensorEntry& entry = file.tensors().at("stage2.0.conv1.weight");
  REQUIRE(entry.shape == std::vector<int64_t>{16, 8, 3, 3});
  std::vector<float> values(16 * 8 * 9);
  file.read(entry, values.data());
  const torch::Tensor weight = network->named_parameters()["stage2.0.conv1.weight"];
  REQUIRE(values[(5 * 8 + 6) * 9 + 2 * 3 + 1] == weight[5][6][2][1].item<float>());
  REQUIRE(file.tensors().at("stem.1.num_batches_tracked").type == "I64");
  REQUIRE(file.tensors().at("stem.1.num_batches_tracked").shape.empty());
}

TEST_CASE("A file without our metadata is loaded by its names", "[checkpoint]") {
  const TemporaryFolder folder;
  const auto saved = small_network("basic", 1);
  write_tensors(folder.file("foreign"), state_of(*saved), {});
  const auto loaded = small_network("basic", 2);
  load_network(*loaded, folder.file("foreign"));
  REQUIRE(same_state(*saved, *loaded));
}

TEST_CASE("A checkpoint of another network changes nothing and says why", "[checkpoint]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w.safetensors");

  save_network(*small_network("plain"), path);
  require_refused(path, ErrorKind::kInvalidArgument,
                  {path, "missing (", "unexpected (stage1.0.net.0.weight", "block 'plain'", "block 'basic'"});
  NetworkOptions wide;
  wide.block = "basic";
  wide.base = 16;
  wide.layers = {1, 1, 1};
  save_network(Network(wide), path);
  require_refused(path, ErrorKind::kShapeMismatch, {"[16, 3, 3, 3]", "expected [8, 3, 3, 3]"});

  const auto network = small_network("basic", 1);
  NamedTensors state = state_of(*network);
  std::erase_if(state, [](const auto& item) { return item.first == "head.2.bias"; });
  write_tensors(path, state, {});
  require_refused(path, ErrorKind::kInvalidArgument, {"1 tensor(s) missing (head.2.bias)"});
  state.emplace_back("head.2.bais", at::zeros({10}));
  write_tensors(path, state, {});
  require_refused(path, ErrorKind::kInvalidArgument, {"it has 'head.2.bais' where 'head.2.bias' is expected"});

  state = state_of(*network);
  state.emplace_back("loss.weight", at::zeros({10}));
  write_tensors(path, state, {});
  require_refused(
      path, ErrorKind::kInvalidArgument,
      {"1 unexpected (loss.weight)", "the other 56 tensors have names of this network", "write the file without"});
  state.emplace_back("module.head.2.bias", at::zeros({10}));
  write_tensors(path, state, {});
  require_refused(path, ErrorKind::kInvalidArgument, {"2 unexpected (loss.weight, module.head.2.bias)"});
  state = state_of(*network);
  state.resize(state.size() / 3);
  write_tensors(folder.file("model-00001-of-00003.safetensors"), state, {});
  require_refused(folder.file("model-00001-of-00003.safetensors"), ErrorKind::kInvalidArgument,
                  {"one shard of several"});

  state = state_of(*network);
  at_name(state, "head.2.bias") = at::zeros({11});
  write_tensors(path, state, {});
  require_refused(path, ErrorKind::kShapeMismatch, {"'head.2.bias'", "[11]", "expected [10]"});

  require_refused(folder.file("absent"), ErrorKind::kIo, {"absent", "No such file"});
  save_network(*network, path);
  const std::string bytes = read_bytes(path);
  write_bytes(path, bytes.substr(0, bytes.size() - 1));
  require_refused(path, ErrorKind::kCorruptData, {"truncated"});
  write_bytes(path, bytes.substr(0, 100));
  require_refused(path, ErrorKind::kCorruptData, {"only 92 bytes follow", "truncated"});
}

TEST_CASE("Element types are converted as PyTorch's strict load does", "[checkpoint]") {
  const TemporaryFolder folder;
  const auto saved = small_network("basic", 1);
  {
    const at::NoGradGuard no_grad;
    // Values that every type has.
    for (torch::Tensor parameter : saved->parameters()) parameter.copy_((parameter * 64).round().clamp(-8, 8) + 0.0);
    for (torch::Tensor buffer : saved->buffers()) buffer.fill_(3);
  }
  struct Case {
    const char* weights;
    at::ScalarType weight_type;
    const char* counter;
    at::ScalarType counter_type;
    std::string notice;
  };
  const Case cases[] = {
      {"F16", at::kHalf, "I64", at::kLong, "converted F16 to F32"},
      {"BF16", at::kBFloat16, "I32", at::kInt, "converted BF16 to F32, I32 to I64"},
      {"F64", at::kDouble, "F32", at::kFloat, "converted F32 to I64, F64 to F32"},
      {"F8_E4M3", at::kFloat8_e4m3fn, "U8", at::kByte, "converted F8_E4M3 to F32, U8 to I64"},
      {"I16", at::kShort, "F16", at::kHalf, "converted F16 to I64, I16 to F32"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.weights, each.counter);
    NamedTensors state = state_of(*saved);
    std::vector<torch::Tensor> keep_alive;
    std::string header;
    std::string data;
    for (const auto& [name, tensor] : state) {
      const bool counter = tensor.scalar_type() == at::kLong;
      const torch::Tensor value = tensor.detach().to(counter ? each.counter_type : each.weight_type).contiguous();
      std::string shape;
      for (const int64_t size : value.sizes()) shape += (shape.empty() ? "" : ",") + std::to_string(size);
      header += (header.empty() ? "{\"" : ",\"") + name + "\":{\"dtype\":\"" + (counter ? each.counter : each.weights) +
                "\",\"shape\":[" + shape + "],\"data_offsets\":[" + std::to_string(data.size()) + ",";
      data.append(static_cast<const char*>(value.const_data_ptr()), value.nbytes());
      header += std::to_string(data.size()) + "]}";
    }
    header += "}";
    const uint64_t length = header.size();
    write_bytes(folder.file("w"), std::string(reinterpret_cast<const char*>(&length), 8) + header + data);
    const auto loaded = small_network("basic", 2);
    CHECK(load_network(*loaded, folder.file("w")) == each.notice);
    CHECK(same_state(*saved, *loaded));
  }
}

TEST_CASE("Missing counters of batches count as 0, and wrapped names are unwrapped", "[checkpoint]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w");
  const auto saved = small_network("basic", 1);
  NamedTensors state = state_of(*saved);
  std::erase_if(state, [](const auto& item) { return item.first.ends_with("num_batches_tracked"); });
  write_tensors(path, state, {});
  const auto loaded = small_network("basic", 2);
  {
    const at::NoGradGuard no_grad;
    loaded->named_buffers()["stem.1.num_batches_tracked"].fill_(5);
  }
  CHECK(load_network(*loaded, path) == "9 counters num_batches_tracked are missing and count as 0");
  CHECK(same_state(*saved, *loaded));

  const auto wrapped_as = [&](const std::string& prefix, const std::string& inside) {
    NamedTensors wrapped = state_of(*saved);
    for (auto& [name, tensor] : wrapped) {
      if (!inside.empty()) name.insert(name.rfind('.') + 1, inside);
      name = prefix + name;
    }
    write_tensors(path, wrapped, {});
    const auto network = small_network("basic", 2);
    const std::string notice = load_network(*network, path);
    CHECK(same_state(*saved, *network));
    return notice;
  };
  CHECK(wrapped_as("module.", "") == "names were taken without 'module.'");
  CHECK(wrapped_as("_orig_mod.", "") == "names were taken without '_orig_mod.'");
  CHECK(wrapped_as("_orig_mod.module.", "") == "names were taken without '_orig_mod.module.'");
  CHECK(wrapped_as("module._orig_mod.", "") == "names were taken without '_orig_mod.module.'");
  CHECK(wrapped_as("model.backbone.", "") == "names were taken without 'model.backbone.'");
  CHECK(wrapped_as("", "_orig_mod.") == "names were taken without '_orig_mod.'");
}

TEST_CASE("A number may be a vector of one, as PyTorch before 0.4 wrote it", "[checkpoint]") {
  const TemporaryFolder folder;
  const auto saved = small_network("basic", 1);
  NamedTensors state = state_of(*saved);
  at_name(state, "stem.1.num_batches_tracked") = at::zeros({1}, at::kLong);
  write_tensors(folder.file("w"), state, {});
  const auto loaded = small_network("basic", 2);
  load_network(*loaded, folder.file("w"));
  CHECK(same_state(*saved, *loaded));
}

TEST_CASE("Weights that no network can compute with are refused", "[checkpoint]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("w");
  const auto network = small_network("basic", 1);
  const auto with = [&](const std::string& name, double value) {
    NamedTensors state = state_of(*network);
    torch::Tensor changed = at_name(state, name).detach().contiguous().clone();
    changed.view(-1)[0] = value;
    at_name(state, name) = changed;
    write_tensors(path, state, {});
  };
  with("stem.0.weight", std::nan(""));
  require_refused(path, ErrorKind::kCorruptData,
                  {"'stem.0.weight' holds 1 NaN or infinite", "take an earlier checkpoint"});
  with("head.2.bias", HUGE_VAL);
  require_refused(path, ErrorKind::kCorruptData, {"'head.2.bias' holds 1 NaN or infinite"});
  with("stem.1.running_mean", std::nan(""));
  require_refused(path, ErrorKind::kCorruptData, {"'stem.1.running_mean'"});
  with("stem.1.running_var", -1e-3);
  require_refused(path, ErrorKind::kCorruptData,
                  {"'stem.1.running_var' holds the variance -0.001", "expected 0 or more"});
}

TEST_CASE("A trainer's state fits only the run that it was saved from", "[checkpoint]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("state");
  const auto dataset = Dataset::synthetic(80, 10, 1);
  const auto network = small_network();
  Trainer trainer(network, dataset, options_for_state());
  std::vector<StepRecord> records;
  trainer.run({.max_steps = 2}, &records);
  save_trainer(trainer, path);

  const SafetensorsFile file(path);
  REQUIRE(file.metadata().at("reslab.step") == "2");
  REQUIRE(file.metadata().at("reslab.epoch") == "0");
  REQUIRE(file.metadata().at("reslab.cursor") == "64");
  REQUIRE(file.metadata().at("reslab.trainer.lr") == "0.1");

  const auto refused = [&](std::initializer_list<std::string> parts, auto change) {
    TrainerOptions options = options_for_state();
    change(options);
    Trainer other(network, dataset, options);
    require_error(ErrorKind::kInvalidArgument, parts, [&] { load_trainer(other, path); });
    REQUIRE(other.steps_done() == 0);
  };
  refused({"reslab.trainer.lr is '0.1', here '0.2'"}, [](auto& o) { o.schedule.lr = 0.2; });
  refused({"reslab.trainer.batch is '32', here '16'"}, [](auto& o) { o.batch = 16; });
  refused({"reslab.trainer.seed is '0', here '9'"}, [](auto& o) { o.seed = 9; });
  refused({"reslab.trainer.shuffle", "reslab.trainer.augment"}, [](auto& o) {
    o.shuffle = false;
    o.augmentation = {};
  });
  refused({"reslab.trainer.milestones is '3,4', here '3'"}, [](auto& o) { o.schedule.milestones = {3}; });

  Trainer more_images(network, Dataset::synthetic(96, 10, 1), options_for_state());
  require_error(ErrorKind::kInvalidArgument, {"reslab.images is '80', here '96'"},
                [&] { load_trainer(more_images, path); });
  Trainer other_block(small_network("relu-before-add"), dataset, options_for_state());
  require_error(ErrorKind::kInvalidArgument, {"reslab.block_spec"}, [&] { load_trainer(other_block, path); });

  Trainer same(network, dataset, options_for_state());
  load_trainer(same, path);
  REQUIRE(same.steps_done() == 2);
}

TEST_CASE("A state that names no optimizer is one of SGD", "[checkpoint]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("state");
  const auto dataset = Dataset::synthetic(80, 10, 1);
  const auto network = small_network();
  Trainer trainer(network, dataset, options_for_state());
  std::vector<StepRecord> records;
  trainer.run({.max_steps = 2}, &records);
  save_trainer(trainer, path);

  TensorMetadata metadata = SafetensorsFile(path).metadata();
  REQUIRE(metadata.at("reslab.trainer.optimizer") == "sgd");
  const auto load_as = [&](const TensorMetadata& said) {
    write_tensors(path, trainer.optimizer().state(), said);
    Trainer other(network, dataset, options_for_state());
    load_trainer(other, path);
    return other.optimizer().state();
  };
  metadata["reslab.trainer.optimizer"] = "adam";
  require_error(ErrorKind::kInvalidArgument, {"reslab.trainer.optimizer is 'adam', here 'sgd'"},
                [&] { load_as(metadata); });
  metadata.erase("reslab.trainer.optimizer");
  const NamedTensors loaded = load_as(metadata);
  const NamedTensors saved = trainer.optimizer().state();
  REQUIRE(loaded.size() == saved.size());
  for (size_t i = 0; i < saved.size(); ++i) {
    CHECK(loaded[i].first == saved[i].first);
    CHECK(torch::equal(loaded[i].second, saved[i].second));
  }
}

TEST_CASE("A trainer's state that contradicts itself is corrupt", "[checkpoint]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("state");
  const auto dataset = Dataset::synthetic(80, 10, 1);
  const auto network = small_network();
  Trainer trainer(network, dataset, options_for_state());
  std::vector<StepRecord> records;
  trainer.run({.max_steps = 2}, &records);
  save_trainer(trainer, path);

  const SafetensorsFile file(path);
  const NamedTensors tensors = trainer.optimizer().state();
  REQUIRE(tensors.size() == network->parameters().size());
  const auto refused = [&](const std::string& key, const std::string& value, ErrorKind kind,
                           std::initializer_list<std::string> parts) {
    TensorMetadata metadata = file.metadata();
    metadata[key] = value;
    write_tensors(path, tensors, metadata);
    require_error(kind, parts, [&] { load_trainer(trainer, path); });
  };
  refused("reslab.step", "x", ErrorKind::kCorruptData, {"reslab.step is 'x'"});
  refused("reslab.step", "-1", ErrorKind::kCorruptData, {"reslab.step is '-1'"});
  refused("reslab.step", "3", ErrorKind::kCorruptData, {"step 3, epoch 0 and cursor 64 do not agree"});
  refused("reslab.step", "1000", ErrorKind::kCorruptData, {"do not agree"});
  refused("reslab.momentum_buffers", "3", ErrorKind::kCorruptData, {"declares 3 tensors of the optimizer's state"});
  refused("reslab.kind", "network", ErrorKind::kInvalidArgument, {"not the saved state of a trainer"});

  save_network(*network, path);
  require_error(ErrorKind::kInvalidArgument, {"not the saved state of a trainer"},
                [&] { load_trainer(trainer, path); });
}

TEST_CASE("A trainer's state is rejected with the weights of another step", "[checkpoint]") {
  const TemporaryFolder folder;
  const auto dataset = Dataset::synthetic(80, 10, 1);
  const auto network = small_network();
  Trainer trainer(network, dataset, options_for_state());
  std::vector<StepRecord> records;
  trainer.run({.max_steps = 2}, &records);
  save_network(*network, folder.file("w2"));
  save_trainer(trainer, folder.file("state2"));
  trainer.run({.max_steps = 1}, &records);
  save_network(*network, folder.file("w3"));  // and killed before state3

  const auto resumed_network = small_network();
  load_network(*resumed_network, folder.file("w3"));
  Trainer resumed(resumed_network, dataset, options_for_state());
  require_error(ErrorKind::kCorruptData, {folder.file("state2"), "does not belong to the weights in the network"},
                [&] { load_trainer(resumed, folder.file("state2")); });
  REQUIRE(resumed.steps_done() == 0);
  load_network(*resumed_network, folder.file("w2"));
  load_trainer(resumed, folder.file("state2"));
  REQUIRE(resumed.steps_done() == 2);
}

TEST_CASE("A fingerprint depends on the weights and nothing else", "[checkpoint]") {
  const auto network = small_network("basic", 1);
  const uint64_t before = fingerprint(*network);
  REQUIRE(fingerprint(*small_network("basic", 1)) == before);
  REQUIRE(fingerprint(*small_network("basic", 2)) != before);
  network->use_memory_format(at::MemoryFormat::Contiguous);
  REQUIRE(fingerprint(*network) == before);

  const at::NoGradGuard no_grad;
  for (auto& item : network->named_buffers()) {
    CAPTURE(item.key());
    const torch::Tensor kept = item.value().clone();
    item.value().add_(1);
    REQUIRE(fingerprint(*network) != before);
    item.value().copy_(kept);
  }
  torch::Tensor bias = network->named_parameters()["head.2.bias"];
  bias[9] = bias[9].item<float>() * (1 + 1e-7f);
  REQUIRE(fingerprint(*network) != before);
}
