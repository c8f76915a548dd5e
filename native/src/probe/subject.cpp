// SPDX-License-Identifier: Apache-2.0
#include "probe/subject.hpp"

#include <ATen/Context.h>
#include <ATen/ops/isfinite.h>

#include "runtime/error.hpp"
#include "runtime/random_lock.hpp"

namespace reslab {

Subject::Subject(Network& network, const SubjectOptions& options)
    : network_(network),
      options_(options),
      device_mode_(network.device(), {.deterministic = true}),
      training_before_(network.is_training()),
      format_before_(network.memory_format()),
      kernels_before_(network.kernels()),
      layers_(network.layers()) {
  check_finite();
  if (network_.has_dropout() && options_.bn_mode == BnMode::kTrain) {
    generator_lock_ = std::unique_lock(default_generator_mutex());
  }
  for (size_t i = 0; i < layers_.size(); ++i) numbers_[layers_[i].id.name] = static_cast<int32_t>(i);
  try {
    for (const torch::Tensor& parameter : network_.parameters()) take_over(parameter, options_.changes_parameters);
    for (const torch::Tensor& buffer : network_.buffers()) take_over(buffer, /*copy=*/true);
    network_.use_memory_format(options_.memory_format);
    // Probes observe layers and differentiate twice, which fast kernels do not support.
    network_.use_kernels(Kernels::kReference);
    network_.train(options_.bn_mode == BnMode::kTrain);
  } catch (...) {
    restore();
    throw;
  }
  parameters_ = network_.parameters();
}

Subject::~Subject() { restore(); }

void Subject::restore() {
  for (Saved& each : saved_) each.tensor.set_data(each.original);
  saved_.clear();
  network_.use_memory_format(format_before_);
  network_.use_kernels(kernels_before_);
  network_.train(training_before_);
}

void Subject::take_over(torch::Tensor tensor, bool copy) {
  const at::ScalarType type = tensor.is_floating_point() ? options_.precision : tensor.scalar_type();
  saved_.push_back({tensor, tensor.detach()});
  tensor.set_data(tensor.detach().to(type, /*non_blocking=*/false, copy));
}

void Subject::check_finite() const {
  const auto check = [](const auto& named, const char* kind) {
    for (const auto& each : named) {
      const torch::Tensor& tensor = each.value();
      if (!tensor.is_floating_point()) continue;
      const int64_t bad = tensor.numel() - at::isfinite(tensor.detach()).sum().template item<int64_t>();
      if (bad > 0) {
        fail(ErrorKind::kInvalidArgument, kind, " '", each.key(), "' holds ", bad, " NaN or infinite values of ",
             tensor.numel(),
             ", expected finite ones; the network diverged or its checkpoint is damaged: take an "
             "earlier one");
      }
    }
  };
  check(network_.named_parameters(), "parameter");
  check(network_.named_buffers(), "buffer");
}

torch::Tensor Subject::forward(const torch::Tensor& images, const Visitor* visit) {
  if (generator_lock_.owns_lock()) torch::manual_seed(options_.seed);
  if (visit == nullptr) return network_.forward(images);
  const LayerObserver observe = [&](const LayerId& id, const torch::Tensor& in, const torch::Tensor& out) {
    (*visit)(numbers_.at(id.name), id, in, out);
  };
  return network_.forward(images, &observe);
}

void Subject::use_bn_mode(BnMode mode) { network_.train(mode == BnMode::kTrain); }

torch::Tensor Subject::adapt(const torch::Tensor& tensor) const {
  return tensor.to(at::TensorOptions(network_.device()).dtype(options_.precision));
}

std::vector<Subject::WeightLayer> Subject::weight_layers() const {
  const auto parameters = network_.named_parameters();
  std::vector<WeightLayer> result;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const LayerId& id = layers_[i].id;
    if (id.weighted()) {
      result.push_back({static_cast<int32_t>(i), id, parameters[id.name + ".weight"]});
    }
  }
  return result;
}

}  // namespace reslab
