// SPDX-License-Identifier: Apache-2.0

// Distributions of activations, images from memory, and both through the C ABI.

#include <torch/types.h>

#include <ATen/ops/histc.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "catch.hpp"
#include "data/batch_pipeline.hpp"
#include "data/image_arrays.hpp"
#include "probe/histogram.hpp"
#include "probe/probes.hpp"
#include "probe_support.hpp"
#include "reslab/reslab.h"
#include "support.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

constexpr HistogramOptions kOptions = {.count = 16, .bins = 20, .low = -1.5, .high = 2.5};

std::shared_ptr<Network> small(const char* block) {
  NetworkOptions options;
  options.net = "tinynet";
  options.block = block;
  options.base = 8;
  options.layers = {1, 1, 1};
  return std::make_shared<Network>(options);
}

std::vector<uint8_t> planes_of(const Dataset& data, int64_t image) {
  std::vector<uint8_t> planes(kImageValues);
  write_image_bytes(data, image, planes.data());
  return planes;
}

std::shared_ptr<Dataset> of_planes(const std::vector<uint8_t>& planes, const int64_t* labels, int64_t images,
                                   int64_t classes) {
  return dataset_of_arrays(cifar10_images(), classes, {.bytes = planes.data(), .labels = labels, .images = images});
}

}  // namespace

TEST_CASE("Histograms of block outputs are LibTorch's, with what lies beyond them", "[probes]") {
  const auto data = real_images();
  const auto network = small("basic");
  const std::vector<Histogram> found = block_histograms(*network, *data, kOptions, nullptr);

  std::vector<std::pair<int32_t, torch::Tensor>> outputs;
  {
    Subject subject(*network, {.bn_mode = BnMode::kTrain});
    Batch memory = make_batch(kOptions.count, data->shape());
    const Batch batch = assemble_range(*data, 0, kOptions.count, memory);
    const at::NoGradGuard no_grad;
    const Subject::Visitor visit = [&](int32_t layer, const LayerId& id, const torch::Tensor&,
                                       const torch::Tensor& out) {
      if (id.block_output) outputs.emplace_back(layer, out.clone());
    };
    subject.forward(subject.adapt(batch.images), &visit);
  }
  REQUIRE(found.size() == 3);
  REQUIRE(outputs.size() == 3);
  for (size_t i = 0; i < found.size(); ++i) {
    const torch::Tensor& output = outputs[i].second;
    REQUIRE(found[i].layer == outputs[i].first);
    REQUIRE(found[i].below == (output < kOptions.low).sum().item<int64_t>());
    REQUIRE(found[i].above == (output > kOptions.high).sum().item<int64_t>());
    REQUIRE(found[i].above > 0);
    const int64_t inside = std::accumulate(found[i].counts.begin(), found[i].counts.end(), int64_t{0});
    REQUIRE(inside + found[i].below + found[i].above == output.numel());
    // LibTorch finds the bin of a value in float32, so one on an edge may go to the neighbour.
    const torch::Tensor theirs =
        at::histc(output.to(at::kDouble), kOptions.bins, kOptions.low, kOptions.high).contiguous();
    for (int64_t bin = 0; bin < kOptions.bins; ++bin) {
      REQUIRE(found[i].counts[bin] == static_cast<int64_t>(theirs.const_data_ptr<double>()[bin]));
    }
  }
}

TEST_CASE("Histograms leave the network as it was and refuse what makes no sense", "[probes]") {
  const auto data = real_images();
  const auto owner = small("preact");
  Network& network = *owner;
  const auto before = network.buffers().front().clone();
  block_histograms(network, *data, kOptions, nullptr);
  REQUIRE(torch::equal(network.buffers().front(), before));
  const auto with = [&](auto&& change) {
    HistogramOptions options = kOptions;
    change(options);
    return [&network, &data, options] { block_histograms(network, *data, options, nullptr); };
  };
  require_error(ErrorKind::kInvalidArgument, {"bins is 0"}, with([](auto& o) { o.bins = 0; }));
  require_error(ErrorKind::kInvalidArgument, {"the range is [2.5, 2.5]"}, with([](auto& o) { o.low = 2.5; }));
  require_error(ErrorKind::kInvalidArgument, {"above the first by 1e-300 to 1e+300"}, with([](auto& o) {
                  o.low = 0;
                  o.high = 1e-305;
                }));
  require_error(ErrorKind::kInvalidArgument, {"above the first by 1e-300 to 1e+300"}, with([](auto& o) {
                  o.low = -1e308;
                  o.high = 1e308;
                }));
  require_error(ErrorKind::kInvalidArgument, {"the range"}, with([](auto& o) { o.high = kNaN; }));
  require_error(ErrorKind::kInvalidArgument, {"batch is 1"}, with([](auto& o) { o.count = 1; }));
  require_error(ErrorKind::kInvalidArgument, {"count is 16"}, with([](auto& o) { o.first = 190; }));
  const int32_t cancel = 1;
  require_error(ErrorKind::kCancelled, {"cancelled"}, [&] { block_histograms(network, *data, kOptions, &cancel); });
}

