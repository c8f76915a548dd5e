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

// The golden file

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
  const std::string path = source_file("tests/golden/probes.tsv");
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

double setting(const std::string& quantity, const std::string& key) {
  return number(golden().at("meta").at(quantity).at(key).at(0));
}

/// PyTorch draws other weights from one seed where the CPU has no AVX2; the stored values are of those with AVX2.
bool draws_as_stored() {
  if (at::get_cpu_capability() != "DEFAULT") return true;
  WARN("this CPU has no AVX2, so one seed gives other weights than the stored ones: not compared");
  return false;
}

/// What the oracle puts where a definition draws at random: cos(offset + 12.9898 i), i the row-major index.
torch::Tensor formula(at::IntArrayRef shape, const std::string& purpose) {
  const torch::Tensor index = at::arange(c10::multiply_integers(shape), at::kDouble);
  return (index * 12.9898 + setting("formula", purpose)).cos().view(shape);
}

torch::Tensor formula_signs(at::IntArrayRef shape, const std::string& purpose) {
  return formula(shape, purpose).ge(0).to(at::kDouble) * 2 - 1;
}

/// The measures of a case by layer and metric; the network's under the layer "".
using Found = std::map<std::pair<std::string, std::string>, double>;

Found by_name(const Measures& measures, const std::vector<LayerCost>& layers) {
  Found found;
  for (const Measure& each : measures) {
    const std::string layer = each.layer < 0 ? "" : layers.at(static_cast<size_t>(each.layer)).id.name;
    const std::string metric(metric_table()[static_cast<size_t>(each.metric)].name);
    INFO(layer << " " << metric);
    REQUIRE(found.emplace(std::pair(layer, metric), each.value).second);
  }
  return found;
}

// The stored values have 11 figures; the two float64 computations differ by less than that for all but the values
// below, which are compared with what their definitions leave of the 16 figures.
constexpr double kTolerance = 1e-9;

double tolerance_of(const std::string& metric) {
  if (metric.starts_with("q")) return 1e-8;  // of which the file has 9 figures
  static const std::map<std::string, double> kLoose = {
      // Differences of outputs that agree in their first three to seven figures.
      {"relative_sensitivity", 1e-6},
      {"relative_sensitivity_2eps", 1e-6},
  };
  const auto found = kLoose.find(metric);
  return found == kLoose.end() ? kTolerance : found->second;
}

/// Compares one row: the metrics named, of one layer. What is 0 but for rounding (a mean behind a BN) has no figures of
/// its own, so that differences are also allowed that are small compared to the row's largest value.
void require_row(const Found& found, const std::string& layer, const std::vector<std::string>& metrics,
                 const Values& values) {
  REQUIRE(values.size() <= metrics.size());
  double largest = 0;
  for (const std::string& value : values) {
    if (!std::isnan(number(value))) largest = std::max(largest, std::abs(number(value)));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    INFO(layer << " " << metrics[i]);
    const auto each = found.find({layer, metrics[i]});
    // What is not defined for a type of layer is not recorded; the oracle writes nan.
    const double value = each == found.end() ? kNaN : each->second;
    require_close(value, number(values[i]), tolerance_of(metrics[i]), 1e-12 * largest);
  }
}

// A case: "tinynet@8/block/init/seed/mode"

struct Case {
  std::string block;
  BnMode mode;
  const Quantities* rows;
};

std::vector<Case> cases() {
  std::vector<Case> result;
  for (const auto& [name, rows] : golden()) {
    const std::vector<std::string> parts = split(name, '/');
    if (parts.size() != 5) continue;
    REQUIRE(parts[0] == "tinynet@8");
    REQUIRE((parts[4] == "train" || parts[4] == "eval"));
    result.push_back({parts[1], parts[4] == "train" ? BnMode::kTrain : BnMode::kEval, &rows});
  }
  REQUIRE(result.size() == 10);
  return result;
}

