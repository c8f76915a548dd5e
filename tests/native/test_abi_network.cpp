// SPDX-License-Identifier: Apache-2.0
#include <cstring>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "reslab/reslab.h"

// The parts of the C ABI that need no dataset: runtime, blocks, networks.

namespace {

rl_error fresh_error() {
  rl_error error{};
  error.struct_size = sizeof(rl_error);
  return error;
}

rl_network_options tinynet(const char* block) {
  rl_network_options options{};
  options.struct_size = sizeof(options);
  options.classes = 10;
  options.final_norm = RL_FINAL_NORM_DEFAULT;
  options.net = "tinynet";
  options.block = block;
  return options;
}

int64_t live_networks() {
  int64_t count = -1;
  REQUIRE(rl_runtime_live_handles(RL_HANDLE_NETWORK, &count, nullptr) == RL_OK);
  return count;
}

/// The message of a create call that has to fail with `status`.
std::string refused(const rl_network_options& options, rl_status status) {
  rl_error error = fresh_error();
  rl_network* network = nullptr;
  CHECK(rl_network_create(&options, &network, &error) == status);
  CHECK(error.code == status);
  CHECK(network == nullptr);
  return error.message;
}

}  // namespace

TEST_CASE("a network's kernels are one of two", "[abi]") {
  rl_network_options options{};
  options.struct_size = sizeof(options);
  options.classes = 10;
  options.final_norm = RL_FINAL_NORM_DEFAULT;
  options.base = 8;
  options.net = "tinynet";
  options.block = "basic";
  rl_error error = fresh_error();
  rl_network* network = nullptr;
  REQUIRE(rl_network_create(&options, &network, &error) == RL_OK);
  CHECK(rl_network_use_kernels(network, RL_KERNELS_REFERENCE, &error) == RL_OK);
  CHECK(rl_network_use_kernels(network, RL_KERNELS_FAST, &error) == RL_OK);
  CHECK(rl_network_use_kernels(network, 2, &error) == RL_INVALID_ARGUMENT);
  CHECK(std::string(error.message) == "kernels is 2, expected one of RL_KERNELS_*");
  CHECK(rl_network_use_kernels(nullptr, RL_KERNELS_FAST, &error) == RL_INVALID_ARGUMENT);
  rl_network_free(network);
}

TEST_CASE("the runtime describes itself", "[abi]") {
  CHECK(rl_abi_version() == RL_ABI_VERSION);
  rl_runtime_info info{};
  info.struct_size = sizeof(info);
  rl_error error = fresh_error();
  REQUIRE(rl_runtime_describe(&info, &error) == RL_OK);
  CHECK(std::string(info.reslab_version) == RESLAB_VERSION);
  // The tests run on the LibTorch that they were compiled with; the headers may add a suffix.
  CHECK(std::strlen(info.torch_running) >= 5);
  CHECK(std::string(info.torch_compiled).starts_with(info.torch_running));
  CHECK(std::strlen(info.cpu_capability) > 0);
  CHECK(std::strlen(info.cpu_kernels) > 0);
  CHECK(info.cuda_devices >= 0);

  const int32_t threads = info.threads;
  CHECK(rl_runtime_set_threads(threads + 1, &error) == RL_OK);
  REQUIRE(rl_runtime_describe(&info, &error) == RL_OK);
  CHECK(info.threads == threads + 1);
  CHECK(rl_runtime_set_threads(threads, &error) == RL_OK);

  CHECK(rl_runtime_set_threads(0, &error) == RL_INVALID_ARGUMENT);
  CHECK(std::string(error.message) == "threads is 0, expected 1 to 1024");
  info.struct_size = 7;
  CHECK(rl_runtime_describe(&info, &error) == RL_INVALID_ARGUMENT);
  CHECK_THAT(std::string(error.message), Catch::Matchers::ContainsSubstring("info.struct_size is 7, expected 696"));
  CHECK(rl_runtime_describe(nullptr, nullptr) == RL_INVALID_ARGUMENT);
  int64_t count = 0;
  CHECK(rl_runtime_live_handles(3, &count, &error) == RL_INVALID_ARGUMENT);
}

