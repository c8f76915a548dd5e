// SPDX-License-Identifier: Apache-2.0

// The C ABI of the diagnostics: the tables, the probes, the notebook's row, images from tensors.

#include <torch/types.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "data/batch_pipeline.hpp"
#include "data/tensor_images.hpp"
#include "probe/metric_table.hpp"
#include "probe/notebook.hpp"
#include "probe/probe.hpp"
#include "reslab/reslab.h"
#include "runtime/safetensors.hpp"
#include "support.hpp"

using namespace reslab::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// All probes but the two that take longest.
constexpr int32_t kQuickProbes = (2 * RL_PROBE_COORDINATES - 1) & ~(RL_PROBE_HESSIAN | RL_PROBE_NTK);
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Expects `call(&error)` to fail with `status` and a message that contains `part`.
void require_fails(rl_status status, const std::string& part, const std::function<rl_status(rl_error*)>& call) {
  rl_error error{};
  error.struct_size = sizeof(error);
  const rl_status outcome = call(&error);
  INFO(error.message);
  REQUIRE(outcome == status);
  REQUIRE(error.code == status);
  REQUIRE_THAT(std::string(error.message), ContainsSubstring(part));
  REQUIRE(call(nullptr) == status);
}

rl_network* small_handle(const char* block = "basic") {
  static constexpr int64_t kLayers[] = {1, 1, 1};
  rl_network_options options{};
  options.struct_size = sizeof(options);
  options.classes = 10;
  options.base = 8;
  options.layers = kLayers;
  options.layer_count = 3;
  options.final_norm = RL_FINAL_NORM_DEFAULT;
  options.net = "tinynet";
  options.block = block;
  rl_network* network = nullptr;
  REQUIRE(rl_network_create(&options, &network, nullptr) == RL_OK);
  return network;
}

rl_dataset* synthetic(int64_t images, int32_t classes, uint64_t seed) {
  rl_dataset* dataset = nullptr;
  REQUIRE(rl_dataset_create_synthetic(images, classes, seed, nullptr, &dataset, nullptr) == RL_OK);
  return dataset;
}

rl_probe_options probe_options(int32_t probes = RL_PROBE_ACTIVATIONS) {
  rl_probe_options options{};
  options.struct_size = sizeof(options);
  options.probes = probes;
  options.count = 4;
  options.eps = 1e-3;
  options.lr = .1;
  return options;
}

/// A network and its images, freed at the end.
struct Handles {
  rl_network* network = small_handle();
  rl_dataset* input = synthetic(40, 10, 1);
  rl_dataset* noise = synthetic(20, 2, 2);
  rl_dataset* hundred = synthetic(40, 100, 3);

  Handles() = default;
  ~Handles() {
    rl_network_free(network);
    for (rl_dataset* each : {input, noise, hundred}) rl_dataset_free(each);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;

  int64_t layers() const {
    int64_t count = 0;
    REQUIRE(rl_network_layers(network, nullptr, 0, &count, nullptr) == RL_OK);
    return count;
  }
};

int64_t metric_count() {
  int64_t count = 0;
  REQUIRE(rl_metric_table(nullptr, 0, &count, nullptr) == RL_OK);
  return count;
}

}  // namespace

