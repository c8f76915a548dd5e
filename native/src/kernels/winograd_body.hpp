// SPDX-License-Identifier: Apache-2.0
//
// Winograd's F(4 x 4, 3 x 3); see kernel_set.hpp for how this is included and what it may not include.
//
// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015 (arXiv:1509.09308), with the points 0, +-a,
// +-b and infinity. For the polynomials behind the matrices see docs/performance.md.

// a = 1/sqrt(2), b = sqrt(2): the products and sums below stay near 1, which keeps rounding errors small.
constexpr float kA = 0.70710678118654752F;
constexpr float kB = 1.41421356237309505F;
constexpr float kA2 = 0.5F;
constexpr float kB2 = 2.0F;
constexpr float kA3 = kA * kA2;
constexpr float kB3 = kB * kB2;
constexpr float kProduct = kA2 * kB2;
constexpr float kSum = kA2 + kB2;
// 1 / product of (p - q) over the other finite points q.
constexpr float kN0 = 1 / kProduct;
constexpr float kNa = 1 / (2 * kA2 * (kA2 - kB2));
constexpr float kNb = 1 / (2 * kB2 * (kB2 - kA2));

/// B^T x: the six values of a patch to six frequencies.
inline void patch_transform(const Vec x[6], Vec r[6]) {
  const Vec ta = x[4] - kB2 * x[2];
  const Vec sa = kA * (x[3] - kB2 * x[1]);
  const Vec tb = x[4] - kA2 * x[2];
  const Vec sb = kB * (x[3] - kA2 * x[1]);
  r[0] = kProduct * x[0] - kSum * x[2] + x[4];
  r[1] = ta + sa;
  r[2] = ta - sa;
  r[3] = tb + sb;
  r[4] = tb - sb;
  r[5] = kProduct * x[1] - kSum * x[3] + x[5];
}

/// G w for three taps.
inline void filter_transform(const Vec w[3], Vec r[6]) {
  const Vec even_a = kNa * w[0] + (kNa * kA2) * w[2];
  const Vec odd_a = (kNa * kA) * w[1];
  const Vec even_b = kNb * w[0] + (kNb * kB2) * w[2];
  const Vec odd_b = (kNb * kB) * w[1];
  r[0] = kN0 * w[0];
  r[1] = even_a + odd_a;
  r[2] = even_a - odd_a;
  r[3] = even_b + odd_b;
  r[4] = even_b - odd_b;
  r[5] = w[2];
}

/// G w for four taps: F(3, 4) has the points of F(4, 3).
inline void tap_transform(const Vec w[4], Vec r[6]) {
  const Vec even_a = kNa * w[0] + (kNa * kA2) * w[2];
  const Vec odd_a = (kNa * kA) * w[1] + (kNa * kA3) * w[3];
  const Vec even_b = kNb * w[0] + (kNb * kB2) * w[2];
  const Vec odd_b = (kNb * kB) * w[1] + (kNb * kB3) * w[3];
  r[0] = kN0 * w[0];
  r[1] = even_a + odd_a;
  r[2] = even_a - odd_a;
  r[3] = even_b + odd_b;
  r[4] = even_b - odd_b;
  r[5] = w[3];
}

/// A^T m: six frequencies to four outputs.
inline void output_transform(const Vec m[6], Vec y[4]) {
  const Vec sum_a = m[1] + m[2];
  const Vec difference_a = m[1] - m[2];
  const Vec sum_b = m[3] + m[4];
  const Vec difference_b = m[3] - m[4];
  y[0] = m[0] + sum_a + sum_b;
  y[1] = kA * difference_a + kB * difference_b;
  y[2] = kA2 * sum_a + kB2 * sum_b;
  y[3] = kA3 * difference_a + kB3 * difference_b + m[5];
}

/// A^T m: six frequencies to the three values of a filter's gradient.
inline void gradient_transform(const Vec m[6], Vec y[3]) {
  const Vec sum_a = m[1] + m[2];
  const Vec sum_b = m[3] + m[4];
  y[0] = m[0] + sum_a + sum_b;
  y[1] = kA * (m[1] - m[2]) + kB * (m[3] - m[4]);
  y[2] = kA2 * sum_a + kB2 * sum_b + m[5];
}

struct TilePosition {
  int64_t row;     ///< of its first output in the image
  int64_t column;  ///< likewise
  const float* image;
};

