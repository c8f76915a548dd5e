// SPDX-License-Identifier: Apache-2.0

// The probes: against the oracle's values in tests/golden/probes.tsv, whose README says how they were made, and what
// every probe promises.

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "data/batch_pipeline.hpp"
#include "nn/network.hpp"
#include "probe/channel_statistics.hpp"
#include "probe/notebook.hpp"
#include "probe/probe.hpp"
#include "probe/probes.hpp"
#include "probe_support.hpp"
#include "runtime/random.hpp"
#include "runtime/random_lock.hpp"
#include "support.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

constexpr uint64_t kAllProbes = (uint64_t{1} << kProbes) - 1;

constexpr uint64_t bit(Probe probe) { return uint64_t{1} << static_cast<int32_t>(probe); }

/// For where it adds nothing: it takes as long as all others together.
constexpr uint64_t kAllButHessian = kAllProbes & ~bit(Probe::kHessian);

Measures probe_all(Network& network, const ProbeOptions& options, const int32_t* cancel = nullptr,
                   int64_t classes = 10) {
  const std::shared_ptr<Dataset> data = Dataset::synthetic(64, classes, 3);
  return run_probes(network, *data, options, cancel);
}

/// Everything of a network that a probe might touch.
class Before {
 public:
  explicit Before(const Network& network)
      : network_(network), training_(network.is_training()), format_(network.memory_format()) {
    for (const auto& each : network.named_parameters()) add(each.value());
    for (const auto& each : network.named_buffers()) add(each.value());
  }

  void require_unchanged() const {
    REQUIRE(network_.is_training() == training_);
    REQUIRE(network_.memory_format() == format_);
    REQUIRE(network_.dtype() == at::kFloat);
    for (const Tensor& each : tensors_) {
      REQUIRE(same_bits(each.tensor, each.values));
      REQUIRE(each.tensor.strides() == each.strides);
      REQUIRE(each.tensor.const_data_ptr() == each.memory);
      REQUIRE(each.tensor.requires_grad() == each.requires_grad);
      REQUIRE(each.tensor.grad().is_same(each.grad));
      if (each.grad.defined()) REQUIRE(same_bits(each.grad, each.grad_values));
    }
  }

 private:
  struct Tensor {
    torch::Tensor tensor, values;
    std::vector<int64_t> strides;
    const void* memory;
    bool requires_grad;
    torch::Tensor grad, grad_values;
  };

  void add(const torch::Tensor& tensor) {
    const torch::Tensor grad = tensor.grad();
    tensors_.push_back({tensor, tensor.detach().clone(), tensor.strides().vec(), tensor.const_data_ptr(),
                        tensor.requires_grad(), grad, grad.defined() ? grad.clone() : grad});
  }

  const Network& network_;
  bool training_;
  at::MemoryFormat format_;
  std::vector<Tensor> tensors_;
};

/// Gives every parameter a gradient, so that a change of it shows.
void set_gradients(Network& network) {
  for (torch::Tensor parameter : network.parameters()) parameter.mutable_grad() = at::ones_like(parameter) * 7;
}

/// Smooth: no kink of a ReLU turns a rounding into a difference.
constexpr const char* kSmooth = "basic[act=silu]";

void require_agree(const Measures& a, const Measures& b, double relative, double absolute) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    INFO("layer " << a[i].layer << ", " << metric_table()[static_cast<size_t>(a[i].metric)].name);
    REQUIRE(a[i].metric == b[i].metric);
    REQUIRE(a[i].layer == b[i].layer);
    require_close(a[i].value, b[i].value, is_difference(a[i].metric) ? 50 * relative : relative, absolute);
  }
}

void require_no_infinities(const Measures& measures) {
  for (const Measure& each : measures) {
    INFO("layer " << each.layer << ", " << metric_table()[static_cast<size_t>(each.metric)].name);
    REQUIRE_FALSE(std::isinf(each.value));
  }
}

/// A network without normalisation.
constexpr const char* kNoNorm =
    "stem: none relu; branch: conv3/s relu conv3; shortcut: identity; project: conv1/s; merge: add";

void scale_weights(Network& network, double factor) {
  const at::NoGradGuard no_grad;
  for (torch::Tensor parameter : network.parameters()) parameter.mul_(factor);
}

}  // namespace

// What probes promise