TEST_CASE("the table of metrics is copied up to the caller's capacity", "[abi]") {
  const auto table = reslab::metric_table();
  REQUIRE(metric_count() == static_cast<int64_t>(table.size()));
  std::vector<rl_metric_row> rows(table.size() + 1);
  std::memset(rows.data(), 'x', rows.size() * sizeof(rl_metric_row));
  int64_t count = 0;
  REQUIRE(rl_metric_table(rows.data(), 2, &count, nullptr) == RL_OK);
  CHECK(count == static_cast<int64_t>(table.size()));
  CHECK(std::string(rows[1].name) == "std");
  CHECK(rows[2].name[0] == 'x');

  REQUIRE(rl_metric_table(rows.data(), static_cast<int64_t>(rows.size()), &count, nullptr) == RL_OK);
  CHECK(rows[table.size()].name[0] == 'x');
  std::set<std::string> names;
  std::set<std::pair<std::string, int32_t>> probes;
  for (size_t i = 0; i < table.size(); ++i) {
    const rl_metric_row& row = rows[i];
    INFO(row.name);
    // Whole texts: the fields are long enough for what the table says.
    CHECK(table[i].name == row.name);
    CHECK(table[i].summary == row.summary);
    CHECK(table[i].source == row.source);
    CHECK(reslab::probe_name(table[i].probe) == row.probe);
    CHECK(row.probe_bit == 1 << static_cast<int>(table[i].probe));
    CHECK(row.per_layer == (table[i].per_layer ? 1 : 0));
    CHECK(row.positive == (table[i].positive ? 1 : 0));
    CHECK(row.reserved == 0);
    CHECK(std::strlen(row.summary) > 0);
    CHECK(std::strlen(row.source) > 0);
    names.insert(row.name);
    probes.emplace(row.probe, row.probe_bit);
  }
  CHECK(names.size() == table.size());
  CHECK(probes.size() == 11);
  CHECK(probes.contains({"activations", RL_PROBE_ACTIVATIONS}));
  CHECK(probes.contains({"microbatch", RL_PROBE_MICROBATCH}));
  CHECK(probes.contains({"coordinates", RL_PROBE_COORDINATES}));

  require_fails(RL_INVALID_ARGUMENT, "rows is NULL",
                [&](rl_error* e) { return rl_metric_table(nullptr, 1, &count, e); });
  require_fails(RL_INVALID_ARGUMENT, "capacity is -1",
                [&](rl_error* e) { return rl_metric_table(rows.data(), -1, &count, e); });
  require_fails(RL_INVALID_ARGUMENT, "count is NULL",
                [&](rl_error* e) { return rl_metric_table(rows.data(), 1, nullptr, e); });
}

TEST_CASE("probes write their records", "[abi]") {
  const Handles handles;
  const int64_t enough = (handles.layers() + 1) * metric_count();
  std::vector<rl_measure> measures(static_cast<size_t>(enough));
  int64_t count = -1;
  rl_probe_options options = probe_options(kQuickProbes);
  options.count = 16;
  options.first = 3;
  options.seed = 7;
  options.bn_mode = RL_BN_EVAL;
  options.float64 = 1;
  options.eps = 1e-2;
  options.lr = .05;
  REQUIRE(rl_network_probe(handles.network, handles.input, &options, measures.data(), enough, &count, nullptr,
                           nullptr) == RL_OK);

  const std::shared_ptr<reslab::Network> network = small_network();
  const reslab::Measures expected = reslab::run_probes(*network, *reslab::Dataset::synthetic(40, 10, 1),
                                                       {.probes = kQuickProbes,
                                                        .bn_mode = reslab::BnMode::kEval,
                                                        .float64 = true,
                                                        .seed = 7,
                                                        .first = 3,
                                                        .count = 16,
                                                        .eps = 1e-2,
                                                        .lr = .05},
                                                       nullptr);
  REQUIRE(count == static_cast<int64_t>(expected.size()));
  std::set<std::pair<int32_t, int32_t>> seen;
  const auto table = reslab::metric_table();
  for (size_t i = 0; i < expected.size(); ++i) {
    const rl_measure& found = measures[i];
    REQUIRE((found.metric >= 0 && found.metric < metric_count()));
    const reslab::MetricRow& row = table[static_cast<size_t>(found.metric)];
    INFO(row.name << " of layer " << found.layer);
    CHECK(found.metric == static_cast<int32_t>(expected[i].metric));
    CHECK(found.layer == expected[i].layer);
    CHECK((found.value == Catch::Approx(expected[i].value).epsilon(1e-9) ||
           (std::isnan(found.value) && std::isnan(expected[i].value))));
    CHECK(seen.emplace(found.metric, found.layer).second);
    CHECK((found.layer >= 0) == row.per_layer);
    CHECK(found.layer < handles.layers());
  }

  int32_t cancel = 1;
  require_fails(RL_CANCELLED, "cancelled", [&](rl_error* e) {
    return rl_network_probe(handles.network, handles.input, &options, measures.data(), enough, &count, &cancel, e);
  });
}

