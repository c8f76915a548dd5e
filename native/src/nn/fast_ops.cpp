// SPDX-License-Identifier: Apache-2.0
#include "nn/fast_ops.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/record_function.h>
#include <torch/csrc/autograd/custom_function.h>

#include <optional>
#include <variant>

#include "kernels/cpu_kernels.hpp"
#include "kernels/norm_act.hpp"
#include "kernels/winograd.hpp"
#include "runtime/error.hpp"

namespace reslab {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

const kernels::CpuKernels& own_kernels() {
  const kernels::CpuKernels* found = kernels::cpu_kernels();
  if (found == nullptr) fail(ErrorKind::kInternal, "a fast layer ran on a CPU without kernels");
  return *found;
}

/// Kernels record no graph: a second derivative would silently omit them.
void require_first_order(const char* what) {
  if (at::GradMode::is_enabled()) {
    fail(ErrorKind::kUnsupported, "the fast kernels' ", what,
         " has no second derivative; have the network use the reference kernels");
  }
}

Tensor channels_last(const Tensor& map) { return map.contiguous(at::MemoryFormat::ChannelsLast); }

/// Makes the library's own kernels appear in profiles like LibTorch's operations.
template <typename Compute>
auto recorded(const char* name, const Compute& compute) {
  RECORD_FUNCTION(name, c10::ArrayRef<const c10::IValue>{});
  return compute();
}

struct Convolution : torch::autograd::Function<Convolution> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& weight) {
    context->save_for_backward({x, weight});
    return recorded("reslab::convolution", [&] { return kernels::winograd_forward(own_kernels(), x, weight); });
  }

  static variable_list backward(AutogradContext* context, const variable_list& derivatives) {
    require_first_order("convolution");
    const variable_list saved = context->get_saved_variables();
    const Tensor dy = channels_last(derivatives[0]);
    variable_list result(2);
    if (context->needs_input_grad(0)) {
      result[0] = recorded("reslab::convolution_input_gradient",
                           [&] { return kernels::winograd_input_gradient(own_kernels(), dy, saved[1]); });
    }
    if (context->needs_input_grad(1)) {
      result[1] = recorded("reslab::convolution_weight_gradient",
                           [&] { return kernels::winograd_weight_gradient(own_kernels(), saved[0], dy); });
    }
    return result;
  }
};

struct NormAct : torch::autograd::Function<NormAct> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const Tensor& gamma, const Tensor& beta,
                        const std::optional<Tensor>& residual, const kernels::NormStatistics& statistics, bool relu) {
    const kernels::NormAffine affine = kernels::norm_affine(statistics.mean, statistics.inv_std, gamma, beta);
    Tensor y = recorded("reslab::norm_act", [&] {
      return kernels::norm_act_forward(own_kernels(), x, affine, residual.value_or(Tensor()), relu);
    });
    // With a residual, only the result shows the sign before the ReLU.
    const bool keeps_result = relu && residual.has_value();
    context->save_for_backward(
        {x, keeps_result ? y : Tensor(), statistics.mean, statistics.inv_std, affine.scale, affine.shift});
    context->saved_data["relu"] = relu;
    context->saved_data["adds"] = residual.has_value();
    return y;
  }

  static variable_list backward(AutogradContext* context, const variable_list& derivatives) {
    require_first_order("normalisation");
    const variable_list saved = context->get_saved_variables();
    const Tensor dy = channels_last(derivatives[0]);
    kernels::NormActGradients gradients = recorded("reslab::norm_act_backward", [&] {
      return kernels::norm_act_backward(own_kernels(), dy, saved[0], saved[1], saved[2], saved[3], {saved[4], saved[5]},
                                        context->saved_data["relu"].toBool(),
                                        context->saved_data["adds"].toBool() && context->needs_input_grad(3));
    });
    return {gradients.x, gradients.gamma, gradients.beta, gradients.residual, Tensor(), Tensor()};
  }
};

