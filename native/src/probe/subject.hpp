// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "nn/network.hpp"
#include "runtime/device_mode.hpp"

namespace reslab {

enum class BnMode {
  kTrain,  ///< statistics of the batch; the running ones do not change
  kEval,   ///< running statistics
};

/// The options of a measurement.
struct SubjectOptions {
  BnMode bn_mode = BnMode::kTrain;
  at::ScalarType precision = at::kFloat;  ///< Float or Double
  at::MemoryFormat memory_format = at::MemoryFormat::ChannelsLast;
  uint64_t seed = 0;                ///< of dropout masks, the same for each forward pass
  bool changes_parameters = false;  ///< parameters are copies, which may be overwritten
};

/// A network during measurements, in the mode, type and memory format that they need. The destructor restores mode,
/// format, parameters and buffers, bit for bit. Gradients of the parameters are neither used nor changed.
class Subject {
 public:
  /// Called after each layer with its number in Network::layers().
  using Visitor = std::function<void(int32_t layer, const LayerId&, const torch::Tensor& in, const torch::Tensor& out)>;

  /// A convolution or linear layer and its weight.
  struct WeightLayer {
    int32_t layer;
    LayerId id;
    torch::Tensor weight;
  };

  /// @throws Error kInvalidArgument where a parameter or buffer holds a NaN or an infinite value
  Subject(Network& network, const SubjectOptions& options);
  ~Subject();
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  /// Logits. The caller decides whether gradients are recorded.
  torch::Tensor forward(const torch::Tensor& images, const Visitor* visit = nullptr);

  /// Sets the mode regardless of the options; for passes whose definition requires it.
  void use_bn_mode(BnMode mode);

  Network& network() { return network_; }
  int64_t classes() const { return network_.options().classes; }
  /// `tensor` on the network's device and in the precision of the options.
  torch::Tensor adapt(const torch::Tensor& tensor) const;
  const std::vector<LayerCost>& layers() const { return layers_; }
  /// The parameters in the order of registration.
  const std::vector<torch::Tensor>& parameters() const { return parameters_; }
  /// Convolutions and linear layers in the order of execution.
  std::vector<WeightLayer> weight_layers() const;

 private:
  struct Saved {
    torch::Tensor tensor;    ///< the one in the network
    torch::Tensor original;  ///< its values before
  };

  void take_over(torch::Tensor tensor, bool copy);
  void restore();
  void check_finite() const;

  Network& network_;
  const SubjectOptions options_;
  const DeviceMode device_mode_;  ///< a probe gives the same numbers each time, on every device
  const bool training_before_;
  const at::MemoryFormat format_before_;
  const Kernels kernels_before_;
  const std::vector<LayerCost> layers_;
  std::map<std::string, int32_t> numbers_;
  std::vector<Saved> saved_;
  std::vector<torch::Tensor> parameters_;
  std::unique_lock<std::mutex> generator_lock_;  ///< held where dropout draws
};

}  // namespace reslab