TEST_CASE("what probes are asked is checked before they compute", "[abi]") {
  const Handles handles;
  const int64_t enough = (handles.layers() + 1) * metric_count();
  std::vector<rl_measure> measures(static_cast<size_t>(enough), rl_measure{-7, -7, 0});
  int64_t count = -7;
  // A probe that began would notice the flag and say that it was cancelled.
  const int32_t cancel = 1;
  const auto refused = [&](const rl_probe_options& options, const std::string& part) {
    require_fails(RL_INVALID_ARGUMENT, part, [&](rl_error* e) {
      return rl_network_probe(handles.network, handles.input, &options, measures.data(), enough, &count, &cancel, e);
    });
  };
  const auto changed = [](auto&& change) {
    rl_probe_options options = probe_options();
    change(options);
    return options;
  };
  const rl_probe_options good = probe_options();
  require_fails(RL_INVALID_ARGUMENT, "expected at least " + std::to_string(enough), [&](rl_error* e) {
    return rl_network_probe(handles.network, handles.input, &good, measures.data(), enough - 1, &count, &cancel, e);
  });
  require_fails(RL_CANCELLED, "cancelled", [&](rl_error* e) {
    return rl_network_probe(handles.network, handles.input, &good, measures.data(), enough, &count, &cancel, e);
  });
  refused(changed([](auto& o) { o.probes = 0; }), "probes is 0");
  refused(changed([](auto& o) { o.probes = -1; }), "options.probes is -1");
  refused(changed([](auto& o) { o.probes = 2 * RL_PROBE_COORDINATES; }), "probes is 2048");
  refused(changed([](auto& o) { o.bn_mode = 2; }), "options.bn_mode is 2, expected one of RL_BN_*");
  refused(changed([](auto& o) { o.bn_mode = -1; }), "options.bn_mode is -1");
  refused(changed([](auto& o) { o.count = 1; }), "the batch is 1, expected at least 2");
  refused(changed([](auto& o) { o.count = 0; }), "the batch is 0");
  refused(changed([](auto& o) { o.count = 41; }), "40");
  refused(changed([](auto& o) { o.count = std::numeric_limits<int64_t>::max(); }), "40");
  refused(changed([](auto& o) { o.first = 37; }), "40");
  refused(changed([](auto& o) { o.first = -1; }), "-1");
  refused(changed([](auto& o) { o.eps = 0; }), "eps is 0");
  refused(changed([](auto& o) { o.eps = kNaN; }), "eps is nan");
  refused(changed([](auto& o) { o.lr = -.1; }), "lr is -0.1");
  refused(changed([](auto& o) { o.struct_size = 8; }), "options.struct_size is 8, expected 56");

  const auto call = [&](const std::string& part, const rl_network* network, const rl_dataset* input,
                        const rl_probe_options* options, rl_measure* target, int64_t* written) {
    require_fails(RL_INVALID_ARGUMENT, part, [&](rl_error* e) {
      return rl_network_probe(const_cast<rl_network*>(network), input, options, target, enough, written, &cancel, e);
    });
  };
  call("network is NULL", nullptr, handles.input, &good, measures.data(), &count);
  call("dataset is NULL", handles.network, nullptr, &good, measures.data(), &count);
  call("options is NULL", handles.network, handles.input, nullptr, measures.data(), &count);
  call("measures is NULL", handles.network, handles.input, &good, nullptr, &count);
  call("count is NULL", handles.network, handles.input, &good, measures.data(), nullptr);
  call("the data set has 100 classes", handles.network, handles.hundred, &good, measures.data(), &count);

  CHECK(count == -7);
  for (const rl_measure& each : measures) CHECK(each.metric == -7);

  rl_status status = RL_OK;
  std::thread([&] {
    status = rl_network_probe(handles.network, handles.input, &good, measures.data(), enough, &count, nullptr, nullptr);
  }).join();
  CHECK(status == RL_WRONG_THREAD);
}