TEST_CASE("the table of blocks is copied up to the caller's capacity", "[abi]") {
  int64_t count = 0;
  REQUIRE(rl_block_table(nullptr, 0, &count, nullptr) == RL_OK);
  REQUIRE(count == 16);
  std::vector<rl_block_row> rows(static_cast<size_t>(count) + 1);
  std::memset(rows.data(), 'x', rows.size() * sizeof(rl_block_row));
  REQUIRE(rl_block_table(rows.data(), 2, &count, nullptr) == RL_OK);
  CHECK(count == 16);
  CHECK(std::string(rows[0].name) == "toy");
  CHECK(std::string(rows[1].name) == "plain");
  CHECK(rows[2].name[0] == 'x');
  rl_error error = fresh_error();
  CHECK(rl_block_table(nullptr, 1, &count, &error) == RL_INVALID_ARGUMENT);
  CHECK(std::string(error.message) == "rows is NULL");
  CHECK(rl_block_table(rows.data(), -1, &count, &error) == RL_INVALID_ARGUMENT);
}

TEST_CASE("a canonical block is returned whole or cut, a wrong one by its column", "[abi]") {
  char spec[512];
  int64_t needed = 0;
  int32_t column = -1;
  rl_error error = fresh_error();
  REQUIRE(rl_block_canonicalize("toy", spec, sizeof(spec), &needed, &column, &error) == RL_OK);
  CHECK(std::string(spec) == "branch: conv3/s; shortcut: identity; merge: add");
  CHECK(needed == static_cast<int64_t>(std::strlen(spec)) + 1);
  CHECK(column == 0);
  REQUIRE(rl_block_canonicalize("toy", spec, 7, &needed, nullptr, &error) == RL_OK);
  CHECK(std::string(spec) == "branch");
  CHECK(needed == 48);
  CHECK(rl_block_canonicalize("branch: cnv3", spec, sizeof(spec), &needed, &column, &error) == RL_INVALID_ARGUMENT);
  CHECK(column == 9);
  CHECK_THAT(std::string(error.message), Catch::Matchers::ContainsSubstring("did you mean 'conv3'?"));
  CHECK(rl_block_canonicalize(nullptr, spec, sizeof(spec), &needed, &column, &error) == RL_INVALID_ARGUMENT);
  CHECK(column == 0);
}

