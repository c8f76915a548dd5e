// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "catch.hpp"
#include "data/batch_pipeline.hpp"
#include "support.hpp"
#include "train/evaluation.hpp"

using namespace reslab;
using namespace reslab::test;

TEST_CASE("An evaluation is the sum of its definition", "[evaluation]") {
  const auto dataset = real_images();
  const auto network = small_network();
  std::vector<float> logits(50 * 10);
  const Evaluation result = evaluate(*network, *dataset, 20, 50, 16, logits.data(), nullptr);

  double loss = 0;
  int64_t correct = 0;
  for (int64_t i = 0; i < 50; ++i) {
    const float* row = logits.data() + i * 10;
    const int64_t label = dataset->labels()[20 + i];
    double total = 0;
    for (int c = 0; c < 10; ++c) total += std::exp(double{row[c]});
    loss += std::log(total) - row[label];
    correct += std::max_element(row, row + 10) - row == label ? 1 : 0;
  }
  REQUIRE(result.images == 50);
  REQUIRE(result.correct == correct);
  REQUIRE(result.loss_sum == Catch::Approx(loss).epsilon(1e-6));
}

TEST_CASE("Logits come in the order of the images, whatever the batch", "[evaluation]") {
  const auto dataset = real_images();
  const auto network = small_network();
  std::vector<float> together(30 * 10), one_by_one(30 * 10);
  const Evaluation a = evaluate(*network, *dataset, 5, 30, 256, together.data(), nullptr);
  const Evaluation b = evaluate(*network, *dataset, 5, 30, 7, one_by_one.data(), nullptr);
  for (size_t i = 0; i < together.size(); ++i) REQUIRE(together[i] == Catch::Approx(one_by_one[i]).margin(1e-5));
  REQUIRE(a.correct == b.correct);
  REQUIRE(a.loss_sum == Catch::Approx(b.loss_sum).epsilon(1e-6));
}

TEST_CASE("An evaluation leaves the network as it was", "[evaluation]") {
  const auto network = small_network();
  for (const bool training : {true, false}) {
    network->train(training);
    evaluate(*network, *real_images(), 0, 40, 16, nullptr, nullptr);
    REQUIRE(network->is_training() == training);
    REQUIRE(same_state(*network, *small_network()));
  }
  // Also where it fails half-way.
  network->train();
  const int32_t cancel = 1;
  require_error(ErrorKind::kCancelled, {"after 0 of 40 images"},
                [&] { evaluate(*network, *real_images(), 0, 40, 16, nullptr, &cancel); });
  REQUIRE(network->is_training());
}

TEST_CASE("An evaluation out of bounds is refused", "[evaluation]") {
  const auto dataset = real_images();
  const auto network = small_network();
  const auto refused = [&](std::initializer_list<std::string> parts, int64_t first, int64_t count, int64_t batch) {
    require_error(ErrorKind::kInvalidArgument, parts,
                  [&] { evaluate(*network, *dataset, first, count, batch, nullptr, nullptr); });
  };
  refused({"first is -1", "0 to 199"}, -1, 10, 8);
  refused({"first is 200"}, 200, 1, 8);
  refused({"count is 0", "1 to 200"}, 0, 0, 8);
  refused({"count is 2", "1 to 1"}, 199, 2, 8);
  refused({"count is 9223372036854775807"}, 1, std::numeric_limits<int64_t>::max(), 8);
  refused({"batch is 0"}, 0, 10, 0);
  require_error(ErrorKind::kInvalidArgument, {"100 classes", "network has 10"},
                [&] { evaluate(*network, *Dataset::synthetic(4, 100, 0), 0, 4, 4, nullptr, nullptr); });
}
