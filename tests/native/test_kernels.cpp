// SPDX-License-Identifier: Apache-2.0
#include <ATen/Parallel.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/generated/variable_factories.h>
#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "kernels/cpu_kernels.hpp"
#include "kernels/norm_act.hpp"
#include "kernels/winograd.hpp"
#include "support.hpp"

using namespace reslab;
using namespace reslab::kernels;
using namespace reslab::test;

namespace {

/// Root mean square of the difference over that of the expected values.
double relative_error(const torch::Tensor& found, const torch::Tensor& expected) {
  return ((found.to(at::kDouble) - expected).norm() / expected.norm()).item<double>();
}

torch::Tensor random_map(at::IntArrayRef sizes) { return at::randn(sizes).contiguous(at::MemoryFormat::ChannelsLast); }

/// Runs `body` with each number of threads, and puts back what was there.
template <typename Body>
void with_threads(std::initializer_list<int> counts, const Body& body) {
  const int before = at::get_num_threads();
  for (const int count : counts) {
    at::set_num_threads(count);
    body(count);
  }
  at::set_num_threads(before);
}

struct ConvolutionSize {
  int64_t images, in, out, height, width;
};

/// Whole tiles: one; edges on every side; numbers of tiles that no block of rows divides; more parts than one. Then
/// maps whose last tiles reach beyond them by each number of rows and columns, alone and with whole ones.
const ConvolutionSize kSizes[] = {{1, 16, 16, 4, 4},   {3, 16, 32, 8, 12},   {2, 48, 16, 20, 4}, {5, 32, 32, 32, 32},
                                  {7, 64, 64, 16, 16}, {33, 128, 128, 8, 8}, {3, 16, 16, 1, 1},  {2, 16, 32, 2, 3},
                                  {3, 32, 16, 5, 7},   {4, 16, 16, 6, 6},    {2, 16, 16, 9, 10}, {3, 16, 48, 13, 14},
                                  {2, 32, 32, 28, 30}, {2, 16, 16, 8, 31},   {2, 16, 16, 31, 8}, {2, 32, 16, 1, 29},
                                  {40, 128, 128, 7, 7}};

/// F(4 x 4, 3 x 3) in float32 is good to some 1e-6; a direct convolution to some 1e-7.
constexpr double kWinogradTolerance = 3e-6;

}  // namespace

TEST_CASE("Winograd convolutions and their gradients agree with LibTorch's in float64", "[kernels]") {
  torch::manual_seed(0);
  for (const CpuKernels* kernels : supported_kernels()) {
    for (const ConvolutionSize& size : kSizes) {
      INFO(kernels->name << " " << size.images << " x " << size.in << " -> " << size.out << " " << size.height << " x "
                         << size.width);
      const torch::Tensor x = random_map({size.images, size.in, size.height, size.width});
      const torch::Tensor dy = random_map({size.images, size.out, size.height, size.width});
      const torch::Tensor weight = at::randn({size.out, size.in, 3, 3}) * 0.1;
      const torch::Tensor expected = at::conv2d(x.to(at::kDouble), weight.to(at::kDouble), {}, 1, 1);
      const auto [dx, dw, db] = at::convolution_backward(dy.to(at::kDouble), x.to(at::kDouble), weight.to(at::kDouble),
                                                         at::OptionalIntArrayRef(), {1, 1}, {1, 1}, {1, 1}, false,
                                                         {0, 0}, 1, {true, true, false});

      CHECK(relative_error(winograd_forward(*kernels, x, weight), expected) < kWinogradTolerance);
      CHECK(relative_error(winograd_input_gradient(*kernels, dy, weight), dx) < kWinogradTolerance);
      CHECK(relative_error(winograd_weight_gradient(*kernels, x, dy), dw) < kWinogradTolerance);
    }
  }
}

TEST_CASE("Winograd convolutions give the same bits on any number of threads", "[kernels]") {
  for (const CpuKernels* kernels : supported_kernels()) {
    for (const ConvolutionSize& size : {ConvolutionSize{9, 32, 64, 16, 16}, ConvolutionSize{33, 32, 64, 7, 13}}) {
      torch::manual_seed(0);
      const torch::Tensor x = random_map({size.images, size.in, size.height, size.width});
      const torch::Tensor dy = random_map({size.images, size.out, size.height, size.width});
      const torch::Tensor weight = at::randn({size.out, size.in, 3, 3});
      torch::Tensor forward;
      torch::Tensor input;
      torch::Tensor gradient;
      with_threads({1, 2, 3}, [&](int threads) {
        INFO(kernels->name << " on " << threads << " threads, " << size.height << " x " << size.width);
        const torch::Tensor y = winograd_forward(*kernels, x, weight);
        const torch::Tensor dx = winograd_input_gradient(*kernels, dy, weight);
        const torch::Tensor dw = winograd_weight_gradient(*kernels, x, dy);
        if (threads == 1) {
          forward = y;
          input = dx;
          gradient = dw;
        }
        CHECK(same_bits(y, forward));
        CHECK(same_bits(dx, input));
        CHECK(same_bits(dw, gradient));
      });
    }
  }
}