TEST_CASE("the notebook's row is written", "[abi]") {
  const Handles handles;
  rl_notebook_row row{};
  row.struct_size = sizeof(row);
  REQUIRE(rl_network_analyze_as_notebook(handles.network, handles.input, handles.noise, .1, 2, 8, &row, nullptr) ==
          RL_OK);

  const std::shared_ptr<reslab::Network> network = small_network();
  reslab::Batch image_memory = reslab::make_batch(8, reslab::cifar10_images().shape);
  reslab::Batch noise_memory = reslab::make_batch(8, reslab::cifar10_images().shape);
  const reslab::Batch batch = reslab::assemble_range(*reslab::Dataset::synthetic(40, 10, 1), 2, 8, image_memory);
  const reslab::Batch noise = reslab::assemble_range(*reslab::Dataset::synthetic(20, 2, 2), 2, 8, noise_memory);
  const reslab::NotebookRow expected =
      reslab::analyze_as_notebook(*network, batch.images, batch.labels, noise.images * .1);
  CHECK(row.layers_tracked == expected.layers_tracked);
  // Every double by its place: a field that was left out or swapped shows.
  const auto same = [](double a, double b) { return a == Catch::Approx(b).epsilon(1e-5); };
  CHECK(same(row.mean_of_means, expected.mean_of_means));
  CHECK(same(row.mean_of_stds, expected.mean_of_stds));
  CHECK(same(row.min_std, expected.min_std));
  CHECK(same(row.max_std, expected.max_std));
  CHECK(same(row.relu_zero_fraction_mean, expected.relu_zero_fraction_mean));
  CHECK(same(row.relu_zero_fraction_max, expected.relu_zero_fraction_max));
  CHECK(same(row.loss, expected.loss));
  CHECK(same(row.grad_norm_first_conv, expected.grad_norm_first_conv));
  CHECK(same(row.grad_norm_last_linear, expected.grad_norm_last_linear));
  CHECK(same(row.grad_norm_global, expected.grad_norm_global));
  CHECK(same(row.first_last_ratio, expected.first_last_ratio));
  CHECK(same(row.logit_difference, expected.logit_difference));
  CHECK(row.logit_difference > 0);

  const rl_notebook_row before = row;
  const auto refused = [&](rl_status status, const std::string& part, const rl_dataset* input,
                           const rl_dataset* noise_images, int64_t first, int64_t count, rl_notebook_row* target) {
    require_fails(status, part, [&](rl_error* e) {
      return rl_network_analyze_as_notebook(handles.network, input, noise_images, .1, first, count, target, e);
    });
  };
  refused(RL_INVALID_ARGUMENT, "20", handles.input, handles.noise, 0, 21, &row);
  refused(RL_INVALID_ARGUMENT, "40", handles.input, handles.noise, 39, 2, &row);
  refused(RL_INVALID_ARGUMENT, "0", handles.input, handles.noise, 0, 0, &row);
  refused(RL_INVALID_ARGUMENT, "the data set has 100 classes", handles.hundred, handles.noise, 0, 2, &row);
  refused(RL_INVALID_ARGUMENT, "dataset is NULL", nullptr, handles.noise, 0, 2, &row);
  refused(RL_INVALID_ARGUMENT, "dataset is NULL", handles.input, nullptr, 0, 2, &row);
  refused(RL_INVALID_ARGUMENT, "row is NULL", handles.input, handles.noise, 0, 2, nullptr);
  rl_notebook_row small = before;
  small.struct_size = 16;
  refused(RL_INVALID_ARGUMENT, "row.struct_size is 16, expected 112", handles.input, handles.noise, 0, 2, &small);
  CHECK(std::memcmp(&before, &row, sizeof(row)) == 0);

  rl_status status = RL_OK;
  std::thread([&] {
    status = rl_network_analyze_as_notebook(handles.network, handles.input, handles.noise, .1, 0, 2, &row, nullptr);
  }).join();
  CHECK(status == RL_WRONG_THREAD);
}