/// Tiles that cover a side; the last of them may reach beyond the image.
inline int64_t tiles_along(int64_t side) { return (side + kTileSide - 1) / kTileSide; }

inline TilePosition tile_position(const MapView& map, int64_t tile) {
  const int64_t across = tiles_along(map.width);
  const int64_t in_image = across * tiles_along(map.height);
  const int64_t image = tile / in_image;
  const int64_t rest = tile % in_image;
  return {rest / across * kTileSide, rest % across * kTileSide,
          map.data + image * map.height * map.width * map.channels};
}

/// True where all outputs of the tile are in the image. The transforms below are compiled twice, for such tiles and for
/// those that reach beyond the image, so that whole tiles, which are most, do not ask of each row and column whether it
/// exists.
inline bool is_whole(const MapView& map, const TilePosition& at) {
  return at.row + kTileSide <= map.height && at.column + kTileSide <= map.width;
}

/// Which rows, or columns, of a tile and of its patch the image lacks.
template <bool kWhole>
struct Side {
  bool first;      ///< the tile is the first of the image
  int64_t inside;  ///< rows from the tile's first to the end of the image: kTileSide or more where the tile is whole

  Side(int64_t begin, int64_t side) : first(begin == 0), inside(side - begin) {}

  /// Of the patch, which begins one before the tile.
  bool lacks_input(int64_t i) const { return (first && i == 0) || (i > inside && (!kWhole || i == kPatchSide - 1)); }
  /// Of the tile.
  bool lacks_output(int64_t i) const { return !kWhole && i >= inside; }
};

// In the three that follow, t is the number of the tile within the call. That addresses are computed from it for each c
// is faster than a pointer to the tile's values: GCC would keep the addresses of all 36 planes, which fit no registers.

template <bool kWhole>
[[gnu::always_inline]] inline void transform_patch_of(const MapView& map, const TilePosition& at, int64_t t, float* v,
                                                      int64_t plane) {
  const int64_t line = map.width * map.channels;
  const Side<kWhole> rows(at.row, map.height);
  const Side<kWhole> across(at.column, map.width);
  const float* corner = at.image + (at.row - 1) * line + (at.column - 1) * map.channels;
  for (int64_t c = 0; c < map.channels; c += kLanes) {
    Vec columns[kPatchSide][kPatchSide];  // [frequency][column]
#pragma GCC unroll 32
    for (int64_t j = 0; j < kPatchSide; ++j) {
      if (across.lacks_input(j)) {
#pragma GCC unroll 32
        for (int64_t i = 0; i < kPatchSide; ++i) columns[i][j] = Vec{};
        continue;
      }
      const float* source = corner + j * map.channels + c;
      Vec x[kPatchSide];
#pragma GCC unroll 32
      for (int64_t i = 0; i < kPatchSide; ++i) x[i] = rows.lacks_input(i) ? Vec{} : load(source + i * line);
      Vec r[kPatchSide];
      patch_transform(x, r);
#pragma GCC unroll 32
      for (int64_t i = 0; i < kPatchSide; ++i) columns[i][j] = r[i];
    }
    float* target = v + t * map.channels + c;
#pragma GCC unroll 32
    for (int64_t i = 0; i < kPatchSide; ++i) {
      Vec r[kPatchSide];
      patch_transform(columns[i], r);
#pragma GCC unroll 32
      for (int64_t j = 0; j < kPatchSide; ++j) store(target + (i * kPatchSide + j) * plane, r[j]);
    }
  }
}

void transform_patches(const MapView& map, int64_t first, int64_t count, float* v, int64_t plane) {
  for (int64_t t = 0; t < count; ++t) {
    const TilePosition at = tile_position(map, first + t);
    if (is_whole(map, at)) {
      transform_patch_of<true>(map, at, t, v, plane);
    } else {
      transform_patch_of<false>(map, at, t, v, plane);
    }
  }
}

