// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace reslab::kernels {

/// Winograd's F(4 x 4, 3 x 3) makes tiles of 4 x 4 outputs from patches of 6 x 6 inputs.
inline constexpr int64_t kTileSide = 4;
inline constexpr int64_t kPatchSide = 6;
inline constexpr int64_t kFrequencies = kPatchSide * kPatchSide;

/// A map [N, H, W, C] in memory, float32, without gaps. Its tiles cover each image; the last tile of a row or column
/// reaches beyond the image where the side is no multiple of kTileSide.
struct MapView {
  const float* data;
  int64_t height;
  int64_t width;
  int64_t channels;
};

/// Rows [begin, end) of a matrix [rows, channels] of float32: what batch normalisation sees of a channels-last map.
struct RowRange {
  int64_t begin;
  int64_t end;
};

/// What BN-ReLU reads and writes; pointers are to the whole [rows, channels] arrays.
struct NormActForward {
  const float* x;
  const float* scale;     ///< [channels]: gamma / std
  const float* shift;     ///< [channels]: beta - mean * gamma / std
  const float* residual;  ///< added before the ReLU; may be null
  float* y;
  int64_t channels;
  bool relu;
};

struct NormActBackward {
  const float* x;
  const float* dy;
  const float* y;      ///< of the forward pass, whose sign is the ReLU's mask; null: found from x again (no residual)
  const float* scale;  ///< as in the forward pass
  const float* shift;
  const float* mean;     ///< [channels]
  const float* inv_std;  ///< [channels]
  int64_t channels;
  bool relu;
};

/// How the right matrix of a product lies in memory: row after row, or cut into panels of columns, panel after panel
/// and each row after row. A panel is two vectors wide, which a product reads at a time; the last may be one vector
/// wide. Rows of many columns lie a page apart, in panels they do not.
enum class Layout { kRows, kPanels };

/// The kernels of one instruction set. They run on the calling thread; the caller divides the work. None allocates,
/// throws or synchronises. The result for an element depends on the arguments, not on how the work was divided.
struct CpuKernels {
  const char* name;  ///< "avx512" or "avx2"
  int64_t lanes;     ///< float32 values in a vector; channel counts are multiples of it
  int64_t block;     ///< `multiply` is fastest with a multiple of this number of rows

  /// Transforms tiles [first, first + count) of `map` (zero beyond the image) to `v`: [36][count][channels], the 36
  /// planes `plane` floats apart. Tiles are numbered by image, row, column.
  void (*transform_patches)(const MapView& map, int64_t first, int64_t count, float* v, int64_t plane);
  /// Transforms the 4 x 4 tiles themselves, as the taps of a correlation: the derivatives in a weight gradient. What a
  /// tile has beyond the image counts as zero.
  void (*transform_taps)(const MapView& map, int64_t first, int64_t count, float* v, int64_t plane);
  /// Transforms rows [begin, end) of 3 x 3 filters [9][rows][columns] to 36 matrices of rows x columns in panels.
  void (*transform_filters)(const float* filters, int64_t rows, int64_t columns, int64_t begin, int64_t end, float* u);
  /// c[i][j] (+)= sum over l of a[i * a_row + l * a_step] * b[l][j] for i < rows, j < columns, l < depth. Columns are a
  /// multiple of `lanes`.
  void (*multiply)(const float* a, int64_t a_row, int64_t a_step, const float* b, Layout layout, float* c,
                   int64_t c_row, int64_t rows, int64_t columns, int64_t depth, bool accumulate);
  /// Transforms products `m` ([36][count][channels], planes `plane` floats apart) back to 4 x 4 outputs and writes them
  /// to tiles [first, first + count) of an array of the form of `map`, but for outputs beyond the image.
  void (*transform_outputs)(const float* m, int64_t plane, const MapView& map, int64_t first, int64_t count,
                            float* out);
  /// Transforms sums of products [36][count] back to filters [9][count], `count` a multiple of `lanes`.
  void (*transform_gradients)(const float* m, int64_t plane, int64_t count, float* filters);

  /// Mean and sum of squared deviations of each channel over the rows: [channels] each.
  void (*channel_moments)(const float* x, int64_t channels, RowRange rows, float* mean, float* m2);
  void (*norm_act)(const NormActForward& args, RowRange rows);
  /// Sums over the rows of the masked derivative, and of it times the normalised input: [channels] each.
  void (*norm_act_sums)(const NormActBackward& args, RowRange rows, float* sum, float* sum_normalized);
  /// dx = scale * (g - mean_g - xhat * mean_g_normalized) with g the masked derivative; where `d_residual` is not null
  /// it gets g.
  void (*norm_act_derivative)(const NormActBackward& args, const float* mean_g, const float* mean_g_normalized,
                              RowRange rows, float* dx, float* d_residual);
};

}  // namespace reslab::kernels