TEST_CASE("a block's traits are described", "[abi]") {
  struct Expected {
    const char* block;
    // In the order of rl_block_traits: shortcut, unused, pre-activated, activates after the merge, normalises after it,
    // activates the shortcut, alters it, branch ends activated, shrinking, convolutions, BNs, GNs, zero-initialised.
    std::vector<int32_t> traits;
  };
  static const std::vector<Expected> kExpected = {
      {"toy", {1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}},
      {"plain", {0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0}},
      {"plain-valid", {0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, 0, 0}},
      {"basic", {1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 3, 0, 0}},
      {"preact", {1, 0, 1, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0}},
      {"preact-noskip", {0, 1, 1, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0}},
      {"bottleneck", {1, 0, 0, 1, 0, 0, 0, 0, 0, 3, 4, 0, 0}},
      {"preact-bottleneck", {1, 0, 1, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0}},
      {"bn-after-add", {1, 0, 0, 1, 1, 0, 0, 0, 0, 2, 3, 0, 0}},
      {"relu-before-add", {1, 0, 0, 0, 0, 0, 0, 1, 0, 2, 3, 0, 0}},
      {"relu-only-preact", {1, 0, 1, 0, 0, 0, 0, 0, 0, 2, 2, 0, 0}},
      {"constant-scaling", {1, 0, 0, 1, 0, 0, 1, 0, 0, 2, 3, 0, 0}},
      {"exclusive-gating", {1, 0, 0, 1, 0, 0, 1, 0, 0, 2, 3, 0, 0}},
      {"shortcut-gating", {1, 0, 0, 1, 0, 0, 1, 0, 0, 2, 3, 0, 0}},
      {"conv-shortcut", {1, 0, 0, 1, 0, 0, 1, 0, 0, 2, 3, 0, 0}},
      {"dropout-shortcut", {1, 0, 0, 1, 0, 0, 1, 0, 0, 2, 3, 0, 0}},
      {"basic[norm=gn, act=silu]", {1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 3, 0}},
      {"basic[zero-init]", {1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 3, 0, 1}},
      {"branch: conv3/s; shortcut: identity; project: conv1/s relu; merge: add",
       {1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}},
  };
  std::set<std::string> described;
  for (const Expected& each : kExpected) {
    INFO(each.block);
    rl_block_traits traits{};
    traits.struct_size = sizeof(traits);
    REQUIRE(rl_block_describe(each.block, &traits, nullptr) == RL_OK);
    int32_t found[13];
    static_assert(sizeof(traits) == sizeof(traits.struct_size) + sizeof(found));
    std::memcpy(found, reinterpret_cast<const char*>(&traits) + sizeof(traits.struct_size), sizeof(found));
    CHECK(std::vector<int32_t>(std::begin(found), std::end(found)) == each.traits);
    described.insert(each.block);
  }
  int64_t count = 0;
  REQUIRE(rl_block_table(nullptr, 0, &count, nullptr) == RL_OK);
  std::vector<rl_block_row> rows(static_cast<size_t>(count));
  REQUIRE(rl_block_table(rows.data(), count, &count, nullptr) == RL_OK);
  for (const rl_block_row& row : rows) CHECK(described.contains(row.name));

  rl_block_traits traits{};
  traits.struct_size = sizeof(traits);
  require_fails(RL_INVALID_ARGUMENT, "did you mean 'basic'",
                [&](rl_error* e) { return rl_block_describe("basik", &traits, e); });
  require_fails(RL_INVALID_ARGUMENT, "text is NULL",
                [&](rl_error* e) { return rl_block_describe(nullptr, &traits, e); });
  require_fails(RL_INVALID_ARGUMENT, "traits is NULL",
                [&](rl_error* e) { return rl_block_describe("toy", nullptr, e); });
  traits.struct_size = 60;
  require_fails(RL_INVALID_ARGUMENT, "traits.struct_size is 60",
                [&](rl_error* e) { return rl_block_describe("toy", &traits, e); });
}

