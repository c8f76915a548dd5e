// SPDX-License-Identifier: Apache-2.0

// ResLab against PyTorch: the values of tests/golden/golden.tsv, whose README says how they were made. Its runs of
// twenty steps are those of ParityTest, which makes them through the Java API and so through all that is below it.

#include <ATen/Version.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "data/batch_pipeline.hpp"
#include "nn/network.hpp"
#include "support.hpp"
#include "train/evaluation.hpp"
#include "train/schedule.hpp"
#include "train/trainer.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

using Values = std::vector<std::string>;
using Rows = std::map<std::string, Values>;        // by key
using Quantities = std::map<std::string, Rows>;    // by quantity
using Golden = std::map<std::string, Quantities>;  // by case

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

Golden read_golden() {
  const std::string path = source_file("tests/golden/golden.tsv");
  std::ifstream file(path);
  Golden golden;
  for (std::string line; std::getline(file, line);) {
    Values fields = split(line, '\t');
    if (fields.size() < 4) throw std::runtime_error(path + ": not a row: " + line);
    golden[fields[0]][fields[1]][fields[2]] = Values(fields.begin() + 3, fields.end());
  }
  if (golden.empty()) throw std::runtime_error(path + ": no rows");
  return golden;
}

const Golden& golden() {
  static const Golden rows = read_golden();
  return rows;
}

double number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') throw std::runtime_error("not a number: '" + text + "'");
  return value;
}

std::vector<double> numbers(const Values& values) {
  std::vector<double> parsed;
  for (const std::string& value : values) parsed.push_back(number(value));
  return parsed;
}

/// FNV-1a, 64 bits, of a tensor's elements in row-major order.
std::string fingerprint(const torch::Tensor& tensor) {
  const torch::Tensor dense = tensor.detach().contiguous();
  const auto* bytes = static_cast<const unsigned char*>(dense.const_data_ptr());
  uint64_t hash = 0xcbf29ce484222325;
  for (size_t i = 0; i < dense.nbytes(); ++i) hash = (hash ^ bytes[i]) * 0x100000001b3;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::string shape_text(const torch::Tensor& tensor) {
  std::string text;
  for (const int64_t size : tensor.sizes()) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text.empty() ? "scalar" : text;
}

/// Shape and fingerprint of every parameter and buffer.
Rows state_of(const Network& network) {
  Rows rows;
  const auto add = [&rows](const auto& tensors) {
    for (const auto& item : tensors) rows[item.key()] = {shape_text(item.value()), fingerprint(item.value())};
  };
  add(network.named_parameters());
  add(network.named_buffers());
  return rows;
}

/// The network of a case named "net/block/init/seed".
std::shared_ptr<Network> network_of(const std::string& name) {
  const std::vector<std::string> parts = split(name, '/');
  const std::map<std::string, Init> inits = {
      {"default", Init::kDefault}, {"he-fan-in", Init::kHeFanIn}, {"he-fan-out", Init::kHeFanOut}};
  NetworkOptions options;
  options.net = parts.at(0);
  options.block = parts.at(1);
  options.init = inits.at(parts.at(2));
  options.seed = std::stoull(parts.at(3));
  return std::make_shared<Network>(options);
}

std::shared_ptr<Dataset> test_images() { return open_cifar(CifarFormat::kCifar10, {fixture("test_batch.bin")}, 0); }

/// Compares the logits of the first test images row by row, relative to the largest logit of the row.
void require_logits(Network& network, const Rows& expected) {
  const auto count = static_cast<int64_t>(expected.size());
  const int64_t classes = network.options().classes;
  std::vector<float> logits(static_cast<size_t>(count * classes));
  evaluate(network, *test_images(), 0, count, count, logits.data(), nullptr);
  for (const auto& [key, values] : expected) {
    const std::vector<double> row = numbers(values);
    REQUIRE(static_cast<int64_t>(row.size()) == classes);
    double largest = 0;
    double difference = 0;
    for (size_t c = 0; c < row.size(); ++c) {
      largest = std::max(largest, std::abs(row[c]));
      difference = std::max(difference, std::abs(logits[std::stoul(key) * row.size() + c] - row[c]));
    }
    INFO("image " << key << ": largest difference " << difference << ", largest logit " << largest);
    REQUIRE(difference <= 1e-5 * largest);
  }
}

/// PyTorch draws other random values from one seed where the CPU has no AVX2; the stored ones are those with AVX2.
bool draws_as_stored() {
  if (at::get_cpu_capability() != "DEFAULT") return true;
  WARN("this CPU has no AVX2, so one seed gives other weights than the stored ones: not compared");
  return false;
}

/// Every case that has `quantity`.
std::vector<std::string> cases_with(const std::string& quantity) {
  std::vector<std::string> names;
  for (const auto& [name, quantities] : golden()) {
    if (quantities.contains(quantity)) names.push_back(name);
  }
  REQUIRE_FALSE(names.empty());
  return names;
}

double setting(const std::string& key) { return number(golden().at("meta").at("trajectory").at(key).at(0)); }

/// On the threads of the reference runs: another number sums in another order.
std::vector<StepRecord> train(const std::shared_ptr<Network>& network, double lr, int64_t steps) {
  const Threads threads(2);
  TrainerOptions options;
  const auto epochs = static_cast<int64_t>(setting("epochs"));
  options.schedule = {.kind = Schedule::kMultiStep,
                      .lr = lr,
                      .epochs = epochs,
                      .gamma = 0.1,
                      .milestones = {static_cast<int64_t>(0.6 * static_cast<double>(epochs)),
                                     static_cast<int64_t>(0.85 * static_cast<double>(epochs))}};
  options.batch = static_cast<int64_t>(setting("batch"));
  options.shuffle = false;
  // The format of the reference runs: other kernels would sum in another order.
  options.memory_format = c10::MemoryFormat::Contiguous;
  options.augmentation = {};
  Trainer trainer(network, real_images(), options);
  std::vector<StepRecord> records;
  while (trainer.steps_done() < steps) trainer.run({.max_steps = steps - trainer.steps_done()}, &records);
  REQUIRE(static_cast<int64_t>(records.size()) == steps);
  return records;
}

void require_steps(const std::vector<StepRecord>& records, const Rows& expected) {
  REQUIRE(records.size() == expected.size());
  for (const StepRecord& record : records) {
    const std::string key = (record.step < 10 ? "0" : "") + std::to_string(record.step);
    const std::vector<double> row = numbers(expected.at(key));
    INFO("step " << key);
    CHECK(record.loss == Catch::Approx(row.at(0)).epsilon(1e-3));
    CHECK(record.grad_norm == Catch::Approx(row.at(1)).epsilon(2e-2));
    CHECK(record.lr == row.at(2));
  }
}

}  // namespace