Network base8(const std::string& block) {
  NetworkOptions options;
  options.block = block;
  options.base = 8;
  return Network(options);
}

/// The network of a case in float64, and its batch.
struct Stage {
  Network network;
  Subject subject;
  torch::Tensor images;
  torch::Tensor labels;

  explicit Stage(const Case& each, bool changes_parameters = false)
      : network(base8(each.block)),
        subject(network, {.bn_mode = each.mode, .precision = at::kDouble, .changes_parameters = changes_parameters}) {
    Images batch = first_test_images(static_cast<int64_t>(setting("probes", "images")));
    images = subject.adapt(batch.images);
    labels = batch.labels;
  }

  torch::Tensor cotangent() const {
    const int64_t n = images.size(0);
    return formula({n, subject.classes()}, "cotangent") / std::sqrt(static_cast<double>(n));
  }
};

/// Runs `probe` on every case, and `check` on what it measured.
void for_each_case(const std::function<void(Stage&, Measures&)>& probe,
                   const std::function<void(const Found&, const Case&)>& check) {
  if (!draws_as_stored()) return;
  for (const Case& each : cases()) {
    INFO(each.block << (each.mode == BnMode::kTrain ? ", train" : ", eval"));
    Stage stage(each);
    Measures measures;
    probe(stage, measures);
    check(by_name(measures, stage.subject.layers()), each);
  }
}

void require_network(const Found& found, const Case& each, const std::vector<std::string>& metrics) {
  for (const std::string& metric : metrics) require_row(found, "", {metric}, each.rows->at("network").at(metric));
}

/// Compares all rows of a quantity, whose values are the metrics named; the layers are the keys.
void require_layers(const Found& found, const Case& each, const std::string& quantity,
                    const std::vector<std::string>& metrics) {
  INFO(quantity);
  const Rows& rows = each.rows->at(quantity);
  for (const auto& [layer, values] : rows) require_row(found, layer, metrics, values);
}

const std::vector<std::string> kActivationMetrics = {"mean", "std",  "min",           "max",        "zero_fraction",
                                                     "acv",  "acsm", "dead_channels", "branch_acv", "branch_ratio"};
const std::vector<std::string> kGradientMetrics = {"output_gradient", "weight_norm", "weight_gradient",
                                                   "relative_gradient", "scale_free_gradient"};

}  // namespace

// The oracle

TEST_CASE("Activations are the oracle's", "[probes]") {
  for_each_case([](Stage& s, Measures& m) { probe_activations(s.subject, s.images, s.labels, m); },
                [](const Found& found, const Case& each) {
                  require_layers(found, each, "activation", kActivationMetrics);
                  require_network(found, each, {"initial_loss", "loss_excess", "length_ratio"});
                  if (each.mode == BnMode::kEval) return;  // the oracle has quantiles in train mode alone
                  require_layers(found, each, "quantiles", {"q01", "q05", "q25", "q50", "q75", "q95", "q99"});
                });
}

TEST_CASE("Gradients are the oracle's", "[probes]") {
  for_each_case([](Stage& s, Measures& m) { probe_gradients(s.subject, s.images, s.cotangent(), m); },
                [](const Found& found, const Case& each) {
                  for (const auto& [layer, values] : each.rows->at("gradient")) {
                    INFO(layer);
                    // The oracle writes 0 for a layer that the logits do not depend on: the projections of
                    // preact-noskip. ResLab has no value for them.
                    const bool used = number(values.at(2)) != 0;
                    REQUIRE(found.contains({layer, "output_gradient"}) == used);
                    if (used) require_row(found, layer, kGradientMetrics, values);
                  }
                  require_layers(found, each, "gradient_scale", {"gradient_scale"});
                  require_network(found, each, {"nlc", "gradient_norm"});
                });
}