TEST_CASE("a network is built, described and freed", "[abi]") {
  const int64_t before = live_networks();
  rl_error error = fresh_error();
  rl_network* network = nullptr;
  const rl_network_options options = tinynet("basic");
  REQUIRE(rl_network_create(&options, &network, &error) == RL_OK);
  CHECK(live_networks() == before + 1);

  int64_t parameters = 0;
  REQUIRE(rl_network_parameter_count(network, &parameters, &error) == RL_OK);
  CHECK(parameters == 696618);
  int32_t device = -1;
  REQUIRE(rl_network_device(network, &device, &error) == RL_OK);
  CHECK(device == RL_DEVICE_CPU);

  int64_t count = 0;
  REQUIRE(rl_network_layers(network, nullptr, 0, &count, &error) == RL_OK);
  std::vector<rl_layer> layers(static_cast<size_t>(count));
  REQUIRE(rl_network_layers(network, layers.data(), count, &count, &error) == RL_OK);
  std::map<std::string, rl_layer> by_name;
  int64_t sum = 0;
  for (const rl_layer& layer : layers) {
    by_name[layer.name] = layer;
    sum += layer.parameters;
  }
  CHECK(by_name.size() == layers.size());
  CHECK(sum == parameters);
  const rl_layer& conv = by_name.at("stage2.0.conv1");
  CHECK(std::string(conv.type) == "Conv2d");
  CHECK(conv.stage == 2);
  CHECK(conv.block == 0);
  CHECK(conv.output_dims == 4);
  CHECK(std::vector<int64_t>(conv.output_shape, conv.output_shape + 4) == std::vector<int64_t>{1, 64, 16, 16});
  CHECK(conv.parameters == 64 * 32 * 9);
  CHECK(conv.kind == RL_KIND_CONVOLUTION);
  CHECK(conv.elementwise_flops == 0);
  const rl_layer& norm = by_name.at("stage2.0.bn1");
  CHECK(norm.kind == RL_KIND_NORMALIZATION);
  CHECK(norm.elementwise_flops == 4 * 64 * 16 * 16);
  const rl_layer& relu = by_name.at("stage2.0.relu1");
  CHECK(relu.kind == RL_KIND_ACTIVATION);
  CHECK(relu.elementwise_flops == 64 * 16 * 16);
  CHECK((relu.flags & RL_LAYER_RECTIFIES) != 0);
  CHECK((norm.flags & RL_LAYER_RECTIFIES) == 0);
  CHECK(by_name.at("stage2.0.add").kind == RL_KIND_MERGE);
  CHECK(by_name.at("head.0").kind == RL_KIND_OTHER);
  CHECK(by_name.at("head.1").kind == RL_KIND_FEATURES);
  const rl_layer& linear = by_name.at("head.2");
  CHECK(linear.kind == RL_KIND_LINEAR);
  CHECK(linear.stage == 0);
  CHECK(linear.block == -1);
  CHECK(linear.output_dims == 2);
  CHECK(linear.output_shape[1] == 10);

  rl_status status = RL_OK;
  rl_error foreign = fresh_error();
  std::thread([&] { status = rl_network_parameter_count(network, &parameters, &foreign); }).join();
  CHECK(status == RL_WRONG_THREAD);
  CHECK_THAT(std::string(foreign.message), Catch::Matchers::ContainsSubstring("belongs to the thread that created it"));
  std::thread([&] { rl_network_free(network); }).join();
  CHECK(live_networks() == before);
  rl_network_free(nullptr);
}

TEST_CASE("nets are listed, made canonical and described", "[abi]") {
  rl_error error = fresh_error();
  int64_t count = 0;
  REQUIRE(rl_net_table(nullptr, 0, &count, &error) == RL_OK);
  std::vector<rl_net_row> rows(static_cast<size_t>(count));
  REQUIRE(rl_net_table(rows.data(), count, &count, &error) == RL_OK);
  CHECK(std::string(rows[0].name) == "tinynet");
  CHECK(std::string(rows[1].name) == "resnet-N");
  CHECK(std::string(rows[1].spec).empty());
  CHECK(std::string(rows[1].example) == "resnet-20");

  int64_t needed = 0;
  int32_t column = -1;
  std::vector<char> text(4200);
  REQUIRE(rl_net_canonicalize("stages:2*8", text.data(), 4200, &needed, &column, &error) == RL_OK);
  CHECK(std::string(text.data()) == "stages: 2*8");
  CHECK(needed == 12);
  CHECK(column == 0);
  CHECK(rl_net_canonicalize("stages: 8", text.data(), 4200, &needed, &column, &error) == RL_INVALID_ARGUMENT);
  CHECK(column == 10);
  CHECK(rl_net_canonicalize(nullptr, text.data(), 4200, &needed, &column, &error) == RL_INVALID_ARGUMENT);

  rl_net_info info{};
  info.struct_size = sizeof(info);
  REQUIRE(rl_net_describe("resnet-50", &info, &error) == RL_OK);
  CHECK(info.family == 1);
  CHECK(std::string(info.block) == "basic");
  CHECK_THAT(std::string(info.notice), Catch::Matchers::ContainsSubstring("and not 'resnet50'"));
  REQUIRE(rl_net_describe("stages: 2*8", &info, &error) == RL_OK);
  CHECK(info.family == 0);
  CHECK(std::string(info.block).empty());
  CHECK(std::string(info.notice).empty());
}