namespace {

/// Three images whose values encode their positions, and their labels.
struct Tensors {
  std::vector<float> images = std::vector<float>(3 * 3072);
  std::vector<int64_t> labels = {0, 9, 4};

  Tensors() {
    for (size_t i = 0; i < images.size(); ++i) images[i] = static_cast<float>(i) / 4;
  }

  std::vector<reslab::TensorView> views() const {
    return {{"x", reslab::TensorType::kFloat32, {3, 3, 32, 32}, images.data()},
            {"y", reslab::TensorType::kInt64, {3}, labels.data()},
            {"flat", reslab::TensorType::kFloat32, {3, 3072}, images.data()},
            {"gray", reslab::TensorType::kFloat32, {9, 1, 32, 32}, images.data()},
            {"tiny", reslab::TensorType::kFloat32, {576, 1, 4, 4}, images.data()},
            {"none", reslab::TensorType::kFloat32, {0, 3, 32, 32}, images.data()},
            {"two", reslab::TensorType::kInt64, {2}, labels.data()},
            {"column", reslab::TensorType::kInt64, {3, 1}, labels.data()},
            {"floats", reslab::TensorType::kFloat32, {3}, images.data()},
            {"counts", reslab::TensorType::kInt64, {1, 3, 1, 1}, labels.data()}};
  }

  std::string write(const TemporaryFolder& folder, const std::string& name) const {
    reslab::write_safetensors(folder.file(name), views(), {});
    return folder.file(name);
  }
};

void require_refused(rl_status status, const std::string& part, const std::string& path, const char* images,
                     const char* labels, int32_t classes = 10) {
  rl_dataset* dataset = nullptr;
  require_fails(status, part, [&](rl_error* e) {
    return rl_dataset_open_tensors(path.c_str(), images, labels, classes, nullptr, &dataset, e);
  });
  REQUIRE(dataset == nullptr);
}

}  // namespace

TEST_CASE("images and labels are read from tensors as they are", "[abi]") {
  const TemporaryFolder folder;
  const Tensors tensors;
  const std::string path = tensors.write(folder, "batch.safetensors");
  rl_dataset* dataset = nullptr;
  REQUIRE(rl_dataset_open_tensors(path.c_str(), "x", "y", 10, nullptr, &dataset, nullptr) == RL_OK);
  rl_dataset_info info{};
  info.struct_size = sizeof(info);
  REQUIRE(rl_dataset_describe(dataset, &info, nullptr) == RL_OK);
  CHECK(info.images == 3);
  CHECK(info.classes == 10);
  std::vector<int64_t> labels(3);
  REQUIRE(rl_dataset_labels(dataset, 0, 3, labels.data(), nullptr) == RL_OK);
  CHECK(labels == tensors.labels);
  rl_dataset_free(dataset);

  // Without labels all are 0.
  REQUIRE(rl_dataset_open_tensors(path.c_str(), "x", nullptr, 2, nullptr, &dataset, nullptr) == RL_OK);
  REQUIRE(rl_dataset_labels(dataset, 0, 3, labels.data(), nullptr) == RL_OK);
  CHECK(labels == std::vector<int64_t>{0, 0, 0});
  rl_dataset_free(dataset);

  const std::shared_ptr<reslab::Dataset> data = reslab::open_tensor_images(path, "x", nullptr, 2);
  reslab::Batch memory = reslab::make_batch(3, reslab::cifar10_images().shape);
  const torch::Tensor images = reslab::assemble_range(*data, 0, 3, memory).images.contiguous();
  CHECK(std::memcmp(images.const_data_ptr(), tensors.images.data(), tensors.images.size() * sizeof(float)) == 0);
}