TEST_CASE("Probes leave a network as it was, bit for bit", "[probes]") {
  const std::string block = GENERATE("basic", "preact-noskip", "exclusive-gating", "dropout-shortcut");
  const bool training = block == "basic" || block == "exclusive-gating";
  INFO(block << (training ? ", training" : ""));
  const std::shared_ptr<Network> network = small_network(block);
  network->train(training);
  network->use_memory_format(training ? at::MemoryFormat::Contiguous : at::MemoryFormat::ChannelsLast);
  set_gradients(*network);
  const Before before(*network);
  ProbeOptions options{.probes = bit(Probe::kActivations) | bit(Probe::kGradients) | bit(Probe::kSensitivity) |
                                 bit(Probe::kProxies) | bit(Probe::kCoordinates),
                       .count = 16};
  if (block == "basic") options.probes = kAllProbes;
  options.bn_mode = training ? BnMode::kEval : BnMode::kTrain;
  options.float64 = training;
  REQUIRE_FALSE(probe_all(*network, options).empty());
  before.require_unchanged();
  const Images batch = first_test_images(4);
  analyze_as_notebook(*network, batch.images, batch.labels, batch.images * .1);
  before.require_unchanged();
}

TEST_CASE("Probes that fail leave a network as it was, bit for bit", "[probes]") {
  const std::shared_ptr<Network> network = small_network();
  set_gradients(*network);
  const Before before(*network);

  int32_t cancel = 1;
  for (int32_t probe = 0; probe < kProbes; ++probe) {
    INFO(probe_name(static_cast<Probe>(probe)));
    require_error(ErrorKind::kCancelled, {"cancelled"},
                  [&] { probe_all(*network, {.probes = bit(static_cast<Probe>(probe)), .count = 16}, &cancel); });
    before.require_unchanged();
  }

  // After the first of the four steps has changed the parameters.
  torch::Tensor weight = network->named_parameters()["stem.0.weight"];
  cancel = 0;
  const unsigned hook = weight.register_hook([&cancel](const torch::Tensor&) { cancel = 1; });
  require_error(ErrorKind::kCancelled, {"cancelled"},
                [&] { probe_all(*network, {.probes = bit(Probe::kCoordinates), .count = 16}, &cancel); });
  REQUIRE(cancel == 1);
  weight.remove_hook(hook);
  before.require_unchanged();

  // After other probes in the same call.
  require_error(ErrorKind::kInvalidArgument, {"microbatch"}, [&] {
    probe_all(*network, {.probes = bit(Probe::kActivations) | bit(Probe::kMicrobatch), .float64 = true, .count = 15});
  });
  before.require_unchanged();
}

TEST_CASE("A network with a value that is not finite is refused by the value's name", "[probes]") {
  const std::shared_ptr<Network> network = small_network();
  const ProbeOptions options{.probes = bit(Probe::kActivations), .count = 2};
  const auto spoil = [&](torch::Tensor tensor, double value) {
    const at::NoGradGuard no_grad;
    tensor.view(-1)[1] = value;
  };
  network->train(false);
  torch::Tensor weight = network->named_parameters()["stage2.0.bn1.weight"];
  spoil(weight, kNaN);
  const Before before(*network);
  require_error(ErrorKind::kInvalidArgument, {"parameter 'stage2.0.bn1.weight'", "1 NaN or infinite"},
                [&] { probe_all(*network, options); });
  before.require_unchanged();
  const Images batch = first_test_images(2);
  require_error(ErrorKind::kInvalidArgument, {"parameter 'stage2.0.bn1.weight'"},
                [&] { analyze_as_notebook(*network, batch.images, batch.labels, batch.images); });
  spoil(weight, 1);
  spoil(network->named_buffers()["stem.1.running_var"], -std::numeric_limits<double>::infinity());
  require_error(ErrorKind::kInvalidArgument, {"buffer 'stem.1.running_var'"}, [&] { probe_all(*network, options); });
}