TEST_CASE("The bytes that the backward pass reads are the oracle's", "[probes]") {
  if (!draws_as_stored()) return;
  for (const Case& each : cases()) {
    INFO(each.block);
    Network network = base8(each.block);
    // In float32, which the oracle counts.
    Subject subject(network, {.bn_mode = each.mode});
    const torch::Tensor images = first_test_images(4).images;
    Measures measures;
    probe_gradients(subject, images, at::ones({4, 10}), measures);
    REQUIRE(value_of(measures, Metric::kSavedBytes) == number(each.rows->at("network").at("saved_bytes").at(0)));
  }
}

TEST_CASE("Spectra are the oracle's", "[probes]") {
  for_each_case([](Stage& s, Measures& m) { probe_spectrum(s.subject, s.images, m); },
                [](const Found& found, const Case& each) {
                  require_layers(found, each, "spectrum", {"sample_cosine", "effective_rank", "saturation"});
                });
}

TEST_CASE("Sensitivity, shattering and singular values are the oracle's", "[probes]") {
  for_each_case(
      [](Stage& s, Measures& m) {
        const torch::Tensor direction = formula(s.images.sizes(), "direction");
        probe_sensitivity(s.subject, s.images, scaled_to(direction, s.images, setting("probes", "eps")), m);
        const torch::Tensor partners = partners_of(s.images, formula(s.images.sizes(), "orthogonal"));
        probe_shattering(s.subject, s.images, partners, s.cotangent(), m);
        probe_jacobian(s.subject, s.images, formula_signs({s.images.size(0)}, "signs"), nullptr, m);
      },
      [](const Found& found, const Case& each) {
        require_network(found, each,
                        {"relative_sensitivity", "relative_sensitivity_2eps", "input_gradient_cosine", "jacobian_max",
                         "jacobian_min"});
      });
}

TEST_CASE("Gradients of parts of the batch are the oracle's", "[probes]") {
  for_each_case(
      [](Stage& s, Measures& m) { probe_microbatch(s.subject, s.images, s.labels, nullptr, m); },
      [](const Found& found, const Case& each) {
        require_network(found, each, {"gradient_min_cosine", "gradient_mean_cosine", "gradient_snr", "noise_scale"});
      });
}

TEST_CASE("Condition numbers of the tangent kernel are the oracle's", "[probes]") {
  if (!draws_as_stored()) return;
  for (const Case& each : cases()) {
    // Sixteen backward passes take a while: in eval mode only where the condition number is largest.
    if (each.mode == BnMode::kEval && each.block != "preact-noskip") continue;
    INFO(each.block << (each.mode == BnMode::kTrain ? ", train" : ", eval"));
    Stage stage(each);
    Measures measures;
    probe_ntk(stage.subject, stage.images, nullptr, measures);
    require_network(by_name(measures, stage.subject.layers()), each, {"ntk_condition"});
  }
}

TEST_CASE("Proxies are the oracle's", "[probes]") {
  for_each_case(
      [](Stage& s, Measures& m) {
        probe_proxies(s.subject, s.images, s.labels, m);
        // With parameters of its own, and with running statistics that the passes above have not moved.
        Network fresh = base8(s.network.options().block);
        Subject changeable(fresh, {.precision = at::kDouble, .changes_parameters = true});
        probe_synflow(changeable, m);
      },
      [](const Found& found, const Case& each) {
        require_network(found, each,
                        {"proxy_grad_norm", "proxy_snip", "proxy_synflow", "proxy_nwot", "proxy_jacob_cov"});
      });
}

TEST_CASE("Outputs over four steps are the oracle's", "[probes]") {
  if (!draws_as_stored()) return;
  for (const Case& each : cases()) {
    if (each.mode == BnMode::kEval) continue;
    INFO(each.block);
    Stage stage(each, /*changes_parameters=*/true);
    Measures measures;
    probe_coordinates(stage.subject, stage.images, stage.labels, setting("probes", "coordinate_lr"), nullptr, measures);
    const std::vector<LayerCost>& layers = stage.subject.layers();
    const Found found = by_name(measures, layers);
    for (const auto& [key, values] : each.rows->at("coordinates")) {
      const std::string layer = key == "logits" ? layers.back().id.name : key;
      require_row(found, layer, {"coordinate_0", "coordinate_1", "coordinate_2", "coordinate_3", "coordinate_4"},
                  values);
    }
    REQUIRE(found.size() == 5 * each.rows->at("coordinates").size());
  }
}