TEST_CASE("Images go from bytes to a data set and back", "[dataset]") {
  const auto real = real_images(3);
  std::vector<uint8_t> planes;
  for (int64_t i = 0; i < 3; ++i) {
    const std::vector<uint8_t> one = planes_of(*real, i);
    planes.insert(planes.end(), one.begin(), one.end());
  }
  const std::string file = read_bytes(fixture("data_batch_1.bin"));
  REQUIRE(std::memcmp(planes.data(), file.data() + 1, kImageValues) == 0);

  const auto copy = of_planes(planes, real->labels().data(), 3, 10);
  for (int64_t i = 0; i < 3; ++i) {
    REQUIRE(std::equal(copy->image(i).bytes, copy->image(i).bytes + kImageValues, real->image(i).bytes));
  }
  REQUIRE(copy->labels() == real->labels());
  REQUIRE(of_planes(planes, nullptr, 3, 2)->labels() == std::vector<int64_t>{0, 0, 0});

  // As float32 they are normalised, and come back to the byte.
  Batch memory = make_batch(3, real->shape());
  const Batch batch = assemble_range(*real, 0, 3, memory);
  const torch::Tensor interleaved = batch.images.permute({0, 2, 3, 1}).contiguous();
  const float* values = interleaved.const_data_ptr<float>();
  const auto finished = dataset_of_arrays(
      cifar10_images(), 10, {.values = values, .interleaved = true, .labels = real->labels().data(), .images = 3});
  for (int64_t i = 0; i < 3; ++i) REQUIRE(planes_of(*finished, i) == planes_of(*real, i));
}

TEST_CASE("Images from memory are refused where they make no data set", "[dataset]") {
  const std::vector<uint8_t> planes(kImageValues);
  const int64_t label = 10;
  require_error(ErrorKind::kInvalidArgument, {"label 0 is 10", "0 to 9"}, [&] { of_planes(planes, &label, 1, 10); });
  require_error(ErrorKind::kInvalidArgument, {"images is 0"}, [&] { of_planes(planes, nullptr, 0, 10); });
  require_error(ErrorKind::kInvalidArgument, {"classes is 1"}, [&] { of_planes(planes, nullptr, 1, 1); });
}

TEST_CASE("The C ABI hands out distributions and images", "[abi]") {
  static constexpr int64_t kLayers[] = {1, 1, 1};
  rl_network_options wanted{};
  wanted.struct_size = sizeof(wanted);
  wanted.classes = 10;
  wanted.base = 8;
  wanted.layers = kLayers;
  wanted.layer_count = 3;
  wanted.final_norm = RL_FINAL_NORM_DEFAULT;
  wanted.net = "tinynet";
  wanted.block = "plain";
  rl_network* network = nullptr;
  REQUIRE(rl_network_create(&wanted, &network, nullptr) == RL_OK);
  std::vector<uint8_t> planes(4 * kImageValues);
  for (size_t i = 0; i < planes.size(); ++i) planes[i] = static_cast<uint8_t>(i * 37);
  rl_dataset* data = nullptr;
  rl_image_arrays arrays{};
  arrays.struct_size = sizeof(arrays);
  arrays.classes = 10;
  arrays.images = 4;
  arrays.data = planes.data();
  REQUIRE(rl_dataset_create(&arrays, &data, nullptr) == RL_OK);

  std::vector<uint8_t> back(2 * kImageValues);
  REQUIRE(rl_dataset_pixels(data, 1, 2, back.data(), nullptr) == RL_OK);
  REQUIRE(std::equal(back.begin(), back.end(), planes.begin() + kImageValues));
  REQUIRE(rl_dataset_pixels(data, 3, 2, back.data(), nullptr) == RL_INVALID_ARGUMENT);
  REQUIRE(rl_dataset_pixels(data, 0, 1, nullptr, nullptr) == RL_INVALID_ARGUMENT);
  arrays.data = nullptr;
  REQUIRE(rl_dataset_create(&arrays, &data, nullptr) == RL_INVALID_ARGUMENT);

  rl_histogram_options options{};
  options.struct_size = sizeof(options);
  options.count = 4;
  options.bins = 8;
  options.low = 0;
  options.high = 4;
  std::vector<rl_histogram> rows(3);
  std::vector<int64_t> counts(24, -1);
  int64_t count = 0;
  REQUIRE(rl_network_histograms(network, data, &options, rows.data(), counts.data(), 2, &count, nullptr, nullptr) ==
          RL_INVALID_ARGUMENT);
  REQUIRE(counts.front() == -1);
  REQUIRE(rl_network_histograms(network, data, &options, rows.data(), counts.data(), 3, &count, nullptr, nullptr) ==
          RL_OK);
  REQUIRE(count == 3);
  // A plain block ends with ReLU: nothing lies below 0, and 8 channels of 32 x 32 are all counted.
  REQUIRE(rows[0].below == 0);
  REQUIRE(std::accumulate(counts.begin(), counts.begin() + 8, rows[0].above) == 4 * 8 * 32 * 32);
  REQUIRE(std::accumulate(counts.begin() + 16, counts.end(), rows[2].above) == 4 * 32 * 8 * 8);
  rl_dataset_free(data);
  rl_network_free(network);
}