TEST_CASE("Options of probes are checked", "[probes]") {
  const std::shared_ptr<Network> network = small_network();
  const auto refused = [&](const ProbeOptions& options, const std::string& part, int64_t classes = 10) {
    require_error(ErrorKind::kInvalidArgument, {part}, [&] { probe_all(*network, options, nullptr, classes); });
  };
  refused({.probes = 0, .count = 2}, "probes is 0");
  refused({.probes = kAllProbes + 1, .count = 2}, "probes is 2048");
  refused({.probes = 1, .count = 1}, "the batch is 1, expected at least 2");
  refused({.probes = 1, .first = 63, .count = 2}, "64");
  refused({.probes = 1, .first = -1, .count = 2}, "-1");
  refused({.probes = 1, .count = 2}, "the data set has 5 classes but the network has 10", 5);
  refused({.probes = 1, .count = 2, .eps = 0}, "eps is 0");
  refused({.probes = 1, .count = 2, .eps = kNaN}, "eps is nan");
  refused({.probes = 1, .count = 2, .lr = -1}, "lr is -1");
  refused({.probes = bit(Probe::kMicrobatch), .count = 15}, "'microbatch'");
  refused({.probes = bit(Probe::kNtk), .count = 15}, "'ntk'");
  REQUIRE(probe_all(*network, {.probes = bit(Probe::kMicrobatch) | bit(Probe::kNtk), .count = 16}).size() == 5);
}

TEST_CASE("Probes agree on one and two threads", "[probes]") {
  const std::shared_ptr<Network> network = small_network(kSmooth);
  const ProbeOptions options{.probes = kAllButHessian, .count = 16};
  Measures one, two;
  {
    const Threads threads(1);
    one = probe_all(*network, options);
  }
  {
    const Threads threads(2);
    two = probe_all(*network, options);
  }
  // Outputs are of the order of 1; a mean or a median of them may be 0 but for rounding.
  require_agree(one, two, 1e-4, 1e-5);
}

TEST_CASE("Probes in float32 agree with those in float64", "[probes]") {
  const std::shared_ptr<Network> network = small_network(kSmooth);
  const auto measure = [&](bool float64) {
    Measures measures = probe_all(*network, {.probes = kAllButHessian, .float64 = float64, .count = 16});
    // What is kept for the backward pass is twice as large in float64.
    std::erase_if(measures, [](const Measure& each) { return each.metric == Metric::kSavedBytes; });
    return measures;
  };
  require_agree(measure(false), measure(true), 1e-3, 1e-5);
}

TEST_CASE("One seed gives one result, another seed another", "[probes]") {
  const std::shared_ptr<Network> network = small_network();
  const auto measure = [&](uint64_t seed) {
    return probe_all(*network, {.probes = bit(Probe::kSensitivity) | bit(Probe::kShattering) | bit(Probe::kGradients),
                                .seed = seed,
                                .count = 8});
  };
  const Measures first = measure(1);
  require_agree(first, measure(1), 0, 0);
  REQUIRE(value_of(first, Metric::kRelativeSensitivity) != value_of(measure(2), Metric::kRelativeSensitivity));
  REQUIRE(value_of(first, Metric::kInputGradientCosine) != value_of(measure(2), Metric::kInputGradientCosine));
  REQUIRE(value_of(first, Metric::kNlc) != value_of(measure(2), Metric::kNlc));
}

TEST_CASE("Channel statistics are those of LibTorch's operations", "[probes]") {
  const auto type = GENERATE(at::kFloat, at::kDouble);
  const std::vector<int64_t> shape = GENERATE(std::vector<int64_t>{5, 7, 4, 3}, std::vector<int64_t>{6, 9});
  const bool spoiled = GENERATE(false, true);
  const torch::Tensor index = at::arange(c10::multiply_integers(shape), at::kDouble);
  torch::Tensor values = (index * 12.9898).cos().view(shape).to(type).relu();
  values.select(1, 2).zero_();
  if (spoiled) values.select(1, 1).select(0, 3).fill_(kNaN);
  if (shape.size() == 4 && type == at::kFloat) values = values.contiguous(at::MemoryFormat::ChannelsLast);
  const ChannelStatistics a = channel_statistics(values);
  const ChannelStatistics b = channel_statistics_by_operators(values);
  REQUIRE(a.per_channel == b.per_channel);
  REQUIRE(a.per_channel == values.numel() / shape[1]);
  REQUIRE(a.zeros == b.zeros);
  REQUIRE(a.sum.size() == static_cast<size_t>(shape[1]));
  REQUIRE(b.sum.size() == a.sum.size());
  for (size_t c = 0; c < a.sum.size(); ++c) {
    require_close(a.sum[c], b.sum[c], 1e-13, 1e-13);
    require_close(a.square_sum[c], b.square_sum[c], 1e-13, 1e-13);
  }
  REQUIRE(std::isnan(a.min) == spoiled);
  REQUIRE(std::isnan(a.max) == spoiled);
  require_close(a.min, b.min, 0, 0);
  require_close(a.max, b.max, 0, 0);
  if (spoiled) return;

  const torch::Tensor wide = values.to(at::kDouble);
  const torch::Tensor channels = wide.transpose(0, 1).flatten(1);
  require_close(a.mean(), wide.mean().item<double>(), 1e-12, 0);
  require_close(a.std(), wide.std(/*unbiased=*/false).item<double>(), 1e-12, 0);
  require_close(a.zero_fraction(), wide.eq(0).to(at::kDouble).mean().item<double>(), 1e-12, 0);
  require_close(a.average_channel_variance(), channels.var(1, /*unbiased=*/false).mean().item<double>(), 1e-12, 0);
  require_close(a.average_channel_squared_mean(), channels.mean(1).square().mean().item<double>(), 1e-12, 0);
  require_close(a.dead_channels(), 1.0 / static_cast<double>(shape[1]), 1e-12, 0);
  require_close(l2_norm(values), wide.norm().item<double>(), 1e-12, 0);
  require_close(square_sum(values.transpose(0, 1)), wide.square().sum().item<double>(), 1e-12, 0);
}

