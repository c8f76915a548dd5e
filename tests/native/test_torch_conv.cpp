// SPDX-License-Identifier: Apache-2.0
#include "nn/torch_conv.hpp"

#include <ATen/ops/conv2d.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/randn.h>

#include <tuple>

#include "catch.hpp"
#include "support.hpp"

using reslab::test::Threads;
using torch::Tensor;

namespace {

double relative_error(const Tensor& found, const Tensor& exact) {
  const double size = exact.abs().max().item<double>();
  return (found.to(torch::kFloat64) - exact).abs().max().item<double>() / (size == 0 ? 1 : size);
}

}  // namespace

// Runs once more with oneDNN held to AVX2, see CMakeLists.txt.
TEST_CASE("channels-last convolutions have the values and gradients of float64 for every shape of a block",
          "[convolution]") {
  torch::manual_seed(0);
  for (int64_t in = 1; in <= 40; ++in) {
    for (const int64_t kernel : {1, 3}) {
      for (const int64_t stride : {1, 2}) {
        const int64_t out = in < 20 ? 2 * in : in;
        torch::nn::Conv2d conv(
            torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
        conv->weight.set_data(conv->weight.contiguous(at::MemoryFormat::ChannelsLast));
        const Tensor maps = at::randn({9, in, 32, 32}).contiguous(at::MemoryFormat::ChannelsLast);

        const Tensor exact_x = maps.to(torch::kFloat64).contiguous().requires_grad_();
        const Tensor exact_w = conv->weight.detach().to(torch::kFloat64).contiguous().requires_grad_();
        const Tensor exact_y = at::conv2d(exact_x, exact_w, {}, stride, kernel / 2);
        const Tensor derivative = at::randn(exact_y.sizes()).contiguous(at::MemoryFormat::ChannelsLast);
        exact_y.backward(derivative.to(torch::kFloat64));

        for (const int threads : {1, 2, 3, 5, 6, 12}) {
          const Threads limit(threads);
          INFO(in << " -> " << out << " channels, kernel " << kernel << ", stride " << stride << ", " << threads
                  << " threads");
          conv->weight.mutable_grad().reset();
          const Tensor x = maps.detach().clone().requires_grad_();
          const Tensor y = reslab::torch_conv(*conv, x);
          y.backward(derivative);
          CHECK(relative_error(y.detach(), exact_y.detach()) < 1e-5);
          CHECK(relative_error(x.grad(), exact_x.grad()) < 1e-5);
          CHECK(relative_error(conv->weight.grad(), exact_w.grad()) < 1e-5);
        }
      }
    }
  }
}

TEST_CASE("a convolution with a bias reads the same pixels without a stride", "[convolution]") {
  torch::manual_seed(0);
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(3, 4, 1).stride(2));
  const Tensor maps = at::randn({2, 3, 7, 6});
  const Tensor expected = conv->forward(maps);
  conv->weight.set_data(conv->weight.contiguous(at::MemoryFormat::ChannelsLast));
  CHECK(at::allclose(reslab::torch_conv(*conv, maps), expected, 1e-5, 1e-6));
  CHECK(at::allclose(reslab::torch_conv(*conv, maps.contiguous(at::MemoryFormat::ChannelsLast)), expected, 1e-5, 1e-6));
}

TEST_CASE("a contiguous convolution stays LibTorch's own, bit for bit", "[convolution]") {
  torch::manual_seed(0);
  torch::nn::Conv2d conv(torch::nn::Conv2dOptions(6, 12, 1).stride(2).bias(false));
  const Tensor maps = at::randn({4, 6, 16, 16});
  const Tensor x = maps.clone().requires_grad_();
  reslab::torch_conv(*conv, x).sum().backward();
  const Tensor gradient = conv->weight.grad().clone();
  conv->weight.mutable_grad().reset();
  const Tensor plain = maps.clone().requires_grad_();
  conv->forward(plain).sum().backward();
  CHECK(reslab::test::same_bits(gradient, conv->weight.grad()));
  CHECK(reslab::test::same_bits(x.grad(), plain.grad()));
}
