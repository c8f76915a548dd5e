// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>

#include "probe/measures.hpp"
#include "probe/subject.hpp"

/// The individual probes, on tensors that the caller provides. `docs/diagnostics.md` defines what each measures. Images
/// are [N, C, H, W], of the subject's type and on its device; labels are int64 [N]. Each appends to `measures`.
namespace reslab {

inline constexpr int64_t kMicrobatches = 8;
inline constexpr int64_t kNtkSamples = 16;
inline constexpr int64_t kCoordinateSteps = 4;
inline constexpr int64_t kQuantileValues = 1 << 14;
/// Cosine of the inputs that `shattering` compares.
inline constexpr double kPartnerCosine = 0.9;

void probe_activations(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, Measures& measures);

/// @param cotangent [N, classes]
void probe_gradients(Subject& subject, const torch::Tensor& images, const torch::Tensor& cotangent, Measures& measures);

void probe_spectrum(Subject& subject, const torch::Tensor& images, Measures& measures);

/// @param perturbation [N, C, H, W], added as it is
void probe_sensitivity(Subject& subject, const torch::Tensor& images, const torch::Tensor& perturbation,
                       Measures& measures);

/// @param partners [N, C, H, W]: the inputs to compare `images` with
/// @param cotangent [N, classes]
void probe_shattering(Subject& subject, const torch::Tensor& images, const torch::Tensor& partners,
                      const torch::Tensor& cotangent, Measures& measures);

/// @param signs [N] of +1 and -1
/// @param cancel read before each backward pass
void probe_jacobian(Subject& subject, const torch::Tensor& images, const torch::Tensor& signs, const int32_t* cancel,
                    Measures& measures);

void probe_microbatch(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, const int32_t* cancel,
                      Measures& measures);

void probe_ntk(Subject& subject, const torch::Tensor& images, const int32_t* cancel, Measures& measures);

/// @param seed of its random vectors
void probe_hessian(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, uint64_t seed,
                   const int32_t* cancel, Measures& measures);

/// All but synflow, which needs parameters that it may change.
void probe_proxies(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, Measures& measures);

/// @param subject in float64 and with parameters that may be changed
void probe_synflow(Subject& subject, Measures& measures);

/// @param subject with parameters that may be changed
void probe_coordinates(Subject& subject, const torch::Tensor& images, const torch::Tensor& labels, double lr,
                       const int32_t* cancel, Measures& measures);

/// @throws Error kCancelled where the flag is set
void check_cancelled(const int32_t* cancel);

/// Images x' whose cosine with the images x is kPartnerCosine: x' = c x + sqrt(1 - c²) |x| e, e a unit vector
/// orthogonal to x in the direction of `noise`. Shapes [N, C, H, W].
torch::Tensor partners_of(const torch::Tensor& images, const torch::Tensor& noise);

/// `noise` scaled for each sample to the norm eps · |x|.
torch::Tensor scaled_to(const torch::Tensor& noise, const torch::Tensor& images, double eps);

}  // namespace reslab