namespace {

/// Products with the Hessian, written once more: held against the oracle's, and the probe against it.
class Products {
 public:
  explicit Products(Stage& stage) : parameters_(stage.subject.parameters()) {
    const at::AutoGradMode with_gradients(true);
    const torch::Tensor loss = at::cross_entropy_loss(stage.subject.forward(stage.images), stage.labels);
    gradients_ = torch::autograd::grad({loss}, parameters_, {}, true, true, /*allow_unused=*/true);
    for (const torch::Tensor& parameter : parameters_) size_ += parameter.numel();
  }

  int64_t size() const { return size_; }
  const std::vector<torch::Tensor>& parameters() const { return parameters_; }
  bool used(size_t parameter) const { return gradients_[parameter].defined(); }

  /// H v, of the parameters in a row.
  torch::Tensor times(const torch::Tensor& v) const {
    const at::AutoGradMode with_gradients(true);
    torch::Tensor sum = at::zeros({}, at::kDouble);
    int64_t first = 0;
    for (size_t i = 0; i < parameters_.size(); ++i) {
      const torch::Tensor part = v.narrow(0, first, parameters_[i].numel()).view(parameters_[i].sizes());
      if (used(i)) sum = sum + (gradients_[i] * part).sum();
      first += parameters_[i].numel();
    }
    std::vector<torch::Tensor> products = torch::autograd::grad({sum}, parameters_, {}, true, false, true);
    for (size_t i = 0; i < products.size(); ++i) {
      products[i] = (products[i].defined() ? products[i] : at::zeros_like(parameters_[i])).reshape({-1}).detach();
    }
    return at::cat(products);
  }

  /// The trace as `probe_hessian` estimates it: the mean of s·Hs over its ten vectors of signs.
  double trace_of(uint64_t seed) const {
    double trace = 0;
    for (uint32_t i = 1; i <= 10; ++i) {
      std::vector<torch::Tensor> signs;
      uint32_t number = 0;  // among the parameters that the loss depends on
      for (size_t p = 0; p < parameters_.size(); ++p) {
        torch::Tensor part = at::zeros({parameters_[p].numel()}, at::kDouble);
        if (used(p)) {
          RandomStream(seed, RandomPurpose::kHessian, i, number++).fill_normal(part.data_ptr<double>(), part.numel());
        }
        signs.push_back(part.sign());
      }
      const torch::Tensor s = at::cat(signs);
      trace += s.dot(times(s)).item<double>() / 10;
    }
    return trace;
  }

 private:
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> gradients_;
  int64_t size_ = 0;
};

}  // namespace

TEST_CASE("The Hessian is the oracle's", "[probes]") {
  if (!draws_as_stored()) return;
  for (const Case& each : cases()) {
    // One of the ten, since a product takes a tenth of a second: the eigenvalue of largest magnitude is negative there,
    // and the projections have no gradient.
    if (each.block != "preact-noskip" || each.mode == BnMode::kEval) continue;
    Stage stage(each);
    constexpr uint64_t kSeed = 5;
    Measures measures;
    probe_hessian(stage.subject, stage.images, stage.labels, kSeed, nullptr, measures);
    const double top = number(each.rows->at("network").at("hessian_top").at(0));
    // The iteration ends where the bound of its error is 1 %; the error itself is far smaller.
    require_close(value_of(measures, Metric::kHessianTop), top, 1e-3, 0);

    const Products products(stage);
    torch::Tensor v = formula({products.size()}, "vector");
    for (const std::string& expected : each.rows->at("hessian_rayleigh").at("-")) {
      v = v / v.norm();
      const torch::Tensor product = products.times(v);
      require_close(v.dot(product).item<double>(), number(expected), 1e-8, 1e-12);
      v = product;
    }
    const torch::Tensor signs = formula_signs({products.size()}, "vector");
    require_close(signs.dot(products.times(signs)).item<double>(), number(each.rows->at("hessian_form").at("-").at(0)),
                  1e-8, 0);
    require_close(value_of(measures, Metric::kHessianTrace), products.trace_of(kSeed), 1e-9, 0);
  }
}

