// SPDX-License-Identifier: Apache-2.0
#include <torch/types.h>

#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "nn/block_spec.hpp"
#include "nn/network.hpp"
#include "nn/op_table.hpp"

using reslab::BlockSpec;
using reslab::Keeps;
using reslab::OpRow;

namespace {

torch::Tensor inputs() { return torch::linspace(-6, 6, 241).requires_grad_(true); }

std::vector<const OpRow*> activations() {
  std::vector<const OpRow*> rows;
  for (const OpRow& row : reslab::op_table()) {
    if (reslab::is_activation(row.kind)) rows.push_back(&row);
  }
  return rows;
}

}  // namespace

TEST_CASE("words and types of operations are unique and found", "[block]") {
  std::set<std::string_view> words;
  std::set<std::string_view> types;
  for (const OpRow& row : reslab::op_table()) {
    INFO(row.word);
    CHECK(words.insert(row.word).second);
    CHECK(types.insert(row.layer.name).second);
    CHECK(&reslab::row_of(row.kind) == &row);
    CHECK(reslab::find_op(std::string(row.word) + (reslab::has_kernel(row) ? "3" : "")) == &row);
  }
  CHECK(reslab::find_op("conv") == nullptr);
  CHECK(reslab::find_op("relu2") == nullptr);
}

TEST_CASE("an activation of the table is one of the block language and of networks", "[block]") {
  for (const OpRow* each : activations()) {
    const OpRow& row = *each;
    INFO(row.word);
    const std::string text = "preact[act=" + std::string(row.word) + "]";
    CHECK(BlockSpec::parse(text).stem.act.kind == row.kind);
    CHECK(BlockSpec::parse(BlockSpec::parse(text).canonical()) == BlockSpec::parse(text));
    reslab::NetworkOptions options;
    options.block = text;
    options.base = 8;
    options.layers = {1, 1};
    reslab::Network network(options);
    network.forward(torch::ones({2, 3, 32, 32})).sum().backward();
    CHECK(network.parameters().front().grad().isfinite().all().item<bool>());
  }
}

TEST_CASE("the derivative of an activation reads what its row says", "[block]") {
  for (const OpRow* each : activations()) {
    const OpRow& row = *each;
    INFO(row.word);
    const torch::Tensor x = inputs();
    // Autograd refuses a backward pass whose saved tensors were overwritten.
    const auto survives = [&](bool overwrites_input) {
      const torch::Tensor in = x * 1;
      torch::Tensor out = row.apply(in);
      (overwrites_input ? in : out).detach().fill_(0);
      try {
        out.sum().backward();
        return true;
      } catch (const c10::Error&) {
        return false;
      }
    };
    CHECK(survives(true) == (row.layer.keeps != Keeps::kInput));
    CHECK(survives(false) == (row.layer.keeps != Keeps::kOutput));
  }
}

TEST_CASE("an activation rectifies where it and its derivative are 0 for all that is not positive", "[block]") {
  for (const OpRow* each : activations()) {
    const OpRow& row = *each;
    INFO(row.word);
    const torch::Tensor x = inputs();
    const torch::Tensor y = row.apply(x);
    y.sum().backward();
    const torch::Tensor low = x.detach().le(0);
    const bool silent =
        y.detach().masked_select(low).eq(0).all().item<bool>() && x.grad().masked_select(low).eq(0).all().item<bool>();
    CHECK(silent == row.layer.rectifies);
  }
}

TEST_CASE("an activation in place gives what it gives otherwise", "[block]") {
  for (const OpRow& row : reslab::op_table()) {
    if (row.apply_in_place == nullptr) continue;
    INFO(row.word);
    torch::Tensor x = inputs().detach().clone();
    const torch::Tensor expected = row.apply(x);
    CHECK(row.apply_in_place(x).is_same(x));
    CHECK(torch::equal(x, expected));
    // It may only overwrite its input where its derivative does not read it.
    CHECK(row.layer.keeps != Keeps::kInput);
  }
}
