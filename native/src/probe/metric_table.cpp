// SPDX-License-Identifier: Apache-2.0
#include "probe/metric_table.hpp"

#include <iterator>

namespace reslab {
namespace {

constexpr std::string_view kStatistics = "descriptive statistics";
constexpr std::string_view kBrock =
    "Brock, De & Smith 2021, Characterizing signal propagation to close the performance gap in unnormalized ResNets, "
    "arXiv:2101.08692";
constexpr std::string_view kDeSmith =
    "De & Smith 2020, Batch normalization biases residual blocks towards the identity function, arXiv:2002.10444";
constexpr std::string_view kHanin = "Hanin & Rolnick 2018, How to start training, arXiv:1803.01719";
constexpr std::string_view kYang2019 = "Yang et al. 2019, A mean field theory of batch normalization, arXiv:1902.08129";
constexpr std::string_view kScale =
    "Arora, Li & Lyu 2019, Theoretical analysis of auto rate-tuning by batch normalization, arXiv:1812.03981";
constexpr std::string_view kGsc =
    "Philipp, Song & Carbonell 2017, The exploding gradient problem demystified, arXiv:1712.05577";
constexpr std::string_view kNlc = "Philipp & Carbonell 2018, The nonlinearity coefficient, arXiv:1806.00179";
constexpr std::string_view kRoy = "Roy & Vetterli 2007, The effective rank, EUSIPCO";
constexpr std::string_view kShenk = "Shenk et al. 2019, Spectral analysis of latent representations, arXiv:1907.08589";
constexpr std::string_view kPoole =
    "Poole et al. 2016, Exponential expressivity in deep neural networks through transient chaos, arXiv:1606.05340";
constexpr std::string_view kBalduzzi = "Balduzzi et al. 2017, The shattered gradients problem, arXiv:1702.08591";
constexpr std::string_view kPennington =
    "Pennington, Schoenholz & Ganguli 2017, Resurrecting the sigmoid, arXiv:1711.04735";
constexpr std::string_view kSankararaman =
    "Sankararaman et al. 2020, The impact of neural network overparameterization on gradient confusion, "
    "arXiv:1904.06963";
constexpr std::string_view kMcCandlish =
    "McCandlish et al. 2018, An empirical model of large-batch training, arXiv:1812.06162";
constexpr std::string_view kTeNas =
    "Chen, Gong & Wang 2021, Neural architecture search on ImageNet in four GPU hours, arXiv:2102.11535";
constexpr std::string_view kHessian =
    "Ghorbani, Krishnan & Xiao 2019, An investigation into neural net optimization via Hessian eigenvalue density, "
    "arXiv:1901.10159";
constexpr std::string_view kAbdelfattah =
    "Abdelfattah et al. 2021, Zero-cost proxies for lightweight NAS, arXiv:2101.08134";
constexpr std::string_view kSnip = "Lee, Ajanthan & Torr 2019, SNIP, arXiv:1810.02340";
constexpr std::string_view kSynflow =
    "Tanaka et al. 2020, Pruning neural networks without any data by iteratively conserving synaptic flow, "
    "arXiv:2006.05467";
constexpr std::string_view kMellor =
    "Mellor et al. 2021, Neural architecture search without training, arXiv:2006.04647";
constexpr std::string_view kMup = "Yang et al. 2022, Tensor programs V, arXiv:2203.03466";

constexpr bool kLayer = true;
constexpr bool kNetwork = false;
constexpr bool kPositive = true;
constexpr bool kSigned = false;

constexpr MetricRow kRows[] = {
    {Metric::kMean, "mean", Probe::kActivations, kLayer, kSigned, "mean of the output", kStatistics},
    {Metric::kStd, "std", Probe::kActivations, kLayer, kPositive, "standard deviation of the output", kStatistics},
    {Metric::kMin, "min", Probe::kActivations, kLayer, kSigned, "smallest output", kStatistics},
    {Metric::kMax, "max", Probe::kActivations, kLayer, kSigned, "largest output", kStatistics},
    {Metric::kZeroFraction, "zero_fraction", Probe::kActivations, kLayer, kSigned, "share of outputs that are 0",
     kStatistics},
    {Metric::kAcv, "acv", Probe::kActivations, kLayer, kPositive, "average channel variance", kBrock},
    {Metric::kAcsm, "acsm", Probe::kActivations, kLayer, kPositive, "average channel squared mean", kBrock},
    {Metric::kDeadChannels, "dead_channels", Probe::kActivations, kLayer, kSigned,
     "share of a ReLU's channels that are 0 everywhere", kStatistics},
    {Metric::kQ01, "q01", Probe::kActivations, kLayer, kSigned, "quantile .01 of the output", kStatistics},
    {Metric::kQ05, "q05", Probe::kActivations, kLayer, kSigned, "quantile .05 of the output", kStatistics},
    {Metric::kQ25, "q25", Probe::kActivations, kLayer, kSigned, "quantile .25 of the output", kStatistics},
    {Metric::kQ50, "q50", Probe::kActivations, kLayer, kSigned, "median of the output", kStatistics},
    {Metric::kQ75, "q75", Probe::kActivations, kLayer, kSigned, "quantile .75 of the output", kStatistics},
    {Metric::kQ95, "q95", Probe::kActivations, kLayer, kSigned, "quantile .95 of the output", kStatistics},
    {Metric::kQ99, "q99", Probe::kActivations, kLayer, kSigned, "quantile .99 of the output", kStatistics},
    {Metric::kBranchAcv, "branch_acv", Probe::kActivations, kLayer, kPositive,
     "average channel variance at the end of the residual branch", kBrock},
    {Metric::kBranchRatio, "branch_ratio", Probe::kActivations, kLayer, kPositive,
     "variance of the branch over variance of the shortcut", kDeSmith},
    {Metric::kInitialLoss, "initial_loss", Probe::kActivations, kNetwork, kPositive, "cross-entropy", kStatistics},
    {Metric::kLossExcess, "loss_excess", Probe::kActivations, kNetwork, kSigned,
     "cross-entropy less ln(classes), which an undecided network has", kStatistics},
    {Metric::kLengthRatio, "length_ratio", Probe::kActivations, kNetwork, kPositive,
     "mean square of the last block's output over that of the input", kHanin},
    {Metric::kOutputGradient, "output_gradient", Probe::kGradients, kLayer, kPositive,
     "norm of the gradient by the layer's output", kYang2019},
    {Metric::kWeightNorm, "weight_norm", Probe::kGradients, kLayer, kPositive, "norm of the weight", kStatistics},
    {Metric::kWeightGradient, "weight_gradient", Probe::kGradients, kLayer, kPositive,
     "norm of the gradient by the weight", kStatistics},
    {Metric::kRelativeGradient, "relative_gradient", Probe::kGradients, kLayer, kPositive,
     "norm of the weight's gradient over norm of the weight", kScale},
    {Metric::kScaleFreeGradient, "scale_free_gradient", Probe::kGradients, kLayer, kPositive,
     "norm of the weight's gradient times norm of the weight", kScale},
    {Metric::kGradientScale, "gradient_scale", Probe::kGradients, kLayer, kPositive,
     "gradient scale coefficient from the block's output to the logits", kGsc},
    {Metric::kNlc, "nlc", Probe::kGradients, kNetwork, kPositive, "nonlinearity coefficient", kNlc},
    {Metric::kGradientNorm, "gradient_norm", Probe::kGradients, kNetwork, kPositive,
     "norm of the gradient by all parameters", kStatistics},
    {Metric::kSavedBytes, "saved_bytes", Probe::kGradients, kNetwork, kPositive,
     "bytes that the backward pass needs of one sample", kStatistics},
    {Metric::kSampleCosine, "sample_cosine", Probe::kSpectrum, kLayer, kSigned,
     "mean cosine of the outputs of two samples", kPoole},
    {Metric::kEffectiveRank, "effective_rank", Probe::kSpectrum, kLayer, kPositive,
     "exp of the entropy of the covariance spectrum", kRoy},
    {Metric::kSaturation, "saturation", Probe::kSpectrum, kLayer, kPositive,
     "share of the eigenvalues that makes up 99 % of the variance", kShenk},
    {Metric::kRelativeSensitivity, "relative_sensitivity", Probe::kSensitivity, kNetwork, kPositive,
     "relative change of the logits over relative change of the input", kGsc},
    {Metric::kRelativeSensitivity2Eps, "relative_sensitivity_2eps", Probe::kSensitivity, kNetwork, kPositive,
     "the same for a change twice as large", kGsc},
    {Metric::kInputGradientCosine, "input_gradient_cosine", Probe::kShattering, kNetwork, kSigned,
     "cosine of the input gradients of two inputs of cosine .9", kBalduzzi},
    {Metric::kJacobianMax, "jacobian_max", Probe::kJacobian, kNetwork, kPositive,
     "largest singular value of the input-output Jacobian", kPennington},
    {Metric::kJacobianMin, "jacobian_min", Probe::kJacobian, kNetwork, kPositive,
     "smallest singular value of the input-output Jacobian", kPennington},
    {Metric::kGradientMinCosine, "gradient_min_cosine", Probe::kMicrobatch, kNetwork, kSigned,
     "smallest cosine of the gradients of two micro-batches", kSankararaman},
    {Metric::kGradientMeanCosine, "gradient_mean_cosine", Probe::kMicrobatch, kNetwork, kSigned,
     "mean cosine of the gradients of two micro-batches", kSankararaman},
    {Metric::kGradientSnr, "gradient_snr", Probe::kMicrobatch, kNetwork, kPositive,
     "squared mean over variance of the gradients of micro-batches", kMcCandlish},
    {Metric::kNoiseScale, "noise_scale", Probe::kMicrobatch, kNetwork, kPositive,
     "simple noise scale: the batch beyond which a larger one gains little", kMcCandlish},
    {Metric::kNtkCondition, "ntk_condition", Probe::kNtk, kNetwork, kPositive,
     "condition number of the neural tangent kernel of 16 samples", kTeNas},
    {Metric::kHessianTop, "hessian_top", Probe::kHessian, kNetwork, kSigned, "largest eigenvalue of the loss's Hessian",
     kHessian},
    {Metric::kHessianTrace, "hessian_trace", Probe::kHessian, kNetwork, kSigned, "trace of the loss's Hessian",
     kHessian},
    {Metric::kProxyGradNorm, "proxy_grad_norm", Probe::kProxies, kNetwork, kPositive,
     "sum of the norms of the weights' gradients", kAbdelfattah},
    {Metric::kProxySnip, "proxy_snip", Probe::kProxies, kNetwork, kPositive, "sum of |weight x gradient|", kSnip},
    {Metric::kProxySynflow, "proxy_synflow", Probe::kProxies, kNetwork, kSigned, "log10 of the synaptic flow",
     kSynflow},
    {Metric::kProxyNwot, "proxy_nwot", Probe::kProxies, kNetwork, kSigned,
     "ln det of the agreement of the samples' ReLU codes", kMellor},
    {Metric::kProxyJacobCov, "proxy_jacob_cov", Probe::kProxies, kNetwork, kSigned,
     "score of the correlation of the samples' input gradients", kAbdelfattah},
    {Metric::kCoordinate0, "coordinate_0", Probe::kCoordinates, kLayer, kPositive,
     "mean absolute output before training", kMup},
    {Metric::kCoordinate1, "coordinate_1", Probe::kCoordinates, kLayer, kPositive, "mean absolute output after 1 step",
     kMup},
    {Metric::kCoordinate2, "coordinate_2", Probe::kCoordinates, kLayer, kPositive, "mean absolute output after 2 steps",
     kMup},
    {Metric::kCoordinate3, "coordinate_3", Probe::kCoordinates, kLayer, kPositive, "mean absolute output after 3 steps",
     kMup},
    {Metric::kCoordinate4, "coordinate_4", Probe::kCoordinates, kLayer, kPositive, "mean absolute output after 4 steps",
     kMup},
};

constexpr bool rows_are_in_order() {
  if (std::size(kRows) != kMetrics) return false;
  for (int32_t i = 0; i < kMetrics; ++i) {
    if (static_cast<int32_t>(kRows[i].metric) != i) return false;
  }
  return true;
}
static_assert(rows_are_in_order());

constexpr std::string_view kProbeNames[] = {"activations", "gradients", "spectrum",   "sensitivity",
                                            "shattering",  "jacobian",  "microbatch", "ntk",
                                            "hessian",     "proxies",   "coordinates"};
static_assert(std::size(kProbeNames) == kProbes);

}  // namespace

std::span<const MetricRow> metric_table() { return kRows; }

std::string_view probe_name(Probe probe) { return kProbeNames[static_cast<size_t>(probe)]; }

}  // namespace reslab
