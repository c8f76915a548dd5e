// SPDX-License-Identifier: Apache-2.0
//
// Batch normalisation with ReLU and addition on rows of channels; see kernel_set.hpp for how this is included and what
// it may not include.

/// Rows whose moments are computed while the block is in the first-level cache.
constexpr int64_t kMomentRows = 64;

void channel_moments(const float* x, int64_t channels, RowRange rows, float* mean, float* m2) {
  for (int64_t c = 0; c < channels; c += kLanes) {
    store(mean + c, Vec{});
    store(m2 + c, Vec{});
  }
  // Blocks are merged as in Chan, Golub and LeVeque 1983: no difference of large sums.
  for (int64_t begin = rows.begin; begin < rows.end; begin += kMomentRows) {
    const int64_t end = begin + kMomentRows < rows.end ? begin + kMomentRows : rows.end;
    const float before = static_cast<float>(begin - rows.begin);
    const float inside = static_cast<float>(end - begin);
    const float per_row = 1 / inside;
    const float share = inside / (before + inside);
    for (int64_t c = 0; c < channels; c += kLanes) {
      Vec sum[2] = {Vec{}, Vec{}};
      int64_t r = begin;
      for (; r + 2 <= end; r += 2) {
        sum[0] += load(x + r * channels + c);
        sum[1] += load(x + (r + 1) * channels + c);
      }
      if (r < end) sum[0] += load(x + r * channels + c);
      const Vec block_mean = (sum[0] + sum[1]) * per_row;
      Vec squares[2] = {Vec{}, Vec{}};
      for (r = begin; r + 2 <= end; r += 2) {
        const Vec d0 = load(x + r * channels + c) - block_mean;
        const Vec d1 = load(x + (r + 1) * channels + c) - block_mean;
        squares[0] += d0 * d0;
        squares[1] += d1 * d1;
      }
      if (r < end) {
        const Vec d0 = load(x + r * channels + c) - block_mean;
        squares[0] += d0 * d0;
      }
      const Vec delta = block_mean - load(mean + c);
      store(mean + c, load(mean + c) + share * delta);
      store(m2 + c, load(m2 + c) + squares[0] + squares[1] + (before * share) * (delta * delta));
    }
  }
}

template <bool kRelu, bool kResidual>
inline void norm_act_rows(const NormActForward& args, RowRange rows) {
  for (int64_t r = rows.begin; r < rows.end; ++r) {
    const int64_t row = r * args.channels;
    for (int64_t c = 0; c < args.channels; c += kLanes) {
      Vec y = load(args.x + row + c) * load(args.scale + c) + load(args.shift + c);
      if constexpr (kResidual) y += load(args.residual + row + c);
      // Comparisons with a NaN are false: the NaN stays.
      if constexpr (kRelu) y = y <= Vec{} ? Vec{} : y;
      store(args.y + row + c, y);
    }
  }
}

void norm_act(const NormActForward& args, RowRange rows) {
  if (args.relu) {
    args.residual != nullptr ? norm_act_rows<true, true>(args, rows) : norm_act_rows<true, false>(args, rows);
  } else {
    args.residual != nullptr ? norm_act_rows<false, true>(args, rows) : norm_act_rows<false, false>(args, rows);
  }
}

enum class Mask { kNone, kFromOutput, kFromInput };

/// The derivative after the mask of the ReLU.
template <Mask kMask>
inline Vec masked(const NormActBackward& args, int64_t row, int64_t c, Vec x) {
  const Vec dy = load(args.dy + row + c);
  if constexpr (kMask == Mask::kFromOutput) return load(args.y + row + c) <= Vec{} ? Vec{} : dy;
  // The same arithmetic as in the forward pass, so that the sign is that of its result.
  if constexpr (kMask == Mask::kFromInput) return x * load(args.scale + c) + load(args.shift + c) <= Vec{} ? Vec{} : dy;
  return dy;
}

template <Mask kMask>
inline void sums_of_rows(const NormActBackward& args, RowRange rows, float* sum, float* sum_normalized) {
  for (int64_t c = 0; c < args.channels; c += kLanes) {
    store(sum + c, Vec{});
    store(sum_normalized + c, Vec{});
  }
  for (int64_t begin = rows.begin; begin < rows.end; begin += kMomentRows) {
    const int64_t end = begin + kMomentRows < rows.end ? begin + kMomentRows : rows.end;
    for (int64_t c = 0; c < args.channels; c += kLanes) {
      const Vec mean = load(args.mean + c);
      Vec total{};
      Vec weighted{};
      for (int64_t r = begin; r < end; ++r) {
        const Vec x = load(args.x + r * args.channels + c);
        const Vec g = masked<kMask>(args, r * args.channels, c, x);
        total += g;
        weighted += g * (x - mean);
      }
      store(sum + c, load(sum + c) + total);
      store(sum_normalized + c, load(sum_normalized + c) + weighted * load(args.inv_std + c));
    }
  }
}

void norm_act_sums(const NormActBackward& args, RowRange rows, float* sum, float* sum_normalized) {
  if (!args.relu) return sums_of_rows<Mask::kNone>(args, rows, sum, sum_normalized);
  if (args.y != nullptr) return sums_of_rows<Mask::kFromOutput>(args, rows, sum, sum_normalized);
  sums_of_rows<Mask::kFromInput>(args, rows, sum, sum_normalized);
}

template <Mask kMask>
inline void derivative_of_rows(const NormActBackward& args, const float* mean_g, const float* mean_g_normalized,
                               RowRange rows, float* dx, float* d_residual) {
  for (int64_t r = rows.begin; r < rows.end; ++r) {
    const int64_t row = r * args.channels;
    for (int64_t c = 0; c < args.channels; c += kLanes) {
      const Vec x = load(args.x + row + c);
      const Vec g = masked<kMask>(args, row, c, x);
      if (d_residual != nullptr) store(d_residual + row + c, g);
      const Vec normalized = (x - load(args.mean + c)) * load(args.inv_std + c);
      store(dx + row + c, load(args.scale + c) * (g - load(mean_g + c) - normalized * load(mean_g_normalized + c)));
    }
  }
}

void norm_act_derivative(const NormActBackward& args, const float* mean_g, const float* mean_g_normalized,
                         RowRange rows, float* dx, float* d_residual) {
  if (!args.relu) return derivative_of_rows<Mask::kNone>(args, mean_g, mean_g_normalized, rows, dx, d_residual);
  if (args.y != nullptr) {
    return derivative_of_rows<Mask::kFromOutput>(args, mean_g, mean_g_normalized, rows, dx, d_residual);
  }
  derivative_of_rows<Mask::kFromInput>(args, mean_g, mean_g_normalized, rows, dx, d_residual);
}