template <bool kWhole>
[[gnu::always_inline]] inline void transform_taps_of(const MapView& map, const TilePosition& at, int64_t t, float* v,
                                                     int64_t plane) {
  const int64_t line = map.width * map.channels;
  const Side<kWhole> rows(at.row, map.height);
  const Side<kWhole> across(at.column, map.width);
  const float* corner = at.image + at.row * line + at.column * map.channels;
  for (int64_t c = 0; c < map.channels; c += kLanes) {
    Vec columns[kPatchSide][kTileSide];
#pragma GCC unroll 32
    for (int64_t j = 0; j < kTileSide; ++j) {
      if (across.lacks_output(j)) {
#pragma GCC unroll 32
        for (int64_t i = 0; i < kPatchSide; ++i) columns[i][j] = Vec{};
        continue;
      }
      const float* source = corner + j * map.channels + c;
      Vec x[kTileSide];
#pragma GCC unroll 32
      for (int64_t i = 0; i < kTileSide; ++i) x[i] = rows.lacks_output(i) ? Vec{} : load(source + i * line);
      Vec r[kPatchSide];
      tap_transform(x, r);
#pragma GCC unroll 32
      for (int64_t i = 0; i < kPatchSide; ++i) columns[i][j] = r[i];
    }
    float* target = v + t * map.channels + c;
#pragma GCC unroll 32
    for (int64_t i = 0; i < kPatchSide; ++i) {
      Vec r[kPatchSide];
      tap_transform(columns[i], r);
#pragma GCC unroll 32
      for (int64_t j = 0; j < kPatchSide; ++j) store(target + (i * kPatchSide + j) * plane, r[j]);
    }
  }
}

void transform_taps(const MapView& map, int64_t first, int64_t count, float* v, int64_t plane) {
  for (int64_t t = 0; t < count; ++t) {
    const TilePosition at = tile_position(map, first + t);
    if (is_whole(map, at)) {
      transform_taps_of<true>(map, at, t, v, plane);
    } else {
      transform_taps_of<false>(map, at, t, v, plane);
    }
  }
}

/// Columns of the right matrix that a product keeps in registers.
constexpr int64_t kPanel = 2 * kLanes;

void transform_filters(const float* filters, int64_t rows, int64_t columns, int64_t begin, int64_t end, float* u) {
  const int64_t size = rows * columns;
  for (int64_t row = begin; row < end; ++row) {
    for (int64_t column = 0; column < columns; column += kLanes) {
      const int64_t panel = column / kPanel * kPanel;
      const int64_t width = columns - panel < kPanel ? kLanes : kPanel;
      const float* source = filters + row * columns + column;
      float* target = u + panel * rows + row * width + column - panel;
      Vec half[kPatchSide][3];
#pragma GCC unroll 32
      for (int64_t j = 0; j < 3; ++j) {
        Vec w[3];
#pragma GCC unroll 32
        for (int64_t i = 0; i < 3; ++i) w[i] = load(source + (i * 3 + j) * size);
        Vec r[kPatchSide];
        filter_transform(w, r);
#pragma GCC unroll 32
        for (int64_t i = 0; i < kPatchSide; ++i) half[i][j] = r[i];
      }
#pragma GCC unroll 32
      for (int64_t i = 0; i < kPatchSide; ++i) {
        Vec r[kPatchSide];
        filter_transform(half[i], r);
#pragma GCC unroll 32
        for (int64_t j = 0; j < kPatchSide; ++j) store(target + (i * kPatchSide + j) * size, r[j]);
      }
    }
  }
}

template <bool kWhole>
[[gnu::always_inline]] inline void transform_outputs_of(const float* m, int64_t plane, const MapView& map,
                                                        const TilePosition& at, int64_t t, float* out) {
  const int64_t line = map.width * map.channels;
  const Side<kWhole> rows(at.row, map.height);
  const Side<kWhole> across(at.column, map.width);
  float* corner = out + (at.image - map.data) + at.row * line + at.column * map.channels;
  for (int64_t c = 0; c < map.channels; c += kLanes) {
    const float* source = m + t * map.channels + c;
    Vec half[kTileSide][kPatchSide];
#pragma GCC unroll 32
    for (int64_t j = 0; j < kPatchSide; ++j) {
      Vec x[kPatchSide];
#pragma GCC unroll 32
      for (int64_t i = 0; i < kPatchSide; ++i) x[i] = load(source + (i * kPatchSide + j) * plane);
      Vec y[kTileSide];
      output_transform(x, y);
#pragma GCC unroll 32
      for (int64_t i = 0; i < kTileSide; ++i) half[i][j] = y[i];
    }
#pragma GCC unroll 32
    for (int64_t i = 0; i < kTileSide; ++i) {
      if (rows.lacks_output(i)) continue;
      Vec y[kTileSide];
      output_transform(half[i], y);
#pragma GCC unroll 32
      for (int64_t j = 0; j < kTileSide; ++j) {
        if (!across.lacks_output(j)) store(corner + i * line + j * map.channels + c, y[j]);
      }
    }
  }
}