TEST_CASE("Tiles that reach beyond a map read and write nothing there", "[kernels]") {
  const float beyond = std::numeric_limits<float>::quiet_NaN();
  for (const CpuKernels* kernels : supported_kernels()) {
    const auto lanes = static_cast<size_t>(kernels->lanes);
    for (int64_t height = 1; height <= 9; ++height) {
      for (int64_t width = 1; width <= 9; ++width) {
        INFO(kernels->name << " " << height << " x " << width);
        // One image between margins that no tile or patch exceeds.
        const auto size = static_cast<size_t>(height * width) * lanes;
        const auto margin = static_cast<size_t>(kPatchSide * (width + kPatchSide)) * lanes;
        const int64_t tiles = ((height + 3) / 4) * ((width + 3) / 4);
        const int64_t plane = tiles * kernels->lanes;
        std::vector<float> map(margin + size + margin, beyond);
        const MapView view{map.data() + margin, height, width, kernels->lanes};
        std::vector<float> transformed(static_cast<size_t>(kFrequencies * plane));

        std::fill_n(map.begin() + static_cast<int64_t>(margin), size, 1.0F);
        const auto finite = [](float value) { return std::isfinite(value); };
        kernels->transform_patches(view, 0, tiles, transformed.data(), plane);
        CHECK(std::all_of(transformed.begin(), transformed.end(), finite));
        kernels->transform_taps(view, 0, tiles, transformed.data(), plane);
        CHECK(std::all_of(transformed.begin(), transformed.end(), finite));

        std::fill(map.begin(), map.end(), beyond);
        kernels->transform_outputs(transformed.data(), plane, view, 0, tiles, map.data() + margin);
        CHECK(std::count_if(map.begin(), map.end(), finite) == static_cast<int64_t>(size));
        CHECK(
            std::all_of(map.begin() + static_cast<int64_t>(margin), map.end() - static_cast<int64_t>(margin), finite));
      }
    }
  }
}

TEST_CASE("The Winograd kernels serve maps that fill half of their tiles", "[kernels]") {
  for (const CpuKernels* kernels : supported_kernels()) {
    for (const auto& [height, width] : std::vector<std::pair<int64_t, int64_t>>{{32, 32},
                                                                                {4, 4},
                                                                                {224, 224},
                                                                                {56, 56},
                                                                                {28, 28},
                                                                                {14, 14},
                                                                                {7, 7},
                                                                                {3, 3},
                                                                                {6, 6},
                                                                                {9, 9},
                                                                                {5, 7},
                                                                                {30, 32},
                                                                                {32, 6},
                                                                                {2, 8}}) {
      INFO(kernels->name << " " << height << " x " << width);
      CHECK(winograd_serves(*kernels, 32, 48, height, width));
      CHECK(winograd_serves(*kernels, 32, 48, width, height));
    }
    for (const auto& [height, width] :
         std::vector<std::pair<int64_t, int64_t>>{{1, 1}, {2, 2}, {5, 5}, {5, 6}, {1, 28}, {2, 7}}) {
      INFO(kernels->name << " " << height << " x " << width);
      CHECK_FALSE(winograd_serves(*kernels, 32, 48, height, width));
      CHECK_FALSE(winograd_serves(*kernels, 32, 48, width, height));
    }
    CHECK_FALSE(winograd_serves(*kernels, 3, 32, 32, 32));
    CHECK_FALSE(winograd_serves(*kernels, 32, 20, 32, 32));
  }
}

