// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace reslab {

/// The probes: measurements that share their passes through a network. The numbers are the bits RL_PROBE_* of the C
/// ABI.
enum class Probe : int32_t {
  kActivations = 0,
  kGradients = 1,
  kSpectrum = 2,
  kSensitivity = 3,
  kShattering = 4,
  kJacobian = 5,
  kMicrobatch = 6,
  kNtk = 7,
  kHessian = 8,
  kProxies = 9,
  kCoordinates = 10,
};
inline constexpr int32_t kProbes = 11;

/// The metrics; `docs/diagnostics.md` has their formulas. A number is the metric's row in metric_table().
enum class Metric : int32_t {
  kMean,
  kStd,
  kMin,
  kMax,
  kZeroFraction,
  kAcv,
  kAcsm,
  kDeadChannels,
  kQ01,
  kQ05,
  kQ25,
  kQ50,
  kQ75,
  kQ95,
  kQ99,
  kBranchAcv,
  kBranchRatio,
  kInitialLoss,
  kLossExcess,
  kLengthRatio,
  kOutputGradient,
  kWeightNorm,
  kWeightGradient,
  kRelativeGradient,
  kScaleFreeGradient,
  kGradientScale,
  kNlc,
  kGradientNorm,
  kSavedBytes,
  kSampleCosine,
  kEffectiveRank,
  kSaturation,
  kRelativeSensitivity,
  kRelativeSensitivity2Eps,
  kInputGradientCosine,
  kJacobianMax,
  kJacobianMin,
  kGradientMinCosine,
  kGradientMeanCosine,
  kGradientSnr,
  kNoiseScale,
  kNtkCondition,
  kHessianTop,
  kHessianTrace,
  kProxyGradNorm,
  kProxySnip,
  kProxySynflow,
  kProxyNwot,
  kProxyJacobCov,
  kCoordinate0,
  kCoordinate1,
  kCoordinate2,
  kCoordinate3,
  kCoordinate4,
};
inline constexpr int32_t kMetrics = static_cast<int32_t>(Metric::kCoordinate4) + 1;

/// One row of the table of metrics.
struct MetricRow {
  Metric metric;
  std::string_view name;
  Probe probe;
  bool per_layer;  ///< one value a layer; else one a network
  bool positive;   ///< a magnitude or ratio above 0, to be summarised by its logarithm
  std::string_view summary;
  std::string_view source;  ///< the paper or text it comes from
};

/// Row i is that of the metric with number i.
std::span<const MetricRow> metric_table();

std::string_view probe_name(Probe probe);

}  // namespace reslab
