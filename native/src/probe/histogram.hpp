// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "data/dataset.hpp"
#include "nn/network.hpp"
#include "probe/subject.hpp"

namespace reslab {

struct HistogramOptions {
  BnMode bn_mode = BnMode::kTrain;
  int64_t first = 0;  ///< images [first, first + count) of the input
  int64_t count = 0;  ///< at least 2
  int64_t bins = 0;   ///< at least 1
  double low = 0;     ///< lower edge of the first bin
  double high = 0;    ///< upper edge of the last bin, above `low`
};

/// The distribution of a layer's output. NaN values are not counted.
struct Histogram {
  int32_t layer;                ///< number in Network::layers()
  int64_t below = 0;            ///< under `low`
  int64_t above = 0;            ///< over `high`
  std::vector<int64_t> counts;  ///< of bins [low, high) of equal width; `high` itself is in the last
};

/// The distributions of the outputs of the blocks, in the order of execution. The network is restored
/// bit for bit.
/// @throws Error kInvalidArgument for options out of range, data of other classes, or parameters that are not finite;
///         kOutOfMemory; kCancelled
std::vector<Histogram> block_histograms(Network& network, const Dataset& input, const HistogramOptions& options,
                                        const int32_t* cancel);

}  // namespace reslab
