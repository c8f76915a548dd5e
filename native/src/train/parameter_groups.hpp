// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/batchnorm.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nn/network.hpp"
#include "train/named_tensors.hpp"

namespace reslab {

/// Which parts of a network learn, and how fast.
///
/// A part is called by the name of a layer of the network, or by what that begins with: "stem", "stage2", "stage2.0",
/// "stage2.0.conv1", "final", "head".
struct ParameterGroups {
  std::vector<std::string> frozen;                         ///< parts whose parameters stay as they are
  std::vector<std::pair<std::string, double>> lr_factors;  ///< part and factor on its learning rate; the longest counts

  /// @param freeze parts separated by spaces or commas; may be empty
  /// @param lr_scale PART=FACTOR likewise, with factors above 0
  /// @throws Error kInvalidArgument naming the entry, where one is no factor or a part is named twice
  static ParameterGroups parse(std::string_view freeze, std::string_view lr_scale);

  /// What parse reads; empty where nothing is frozen or scaled.
  std::string freeze_text() const;
  std::string lr_scale_text() const;
};

/// The parameters of a network by their groups.
class GroupedParameters {
 public:
  /// @throws Error kInvalidArgument where the network has no such part, or nothing is left to learn
  GroupedParameters(const Network& network, const ParameterGroups& groups);

  /// The parameters that learn, by their names in the network.
  const NamedTensors& learning() const { return learning_; }
  /// The factor on the learning rate of each of learning().
  const std::vector<double>& lr_factors() const { return lr_factors_; }

 private:
  friend class FrozenScope;

  NamedTensors learning_;
  std::vector<double> lr_factors_;
  std::vector<torch::Tensor> frozen_;
  std::vector<torch::nn::BatchNorm2d> frozen_norms_;
};

/// While it exists, no gradients are computed for frozen parameters, and frozen batch normalisations normalise by their
/// running statistics, which stay as they are. The network is in training mode before and after.
class FrozenScope {
 public:
  explicit FrozenScope(GroupedParameters& parameters);
  ~FrozenScope();
  FrozenScope(const FrozenScope&) = delete;
  FrozenScope& operator=(const FrozenScope&) = delete;

 private:
  void set(bool frozen);

  GroupedParameters& parameters_;
};

}  // namespace reslab