/// As torch.nn.BatchNorm2d: the running variance is the unbiased one.
void update_running(torch::nn::BatchNorm2dImpl& norm, const kernels::NormStatistics& statistics, int64_t values) {
  const auto momentum = static_cast<float>(*norm.options.momentum());
  const double unbiased = static_cast<double>(values) / static_cast<double>(values - 1);
  const float* mean = statistics.mean.const_data_ptr<float>();
  const float* variance = statistics.variance.const_data_ptr<float>();
  float* running_mean = norm.running_mean.mutable_data_ptr<float>();
  float* running_variance = norm.running_var.mutable_data_ptr<float>();
  for (int64_t c = 0; c < statistics.mean.numel(); ++c) {
    running_mean[c] = momentum * mean[c] + (1 - momentum) * running_mean[c];
    running_variance[c] = momentum * static_cast<float>(variance[c] * unbiased) + (1 - momentum) * running_variance[c];
  }
  norm.num_batches_tracked += 1;
}

bool needs_gradient(const Tensor& tensor) { return tensor.defined() && tensor.requires_grad(); }

/// By the running statistics, which LibTorch differentiates where a gradient is wanted: the layer is frozen, and one
/// before it is not.
Tensor normalized_by_running(torch::nn::BatchNorm2dImpl& norm, const Tensor& x, const Tensor& residual, bool relu) {
  if (at::GradMode::is_enabled() &&
      (needs_gradient(x) || needs_gradient(residual) || needs_gradient(norm.weight) || needs_gradient(norm.bias))) {
    Tensor y = norm.forward(x);
    if (residual.defined()) y = y + residual;
    return relu ? y.relu() : y;
  }
  const at::NoGradGuard no_grad;
  const Tensor inv_std = (norm.running_var + norm.options.eps()).rsqrt();
  const kernels::NormAffine affine = kernels::norm_affine(norm.running_mean, inv_std, norm.weight, norm.bias);
  return recorded("reslab::norm_act",
                  [&] { return kernels::norm_act_forward(own_kernels(), x, affine, residual, relu); });
}

}  // namespace

bool fast_conv_serves(const torch::nn::Conv2dImpl& conv, int64_t height, int64_t width) {
  const kernels::CpuKernels* found = kernels::cpu_kernels();
  if (found == nullptr || conv.bias.defined() || !kernels::part_wanted(kernels::FastPart::kConvolution)) return false;
  const auto& options = conv.options;
  const auto* padding = std::get_if<torch::ExpandingArray<2>>(&options.padding());
  return options.kernel_size()->at(0) == 3 && options.kernel_size()->at(1) == 3 && options.stride()->at(0) == 1 &&
         options.stride()->at(1) == 1 && padding != nullptr && (*padding)->at(0) == 1 && (*padding)->at(1) == 1 &&
         options.groups() == 1 && options.dilation()->at(0) == 1 &&
         kernels::winograd_serves(*found, options.in_channels(), options.out_channels(), height, width);
}

Tensor fast_conv(torch::nn::Conv2dImpl& conv, const Tensor& x) {
  return Convolution::apply(channels_last(x), conv.weight);
}

bool fast_norm_serves(const torch::nn::BatchNorm2dImpl& norm) {
  const kernels::CpuKernels* found = kernels::cpu_kernels();
  return found != nullptr && kernels::part_wanted(kernels::FastPart::kNormalization) &&
         kernels::norm_act_serves(*found, norm.options.num_features());
}

Tensor fast_norm_act(torch::nn::BatchNorm2dImpl& norm, const Tensor& input, const Tensor& residual, bool relu) {
  const Tensor x = channels_last(input);
  // An autograd function accepts no undefined tensors.
  const std::optional<Tensor> added = residual.defined() ? std::optional(channels_last(residual)) : std::nullopt;
  if (!norm.is_training()) return normalized_by_running(norm, x, added.value_or(Tensor()), relu);
  const int64_t values = x.numel() / x.size(1);
  // A single value has no variance: LibTorch reports the error.
  if (values == 1) return norm.forward(x);
  const kernels::NormStatistics statistics = recorded(
      "reslab::batch_statistics", [&] { return kernels::batch_statistics(own_kernels(), x, norm.options.eps()); });
  update_running(norm, statistics, values);
  return NormAct::apply(x, norm.weight, norm.bias, added, statistics, relu);
}

}  // namespace reslab