TEST_CASE("All passes of a network with dropout see one mask", "[probes]") {
  const std::shared_ptr<Network> network = small_network("dropout-shortcut");
  {
    Subject subject(*network, {.seed = 9});
    const at::NoGradGuard no_grad;
    const torch::Tensor images = first_test_images(4).images;
    const torch::Tensor first = subject.forward(images);
    torch::rand({3});
    REQUIRE(same_bits(first, subject.forward(images)));
    // No other thread draws meanwhile.
    std::thread([] { REQUIRE_FALSE(default_generator_mutex().try_lock()); }).join();
  }
  // Two masks would change the logits by their own size: a sensitivity of 1 / eps.
  const double sensitivity =
      value_of(probe_all(*network, {.probes = bit(Probe::kSensitivity), .count = 16}), Metric::kRelativeSensitivity);
  REQUIRE(sensitivity > 0);
  REQUIRE(sensitivity < 50);
  REQUIRE(default_generator_mutex().try_lock());
  default_generator_mutex().unlock();

  // Refused or failed, the lock is free again.
  {
    const at::NoGradGuard no_grad;
    network->parameters()[0].fill_(kNaN);
  }
  require_error(ErrorKind::kInvalidArgument, {"stem.0.weight"},
                [&] { probe_all(*network, {.probes = bit(Probe::kSensitivity), .count = 16}); });
  REQUIRE(default_generator_mutex().try_lock());
  default_generator_mutex().unlock();
}

TEST_CASE("A gradient that underflows gives undefined values, never infinite ones", "[probes]") {
  const bool zero = GENERATE(false, true);
  const bool float64 = GENERATE(false, true);
  INFO((zero ? "zero" : "tiny") << (float64 ? ", float64" : ", float32"));
  const std::shared_ptr<Network> network = small_network(kNoNorm);
  scale_weights(*network, zero ? 0 : 1e-30);
  const Measures found =
      probe_all(*network, {.probes = float64 ? kAllButHessian : kAllProbes, .float64 = float64, .count = 16});
  require_no_infinities(found);
  const auto undefined = [&](Metric metric, int32_t layer = -1) {
    INFO(metric_table()[static_cast<size_t>(metric)].name);
    REQUIRE(std::isnan(value_of(found, metric, layer)));
  };
  if (!zero && float64) return;  // float64 reaches to 1e-308
  undefined(Metric::kNlc);
  undefined(Metric::kRelativeSensitivity);
  undefined(Metric::kInputGradientCosine);
  undefined(Metric::kJacobianMax);
  undefined(Metric::kJacobianMin);
  undefined(Metric::kNtkCondition);
  undefined(Metric::kProxyJacobCov);
  if (zero) undefined(Metric::kRelativeGradient, 0);
  if (zero) undefined(Metric::kProxySynflow);
}

TEST_CASE("A network that overflows is measured without a failure", "[probes]") {
  const std::shared_ptr<Network> network = small_network(kNoNorm);
  scale_weights(*network, 1e12);
  const Before before(*network);
  const Measures found = probe_all(*network, {.probes = kAllProbes, .count = 16});
  before.require_unchanged();
  REQUIRE(std::isnan(value_of(found, Metric::kInitialLoss)));
  REQUIRE(std::isnan(value_of(found, Metric::kJacobianMax)));
  REQUIRE(std::isnan(value_of(found, Metric::kNtkCondition)));
  REQUIRE(std::isnan(value_of(found, Metric::kHessianTop)));
}
