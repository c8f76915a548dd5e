// SPDX-License-Identifier: Apache-2.0
#include "kernels/winograd.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>

#include <algorithm>

namespace reslab::kernels {
namespace {

constexpr int64_t kTaps = 9;
/// The limit on a chunk's transformed patches and products, which should stay in the second-level cache.
constexpr int64_t kChunkBytes = 512 * 1024;
/// Tiles of a chunk of a weight gradient, whose sums are read and written once for each chunk.
constexpr int64_t kGradientChunk = 84;
/// The largest number of parts of a weight gradient, each computed by one thread.
constexpr int64_t kMaxParts = 16;
constexpr int64_t kTilesPerPart = 64;
/// The tiles' area that a map must fill, as 1 / kLeastFilled of it; see docs/performance.md for the measurement.
constexpr int64_t kLeastFilled = 2;

int64_t divide_up(int64_t value, int64_t by) { return (value + by - 1) / by; }

MapView view(const torch::Tensor& map) { return {map.const_data_ptr<float>(), map.size(2), map.size(3), map.size(1)}; }

int64_t tiles_of(const torch::Tensor& map) {
  return map.size(0) * divide_up(map.size(2), kTileSide) * divide_up(map.size(3), kTileSide);
}

/// Floats from one frequency to the next. The odd number of cache lines keeps the 36 planes out of the same sets.
int64_t plane_of(int64_t tiles, int64_t channels) {
  const int64_t line = 16;
  const int64_t lines = divide_up(tiles * channels, line);
  return (lines | 1) * line;
}

torch::Tensor buffer(std::initializer_list<int64_t> sizes) { return at::empty(sizes, at::kFloat); }

/// The transpose of a dense matrix, copied in bands of a cache line's rows: many times as fast as `contiguous`.
torch::Tensor transposed(const torch::Tensor& matrix) {
  const int64_t band = 16;
  const int64_t rows = matrix.size(0);
  const int64_t columns = matrix.size(1);
  const torch::Tensor result = buffer({columns, rows});
  const float* source = matrix.const_data_ptr<float>();
  float* target = result.mutable_data_ptr<float>();
  at::parallel_for(0, columns, /*grain_size=*/divide_up(32768, rows), [&](int64_t begin, int64_t end) {
    for (int64_t first = 0; first < rows; first += band) {
      const int64_t stop = std::min(first + band, rows);
      for (int64_t column = begin; column < end; ++column) {
        for (int64_t row = first; row < stop; ++row) target[column * rows + row] = source[row * columns + column];
      }
    }
  });
  return result;
}

/// Filters [9][rows][columns] transformed, in panels.
torch::Tensor transformed_filters(const CpuKernels& kernels, const torch::Tensor& filters) {
  const int64_t rows = filters.size(2);
  const int64_t columns = filters.size(3);
  torch::Tensor u = buffer({kFrequencies, rows, columns});
  const float* source = filters.const_data_ptr<float>();
  float* target = u.mutable_data_ptr<float>();
  at::parallel_for(0, rows, /*grain_size=*/8, [&](int64_t begin, int64_t end) {
    kernels.transform_filters(source, rows, columns, begin, end, target);
  });
  return u;
}

/// Convolves with filters [3, 3, in, out], padding by 1.
torch::Tensor convolve(const CpuKernels& kernels, const torch::Tensor& map, const torch::Tensor& filters) {
  const torch::Tensor u = transformed_filters(kernels, filters);
  const int64_t in = filters.size(2);
  const int64_t out = filters.size(3);
  torch::Tensor result = at::empty({map.size(0), out, map.size(2), map.size(3)},
                                   map.options().memory_format(at::MemoryFormat::ChannelsLast));

  const int64_t tiles = tiles_of(map);
  const int64_t fitting = kChunkBytes / (kFrequencies * (in + out) * static_cast<int64_t>(sizeof(float)));
  const int64_t chunk = kernels.block * std::max<int64_t>(1, fitting / kernels.block);
  const int64_t chunks = divide_up(tiles, chunk);
  const int64_t in_plane = plane_of(chunk, in);
  const int64_t out_plane = plane_of(chunk, out);
  const torch::Tensor memory =
      buffer({std::min<int64_t>(at::get_num_threads(), chunks), kFrequencies * (in_plane + out_plane)});

  const MapView source = view(map);
  const MapView target = view(result);
  float* written = result.mutable_data_ptr<float>();
  const float* filter = u.const_data_ptr<float>();
  float* const scratch = memory.mutable_data_ptr<float>();
  at::parallel_for(0, chunks, /*grain_size=*/1, [&](int64_t begin, int64_t end) {
    float* v = scratch + at::get_thread_num() * memory.size(1);
    float* m = v + kFrequencies * in_plane;
    for (int64_t i = begin; i < end; ++i) {
      const int64_t first = i * chunk;
      const int64_t count = std::min(chunk, tiles - first);
      kernels.transform_patches(source, first, count, v, in_plane);
      for (int64_t f = 0; f < kFrequencies; ++f) {
        kernels.multiply(v + f * in_plane, in, 1, filter + f * in * out, Layout::kPanels, m + f * out_plane, out, count,
                         out, in, /*accumulate=*/false);
      }
      kernels.transform_outputs(m, out_plane, target, first, count, written);
    }
  });
  return result;
}

}  // namespace

bool winograd_serves(const CpuKernels& kernels, int64_t in_channels, int64_t out_channels, int64_t height,
                     int64_t width) {
  const int64_t tile_area = kTileSide * kTileSide * divide_up(height, kTileSide) * divide_up(width, kTileSide);
  return in_channels % kernels.lanes == 0 && out_channels % kernels.lanes == 0 &&
         kLeastFilled * height * width >= tile_area;
}

torch::Tensor winograd_forward(const CpuKernels& kernels, const torch::Tensor& x, const torch::Tensor& weight) {
  const int64_t in = weight.size(1);
  const int64_t out = weight.size(0);
  const torch::Tensor rows = weight.permute({0, 2, 3, 1}).reshape({out, kTaps * in}).contiguous();
  return convolve(kernels, x, transposed(rows).view({3, 3, in, out}));
}

torch::Tensor winograd_input_gradient(const CpuKernels& kernels, const torch::Tensor& dy, const torch::Tensor& weight) {
  return convolve(kernels, dy, weight.flip({2, 3}).permute({2, 3, 0, 1}).contiguous());
}

torch::Tensor winograd_weight_gradient(const CpuKernels& kernels, const torch::Tensor& x, const torch::Tensor& dy) {
  const int64_t in = x.size(1);
  const int64_t out = dy.size(1);
  const int64_t size = in * out;
  const int64_t tiles = tiles_of(x);
  // The parts depend on the sizes alone, so that the sum does not depend on the number of threads.
  const int64_t parts = std::clamp<int64_t>(tiles / kTilesPerPart, 1, kMaxParts);
  const int64_t part_tiles = divide_up(tiles, parts);
  const int64_t chunk = divide_up(part_tiles, divide_up(part_tiles, kGradientChunk));
  const int64_t in_plane = plane_of(chunk, in);
  const int64_t out_plane = plane_of(chunk, out);
  const int64_t sum_plane = plane_of(1, size);
  const torch::Tensor memory =
      buffer({std::min<int64_t>(at::get_num_threads(), parts), kFrequencies * (in_plane + out_plane + sum_plane)});
  const torch::Tensor partial = buffer({parts, kTaps * size});

  const MapView maps = view(x);
  const MapView derivatives = view(dy);
  float* const scratch = memory.mutable_data_ptr<float>();
  float* const part_sums = partial.mutable_data_ptr<float>();
  at::parallel_for(0, parts, /*grain_size=*/1, [&](int64_t begin, int64_t end) {
    float* v = scratch + at::get_thread_num() * memory.size(1);
    float* d = v + kFrequencies * in_plane;
    float* sums = d + kFrequencies * out_plane;
    for (int64_t part = begin; part < end; ++part) {
      const int64_t stop = std::min(tiles, (part + 1) * part_tiles);
      for (int64_t first = part * part_tiles; first < stop; first += chunk) {
        const int64_t count = std::min(chunk, stop - first);
        kernels.transform_patches(maps, first, count, v, in_plane);
        kernels.transform_taps(derivatives, first, count, d, out_plane);
        for (int64_t f = 0; f < kFrequencies; ++f) {
          kernels.multiply(v + f * in_plane, 1, in, d + f * out_plane, Layout::kRows, sums + f * sum_plane, out, in,
                           out, count, /*accumulate=*/first != part * part_tiles);
        }
      }
      kernels.transform_gradients(sums, sum_plane, size, part_sums + part * kTaps * size);
    }
  });

  const torch::Tensor filters = buffer({kTaps * in, out});
  float* total = filters.mutable_data_ptr<float>();
  at::parallel_for(0, kTaps * size, /*grain_size=*/16384, [&](int64_t begin, int64_t end) {
    std::copy(part_sums + begin, part_sums + end, total + begin);
    for (int64_t part = 1; part < parts; ++part) {
      const float* added = part_sums + part * kTaps * size;
      for (int64_t i = begin; i < end; ++i) total[i] += added[i];
    }
  });
  return transposed(filters).view({out, 3, 3, in}).permute({0, 3, 1, 2});
}

}  // namespace reslab::kernels