TEST_CASE("a network without a block is of its net's own", "[abi]") {
  for (const char* block : {static_cast<const char*>(nullptr), ""}) {
    rl_network_options options = tinynet(block);
    rl_network* network = nullptr;
    rl_error error = fresh_error();
    REQUIRE(rl_network_create(&options, &network, &error) == RL_OK);
    int64_t parameters = 0;
    CHECK(rl_network_parameter_count(network, &parameters, &error) == RL_OK);
    CHECK(parameters == 696618);
    rl_network_free(network);
  }
}

TEST_CASE("a network's options are checked", "[abi]") {
  const int64_t before = live_networks();
  rl_network_options options = tinynet("basic");
  options.struct_size = 4;
  CHECK_THAT(refused(options, RL_INVALID_ARGUMENT), Catch::Matchers::ContainsSubstring("options.struct_size is 4"));
  options = tinynet("basic");
  options.net = nullptr;
  CHECK(refused(options, RL_INVALID_ARGUMENT) == "options.net is NULL");
  options = tinynet("basic");
  options.layer_count = 3;
  CHECK(refused(options, RL_INVALID_ARGUMENT) == "options.layers is NULL");
  options.layer_count = -1;
  CHECK(refused(options, RL_INVALID_ARGUMENT) == "options.layer_count is -1, expected at least 0");
  options = tinynet("basic");
  options.final_norm = 2;
  CHECK(refused(options, RL_INVALID_ARGUMENT) == "options.final_norm is 2, expected one of RL_FINAL_NORM_*");
  options = tinynet("basic");
  options.init = 9;
  CHECK(refused(options, RL_INVALID_ARGUMENT) == "options.init is 9, expected one of RL_INIT_*");
  options = tinynet("basic");
  options.device = 5;
  CHECK(refused(options, RL_INVALID_ARGUMENT) == "options.device is 5, expected one of RL_DEVICE_*");
  CHECK_THAT(refused(tinynet("toy"), RL_SHAPE_MISMATCH), Catch::Matchers::ContainsSubstring("block 'toy' at stage2.0"));
  CHECK_THAT(refused(tinynet("basik"), RL_INVALID_ARGUMENT),
             Catch::Matchers::ContainsSubstring("did you mean 'basic'"));
  rl_error error = fresh_error();
  options = tinynet("basic");
  CHECK(rl_network_create(&options, nullptr, &error) == RL_INVALID_ARGUMENT);
  rl_network* network = nullptr;
  CHECK(rl_network_create(nullptr, &network, &error) == RL_INVALID_ARGUMENT);
  CHECK(live_networks() == before);
}

TEST_CASE("CUDA that is absent is an error, never a silent CPU run", "[abi]") {
  rl_runtime_info info{};
  info.struct_size = sizeof(info);
  REQUIRE(rl_runtime_describe(&info, nullptr) == RL_OK);
  rl_network_options options = tinynet("basic");
  options.device = RL_DEVICE_AUTO;
  rl_network* network = nullptr;
  REQUIRE(rl_network_create(&options, &network, nullptr) == RL_OK);
  int32_t device = -1;
  REQUIRE(rl_network_device(network, &device, nullptr) == RL_OK);
  CHECK(device == (info.cuda_devices > 0 ? RL_DEVICE_CUDA : RL_DEVICE_CPU));
  rl_network_free(network);

  if (info.cuda_devices == 0) {
    options.device = RL_DEVICE_CUDA;
    const std::string message = refused(options, RL_DEVICE_ERROR);
    CHECK_THAT(message, Catch::Matchers::ContainsSubstring("device cuda:0 was asked for, but "));
    CHECK_THAT(message, Catch::Matchers::ContainsSubstring("; or use device cpu"));
  }
}
