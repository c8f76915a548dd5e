// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <limits>
#include <memory>

#include "data/batch_pipeline.hpp"
#include "probe/measures.hpp"
#include "support.hpp"

namespace reslab::test {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Images {
  torch::Tensor images;  ///< float32
  torch::Tensor labels;
};

inline Images first_test_images(int64_t count) {
  static const std::shared_ptr<Dataset> data = open_cifar(CifarFormat::kCifar10, {fixture("test_batch.bin")}, 0);
  Batch memory = make_batch(count, data->shape());
  const Batch batch = assemble_range(*data, 0, count, memory);
  return {batch.images.clone(), batch.labels.clone()};
}

/// The change of float32 logits by a perturbation of 1e-3 has three figures less than the logits.
inline bool is_difference(Metric metric) {
  return metric == Metric::kRelativeSensitivity || metric == Metric::kRelativeSensitivity2Eps;
}

/// |found - expected| <= relative · |expected| + absolute, and both NaN or neither.
inline void require_close(double found, double expected, double relative, double absolute) {
  CAPTURE(found, expected, relative, absolute);
  REQUIRE(std::isnan(found) == std::isnan(expected));
  if (!std::isnan(expected)) REQUIRE(std::abs(found - expected) <= relative * std::abs(expected) + absolute);
}

inline double value_of(const Measures& measures, Metric metric, int32_t layer = -1) {
  for (const Measure& each : measures) {
    if (each.metric == metric && each.layer == layer) return each.value;
  }
  FAIL("not measured: " << metric_table()[static_cast<size_t>(metric)].name);
  return kNaN;
}
}  // namespace reslab::test