void transform_outputs(const float* m, int64_t plane, const MapView& map, int64_t first, int64_t count, float* out) {
  for (int64_t t = 0; t < count; ++t) {
    const TilePosition at = tile_position(map, first + t);
    if (is_whole(map, at)) {
      transform_outputs_of<true>(m, plane, map, at, t, out);
    } else {
      transform_outputs_of<false>(m, plane, map, at, t, out);
    }
  }
}

void transform_gradients(const float* m, int64_t plane, int64_t count, float* filters) {
  for (int64_t at = 0; at < count; at += kLanes) {
    Vec half[3][kPatchSide];
#pragma GCC unroll 32
    for (int64_t j = 0; j < kPatchSide; ++j) {
      Vec x[kPatchSide];
#pragma GCC unroll 32
      for (int64_t i = 0; i < kPatchSide; ++i) x[i] = load(m + (i * kPatchSide + j) * plane + at);
      Vec y[3];
      gradient_transform(x, y);
#pragma GCC unroll 32
      for (int64_t i = 0; i < 3; ++i) half[i][j] = y[i];
    }
#pragma GCC unroll 32
    for (int64_t i = 0; i < 3; ++i) {
      Vec y[3];
      gradient_transform(half[i], y);
#pragma GCC unroll 32
      for (int64_t j = 0; j < 3; ++j) store(filters + (i * 3 + j) * count + at, y[j]);
    }
  }
}

/// One block of kRows x (kVectors * kLanes) sums, kept in registers.
template <int kRows, int kVectors>
inline void multiply_block(const float* a, int64_t a_row, int64_t a_step, const float* b, int64_t b_step, float* c,
                           int64_t c_row, int64_t depth, bool accumulate) {
  Vec sums[kRows][kVectors];
#pragma GCC unroll 32
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 32
    for (int j = 0; j < kVectors; ++j) sums[i][j] = accumulate ? load(c + i * c_row + j * kLanes) : Vec{};
  }
  for (int64_t l = 0; l < depth; ++l) {
    Vec right[kVectors];
#pragma GCC unroll 32
    for (int j = 0; j < kVectors; ++j) right[j] = load(b + l * b_step + j * kLanes);
#pragma GCC unroll 32
    for (int i = 0; i < kRows; ++i) {
      const float left = a[i * a_row + l * a_step];
#pragma GCC unroll 32
      for (int j = 0; j < kVectors; ++j) sums[i][j] += left * right[j];
    }
  }
#pragma GCC unroll 32
  for (int i = 0; i < kRows; ++i) {
#pragma GCC unroll 32
    for (int j = 0; j < kVectors; ++j) store(c + i * c_row + j * kLanes, sums[i][j]);
  }
}

/// Blocks of kRows rows, then the remaining rows in blocks of halving size.
template <int kRows, int kVectors>
inline void multiply_columns(const float* a, int64_t a_row, int64_t a_step, const float* b, int64_t b_step, float* c,
                             int64_t c_row, int64_t rows, int64_t depth, bool accumulate) {
  int64_t i = 0;
  for (; i + kRows <= rows; i += kRows) {
    multiply_block<kRows, kVectors>(a + i * a_row, a_row, a_step, b, b_step, c + i * c_row, c_row, depth, accumulate);
  }
  if constexpr (kRows > 1) {
    if (i < rows) {
      multiply_columns<kRows / 2, kVectors>(a + i * a_row, a_row, a_step, b, b_step, c + i * c_row, c_row, rows - i,
                                            depth, accumulate);
    }
  }
}

void multiply(const float* a, int64_t a_row, int64_t a_step, const float* b, Layout layout, float* c, int64_t c_row,
              int64_t rows, int64_t columns, int64_t depth, bool accumulate) {
  const bool panels = layout == Layout::kPanels;
  // The first column of a panel is behind all rows of the panels before it.
  const int64_t b_column = panels ? depth : 1;
  int64_t j = 0;
  for (; j + kPanel <= columns; j += kPanel) {
    multiply_columns<kBlockRows, 2>(a, a_row, a_step, b + j * b_column, panels ? kPanel : columns, c + j, c_row, rows,
                                    depth, accumulate);
  }
  for (; j < columns; j += kLanes) {
    multiply_columns<2 * kBlockRows, 1>(a, a_row, a_step, b + j * b_column, panels ? kLanes : columns, c + j, c_row,
                                        rows, depth, accumulate);
  }
}