TEST_CASE("The notebook's rows are the oracle's", "[probes]") {
  if (!draws_as_stored()) return;
  const Images batch = first_test_images(static_cast<int64_t>(setting("probes", "images")));
  const double scale = setting("probes", "noise");
  int rows = 0;
  for (const auto& [name, quantities] : golden()) {
    if (!quantities.contains("notebook")) continue;
    INFO(name);
    ++rows;
    NetworkOptions options;
    options.block = split(name, '/').at(1);
    Network network(options);
    const torch::Tensor noise = formula(batch.images.sizes(), "noise").to(at::kFloat) * scale;
    const NotebookRow found = analyze_as_notebook(network, batch.images, batch.labels, noise);
    const Rows& expected = quantities.at("notebook");
    const auto require = [&](const std::string& column, double value, double absolute = 0) {
      INFO(column);
      // Float32 kernels of two machines sum in other orders. In the backward pass a ReLU near its kink adds to it.
      const double relative = column.starts_with("grad") || column.starts_with("first") ? 1e-4 : 2e-5;
      require_close(value, number(expected.at(column).at(0)), relative, absolute);
    };
    REQUIRE(static_cast<double>(network.parameter_count()) == number(expected.at("params").at(0)));
    REQUIRE(static_cast<double>(found.layers_tracked) == number(expected.at("layers_tracked").at(0)));
    require("mean(mean)", found.mean_of_means);
    require("mean(std)", found.mean_of_stds);
    require("min(std)", found.min_std);
    require("max(std)", found.max_std);
    require("relu_zero_frac_mean", found.relu_zero_fraction_mean);
    require("relu_zero_frac_max", found.relu_zero_fraction_max);
    require("loss(dummy)", found.loss);
    require("grad_norm_first_conv", found.grad_norm_first_conv);
    require("grad_norm_last_linear", found.grad_norm_last_linear);
    require("grad_norm_global", found.grad_norm_global);
    require("first/last_ratio", found.first_last_ratio);
    // A difference of float32 logits, of which rounding alone makes some.
    require("logit_diff_L2_mean", found.logit_difference, 1e-7);
    REQUIRE(expected.size() == 15);  // these, and what the notebook's order of the passes makes no row of
  }
  REQUIRE(rows == 5);
}

TEST_CASE("FLOPs are two a multiply-accumulate forward and four backward, as PyTorch counts them", "[probes]") {
  int rows = 0;
  for (const auto& [name, quantities] : golden()) {
    if (!quantities.contains("flops")) continue;
    INFO(name);
    ++rows;
    NetworkOptions options;
    options.net = split(name, '/').at(0);
    options.block = split(name, '/').at(1);
    const Network network(options);
    int64_t macs = 0;
    for (const LayerCost& layer : network.layers()) {
      // Layers() lists the projections of preact-noskip, which training does not compute.
      if (network.net().block(0).merge == Merge::kBranch && layer.id.on_shortcut) continue;
      macs += layer.macs;
    }
    const int64_t first = network.layers().front().macs;
    const Values& expected = quantities.at("flops").at("-");
    REQUIRE(static_cast<double>(2 * macs) == number(expected.at(0)));
    // The images need no gradient.
    REQUIRE(static_cast<double>(4 * macs - 2 * first) == number(expected.at(1)));
  }
  REQUIRE(rows == 26);
}
