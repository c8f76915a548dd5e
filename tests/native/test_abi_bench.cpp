// SPDX-License-Identifier: Apache-2.0

// The C ABI of measuring: rows and capacities, sizes of structs, and what it refuses.

#include <cmath>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "reslab/reslab.h"
#include "support.hpp"

using Catch::Matchers::ContainsSubstring;

namespace {

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

/// A trainer of 6 steps with what it borrows, freed at the end.
struct Handles {
  rl_network* network = nullptr;
  rl_dataset* dataset = nullptr;
  rl_trainer* trainer = nullptr;

  Handles() {
    static constexpr int64_t kLayers[] = {1, 1, 1};
    rl_network_options net{};
    net.struct_size = sizeof(net);
    net.classes = 10;
    net.base = 8;
    net.layers = kLayers;
    net.layer_count = 3;
    net.final_norm = RL_FINAL_NORM_DEFAULT;
    net.net = "tinynet";
    net.block = "basic";
    REQUIRE(rl_network_create(&net, &network, nullptr) == RL_OK);
    REQUIRE(rl_dataset_create_synthetic(24, 10, 1, nullptr, &dataset, nullptr) == RL_OK);
    rl_trainer_options options{};
    options.struct_size = sizeof(options);
    options.batch = 8;
    options.epochs = 2;
    options.lr = .1;
    REQUIRE(rl_trainer_create(network, dataset, &options, &trainer, nullptr) == RL_OK);
  }
  ~Handles() {
    rl_trainer_free(trainer);
    rl_dataset_free(dataset);
    rl_network_free(network);
  }
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
};

}  // namespace

TEST_CASE("A profile crosses the border whole, or with what has no room in the rest", "[abi]") {
  const Handles handles;
  std::vector<rl_step_part> parts(512);
  int64_t count = 0;
  double seconds = 0;
  REQUIRE(rl_trainer_profile(handles.trainer, 2, parts.data(), 512, &count, &seconds, nullptr) == RL_OK);
  REQUIRE(count > 10);
  REQUIRE(count < 512);
  CHECK(parts[0].kind == RL_PART_WAIT);
  CHECK(std::string(parts[0].name) == "waiting for the batch");
  CHECK(parts[1].kind == RL_PART_REST);
  CHECK(std::string(parts[1].name) == "the rest");
  CHECK(parts[2].kind == RL_PART_OPERATION);
  CHECK(std::strlen(parts[2].name) > 0);
  CHECK(parts[2].calls >= 1);
  double sum = 0;
  for (int64_t i = 0; i < count; ++i) sum += parts[i].seconds;
  CHECK(std::abs(sum - seconds) < 1e-9);

  std::memset(parts.data(), 'x', parts.size() * sizeof(rl_step_part));
  REQUIRE(rl_trainer_profile(handles.trainer, 1, parts.data(), 3, &count, &seconds, nullptr) == RL_OK);
  CHECK(count == 3);
  CHECK(parts[3].name[0] == 'x');
  CHECK(std::abs(parts[0].seconds + parts[1].seconds + parts[2].seconds - seconds) < 1e-9);

  // Three steps of the six were made.
  rl_step step{};
  int64_t written = 0;
  int32_t stop = 0;
  REQUIRE(rl_trainer_run(handles.trainer, 1, 0, nullptr, &step, 1, &written, &stop, nullptr) == RL_OK);
  CHECK(step.step == 4);
}

TEST_CASE("A profile refuses what it cannot do, and makes no step then", "[abi]") {
  const Handles handles;
  rl_step_part parts[2];
  int64_t count = -1;
  double seconds = -1;
  const auto profile = [&](int64_t steps, rl_step_part* into, int64_t capacity, rl_error* err) {
    return rl_trainer_profile(handles.trainer, steps, into, capacity, &count, &seconds, err);
  };
  require_fails(RL_INVALID_ARGUMENT, "steps is 0", [&](rl_error* err) { return profile(0, parts, 2, err); });
  require_fails(RL_INVALID_ARGUMENT, "the 6 that are left", [&](rl_error* err) { return profile(7, parts, 2, err); });
  require_fails(RL_INVALID_ARGUMENT, "capacity is 1", [&](rl_error* err) { return profile(1, parts, 1, err); });
  require_fails(RL_INVALID_ARGUMENT, "parts is NULL", [&](rl_error* err) { return profile(1, nullptr, 2, err); });
  require_fails(RL_INVALID_ARGUMENT, "count is NULL", [&](rl_error* err) {
    return rl_trainer_profile(handles.trainer, 1, parts, 2, nullptr, &seconds, err);
  });
  require_fails(RL_INVALID_ARGUMENT, "step_seconds is NULL",
                [&](rl_error* err) { return rl_trainer_profile(handles.trainer, 1, parts, 2, &count, nullptr, err); });
  require_fails(RL_INVALID_ARGUMENT, "trainer is NULL",
                [&](rl_error* err) { return rl_trainer_profile(nullptr, 1, parts, 2, &count, &seconds, err); });
  rl_status elsewhere = RL_OK;
  std::thread([&] { elsewhere = profile(1, parts, 2, nullptr); }).join();
  CHECK(elsewhere == RL_WRONG_THREAD);
  CHECK(count == -1);
  CHECK(seconds == -1);
  REQUIRE(profile(6, parts, 2, nullptr) == RL_OK);
}

TEST_CASE("The limits need the size of their struct", "[abi]") {
  rl_machine_limits limits{};
  require_fails(RL_INVALID_ARGUMENT, "limits.struct_size is 0",
                [&](rl_error* err) { return rl_runtime_measure_limits(&limits, err); });
  require_fails(RL_INVALID_ARGUMENT, "limits is NULL",
                [&](rl_error* err) { return rl_runtime_measure_limits(nullptr, err); });
  limits.struct_size = sizeof(limits);
  REQUIRE(rl_runtime_measure_limits(&limits, nullptr) == RL_OK);
  CHECK(limits.threads >= 1);
  CHECK(limits.convolution_gflops > 0);
  CHECK(limits.copy_gbps > 0);
}

TEST_CASE("Assembling returns images and seconds, and rejects invalid flags", "[abi]") {
  const Handles handles;
  int64_t images = -1;
  double seconds = -1;
  const auto assemble = [&](int64_t batch, int64_t batches, int32_t shuffle, const char* augmentation, rl_error* err) {
    return rl_dataset_assemble(handles.dataset, batch, batches, shuffle, augmentation, 7, &images, &seconds, err);
  };
  require_fails(RL_INVALID_ARGUMENT, "batch is 0", [&](rl_error* err) { return assemble(0, 1, 1, "flip", err); });
  require_fails(RL_INVALID_ARGUMENT, "batches is -1", [&](rl_error* err) { return assemble(8, -1, 1, "flip", err); });
  require_fails(RL_INVALID_ARGUMENT, "shuffle is 2", [&](rl_error* err) { return assemble(8, 1, 2, "flip", err); });
  require_fails(RL_INVALID_ARGUMENT, "unknown operation 'flop'; did you mean 'flip'",
                [&](rl_error* err) { return assemble(8, 1, 1, "flop", err); });
  require_fails(RL_INVALID_ARGUMENT, "seconds is NULL", [&](rl_error* err) {
    return rl_dataset_assemble(handles.dataset, 8, 1, 1, "flip", 7, &images, nullptr, err);
  });
  CHECK(images == -1);
  CHECK(seconds == -1);
  REQUIRE(assemble(8, 4, 1, "crop(4) flip", nullptr) == RL_OK);
  CHECK(images == 32);
  CHECK(seconds > 0);
}