TEST_CASE("Normalisation, addition and ReLU agree with autograd in float64", "[kernels]") {
  torch::manual_seed(1);
  const double eps = 1e-5;
  for (const CpuKernels* kernels : supported_kernels()) {
    for (const bool relu : {false, true}) {
      for (const bool adds : {false, true}) {
        INFO(kernels->name << " relu " << relu << " residual " << adds);
        // 3 x 5 x 300 rows: more than one part, and a last block of moments that is not full.
        const std::vector<int64_t> sizes = {3, 32, 5, 300};
        const torch::Tensor x = random_map(sizes) * 2 + at::randn({1, 32, 1, 1}) * 3;
        const torch::Tensor residual = adds ? random_map(sizes) : torch::Tensor();
        const torch::Tensor gamma = at::randn({32});
        const torch::Tensor beta = at::randn({32});
        const torch::Tensor dy = random_map(sizes);

        const auto leaf = [](const torch::Tensor& value) { return value.to(at::kDouble).detach().requires_grad_(); };
        const torch::Tensor x64 = leaf(x);
        const torch::Tensor gamma64 = leaf(gamma);
        const torch::Tensor beta64 = leaf(beta);
        const torch::Tensor mean64 = x64.mean({0, 2, 3}, true);
        const torch::Tensor variance64 = (x64 - mean64).square().mean({0, 2, 3}, true);
        const auto wide = [](const torch::Tensor& vector) { return vector.view({1, -1, 1, 1}); };
        torch::Tensor y64 = (x64 - mean64) / (variance64 + eps).sqrt() * wide(gamma64) + wide(beta64);
        torch::Tensor residual64;
        if (adds) {
          residual64 = leaf(residual);
          y64 = y64 + residual64;
        }
        if (relu) y64 = at::relu(y64);
        y64.backward(dy.to(at::kDouble));

        const NormStatistics statistics = batch_statistics(*kernels, x, eps);
        CHECK(relative_error(statistics.mean, mean64.detach().flatten()) < 1e-6);
        CHECK(relative_error(statistics.variance, variance64.detach().flatten()) < 1e-6);
        const NormAffine affine = norm_affine(statistics.mean, statistics.inv_std, gamma, beta);
        const torch::Tensor y = norm_act_forward(*kernels, x, affine, residual, relu);
        CHECK(relative_error(y, y64.detach()) < 1e-6);
        const NormActGradients found = norm_act_backward(*kernels, dy, x, relu && adds ? y : torch::Tensor(),
                                                         statistics.mean, statistics.inv_std, affine, relu, adds);
        CHECK(relative_error(found.x, x64.grad()) < 2e-6);
        CHECK(relative_error(found.gamma, gamma64.grad()) < 2e-6);
        CHECK(relative_error(found.beta, beta64.grad()) < 2e-6);
        if (adds) {
          CHECK(relative_error(found.residual, residual64.grad()) < 1e-6);
        }
      }
    }
  }
}

TEST_CASE("Statistics do not cancel where the mean is far from 0", "[kernels]") {
  torch::manual_seed(2);
  for (const CpuKernels* kernels : supported_kernels()) {
    INFO(kernels->name);
    const torch::Tensor x = (random_map({4, 16, 32, 32}) * 0.01 + 100);
    const torch::Tensor x64 = x.to(at::kDouble);
    const NormStatistics found = batch_statistics(*kernels, x, 1e-5);
    CHECK(relative_error(found.mean, x64.mean({0, 2, 3})) < 1e-7);
    CHECK(relative_error(found.variance, x64.var({0, 2, 3}, /*unbiased=*/false)) < 1e-4);
  }
}

TEST_CASE("Normalisation gives the same bits on any number of threads", "[kernels]") {
  for (const CpuKernels* kernels : supported_kernels()) {
    torch::manual_seed(3);
    const torch::Tensor x = random_map({8, 16, 32, 32});
    const torch::Tensor dy = random_map({8, 16, 32, 32});
    torch::Tensor mean;
    torch::Tensor dx;
    with_threads({1, 2, 3}, [&](int threads) {
      INFO(kernels->name << " on " << threads << " threads");
      const NormStatistics statistics = batch_statistics(*kernels, x, 1e-5);
      const NormAffine affine =
          norm_affine(statistics.mean, statistics.inv_std, at::rand({16}) * 0 + 1, at::rand({16}) * 0);
      const NormActGradients found =
          norm_act_backward(*kernels, dy, x, {}, statistics.mean, statistics.inv_std, affine, true, false);
      if (threads == 1) {
        mean = statistics.mean;
        dx = found.x;
      }
      CHECK(same_bits(statistics.mean, mean));
      CHECK(same_bits(found.x, dx));
    });
  }
}

TEST_CASE("A NaN goes through the ReLU of a normalisation", "[kernels]") {
  for (const CpuKernels* kernels : supported_kernels()) {
    torch::Tensor x = random_map({1, 16, 4, 4});
    x.index_put_({0, 3, 2, 1}, std::numeric_limits<float>::quiet_NaN());
    const NormAffine affine{at::rand({16}), at::rand({16})};
    const torch::Tensor y = norm_act_forward(*kernels, x, affine, {}, /*relu=*/true);
    CHECK(y.isnan().sum().item<int64_t>() == 1);
  }
}