TEST_CASE("tensors that are no images or labels are refused", "[abi]") {
  const TemporaryFolder folder;
  Tensors tensors;
  const std::string path = tensors.write(folder, "batch.safetensors");
  require_refused(RL_INVALID_ARGUMENT, "has no tensor 'z'; it holds 'column', 'counts'", path, "z", "y");
  require_refused(RL_INVALID_ARGUMENT, "has no tensor 'z'", path, "x", "z");
  require_refused(RL_DTYPE_MISMATCH, "tensor 'counts' is I64, expected F32", path, "counts", "y");
  require_refused(RL_DTYPE_MISMATCH, "tensor 'floats' is F32, expected I64", path, "x", "floats");
  require_refused(RL_SHAPE_MISMATCH, "'flat' has shape [3, 3072]", path, "flat", "y");
  // Gray images are images, of which there are more than labels.
  require_refused(RL_SHAPE_MISMATCH, "'y' has shape [3], expected [9]", path, "gray", "y");
  require_refused(RL_INVALID_ARGUMENT, "height of the images is 4, expected 8 to 512", path, "tiny", "y");
  require_refused(RL_SHAPE_MISMATCH, "'none' has shape [0, 3, 32, 32]", path, "none", "y");
  require_refused(RL_SHAPE_MISMATCH, "'two' has shape [2], expected [3]", path, "x", "two");
  require_refused(RL_SHAPE_MISMATCH, "'column' has shape [3, 1]", path, "x", "column");
  require_refused(RL_INVALID_ARGUMENT, "label 1 is 9, expected 0 to 8", path, "x", "y", 9);
  require_refused(RL_INVALID_ARGUMENT, "classes is 1", path, "x", "y", 1);
  require_refused(RL_IO_ERROR, "missing.safetensors", folder.file("missing.safetensors"), "x", "y");
  rl_dataset* dataset = nullptr;
  require_fails(RL_INVALID_ARGUMENT, "path is NULL",
                [&](rl_error* e) { return rl_dataset_open_tensors(nullptr, "x", "y", 10, nullptr, &dataset, e); });
  require_fails(RL_INVALID_ARGUMENT, "images is NULL", [&](rl_error* e) {
    return rl_dataset_open_tensors(path.c_str(), nullptr, "y", 10, nullptr, &dataset, e);
  });
  require_fails(RL_INVALID_ARGUMENT, "dataset is NULL",
                [&](rl_error* e) { return rl_dataset_open_tensors(path.c_str(), "x", "y", 10, nullptr, nullptr, e); });

  tensors.labels[2] = -1;
  require_refused(RL_INVALID_ARGUMENT, "label 2 is -1", tensors.write(folder, "negative.safetensors"), "x", "y");
  tensors.images[2 * 3072 + 5] = static_cast<float>(kNaN);
  require_refused(RL_INVALID_ARGUMENT, "'x' holds nan in image 2", tensors.write(folder, "nan.safetensors"), "x", "y");
  tensors.images[2 * 3072 + 5] = -std::numeric_limits<float>::infinity();
  require_refused(RL_INVALID_ARGUMENT, "in image 2", tensors.write(folder, "infinite.safetensors"), "x", "y");

  const std::string bytes = read_bytes(path);
  for (const size_t length : {bytes.size() - 1, bytes.size() / 2, size_t{100}, size_t{7}, size_t{0}}) {
    INFO(length << " bytes");
    write_bytes(folder.file("cut.safetensors"), bytes.substr(0, length));
    require_refused(RL_CORRUPT_DATA, "cut.safetensors", folder.file("cut.safetensors"), "x", "y");
  }
}