TEST_CASE("Batches are PyTorch's bit for bit", "[golden]") {
  const Quantities& data = golden().at("data");
  const Rows& expected = data.at("batch64");
  BatchPipeline pipeline(real_images(), {.batch = 64, .epochs = 1, .shuffle = false, .augmentation = {}}, 0);
  for (const auto& [index, values] : expected) {
    INFO("batch " << index);
    const Batch batch = pipeline.next();
    REQUIRE(Values{shape_text(batch.images), fingerprint(batch.images), fingerprint(batch.labels)} == values);
    if (index != "0") continue;
    for (const auto& [key, pixel] : data.at("pixel")) {
      const std::vector<std::string> at = split(key, '/');
      INFO("pixel " << key);
      REQUIRE(batch.images[std::stol(at.at(0))][std::stol(at.at(1))][std::stol(at.at(2))][std::stol(at.at(3))]
                  .item<float>() == static_cast<float>(number(pixel.at(0))));
    }
  }
}

TEST_CASE("Learning rates are those of PyTorch's schedulers", "[golden]") {
  for (const auto& [key, values] : golden().at("schedule").at("multistep")) {
    const int64_t epochs = std::stol(key);
    const auto length = static_cast<double>(epochs);
    const ScheduleOptions options{
        .kind = Schedule::kMultiStep,
        .lr = 0.1,
        .epochs = epochs,
        .gamma = 0.1,
        .milestones = {static_cast<int64_t>(0.6 * length), static_cast<int64_t>(0.85 * length)}};
    for (int64_t epoch = 0; epoch < epochs; ++epoch) {
      INFO("epoch " << epoch << " of " << epochs);
      REQUIRE(learning_rate(options, epoch * 7, 7) == number(values.at(static_cast<size_t>(epoch))));
    }
  }
  for (const auto& [key, values] : golden().at("schedule").at("cosine")) {
    const int64_t epochs = std::stol(key);
    const ScheduleOptions options{.kind = Schedule::kCosine, .lr = 0.1, .epochs = epochs, .milestones = {}};
    for (int64_t epoch = 0; epoch < epochs; ++epoch) {
      INFO("epoch " << epoch << " of " << epochs);
      // PyTorch steps recursively, which rounds a little differently from the closed form.
      REQUIRE(learning_rate(options, epoch * 7, 7) ==
              Catch::Approx(number(values.at(static_cast<size_t>(epoch)))).epsilon(1e-12));
    }
  }
}

TEST_CASE("Initial weights are PyTorch's bit for bit", "[golden]") {
  if (!draws_as_stored()) return;
  for (const std::string& name : cases_with("fingerprint")) {
    INFO(name);
    const std::shared_ptr<Network> network = network_of(name);
    const Quantities& expected = golden().at(name);
    REQUIRE(std::to_string(network->parameter_count()) == expected.at("parameters").at("-").at(0));
    const Rows state = state_of(*network);
    for (const auto& [tensor, values] : expected.at("fingerprint")) {
      INFO(tensor);
      REQUIRE(state.contains(tensor));
      REQUIRE(state.at(tensor) == values);
    }
    REQUIRE(state.size() == expected.at("fingerprint").size());
  }
}

TEST_CASE("Logits of untrained networks agree with PyTorch's", "[golden]") {
  if (!draws_as_stored()) return;
  for (const std::string& name : cases_with("logits")) {
    INFO(name);
    require_logits(*network_of(name), golden().at(name).at("logits"));
  }
}

TEST_CASE("Steps in bfloat16 follow PyTorch's autocast", "[golden][precision]") {
  if (!draws_as_stored()) return;
  for (const std::string& name : cases_with("step_bf16")) {
    INFO(name);
    const Rows& expected = golden().at(name).at("step_bf16");
    const std::shared_ptr<Network> network = network_of(name);
    network->use_precision(Precision::kBf16);
    require_steps(train(network, setting("lr_relu"), static_cast<int64_t>(expected.size())), expected);
  }
}
