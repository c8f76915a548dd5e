// SPDX-License-Identifier: Apache-2.0
#include <ATen/Parallel.h>
#include <ATen/ops/nonzero.h>

#include <algorithm>
#include <vector>

#include "catch.hpp"
#include "data/batch_pipeline.hpp"
#include "data/image_writer.hpp"
#include "support.hpp"

using namespace reslab;
using namespace reslab::test;

namespace {

const BatchPlan kPlan{.batch = 32, .epochs = 3, .shuffle = true, .augmentation = Augmentation::standard(), .seed = 11};

/// The batches from `first` on, copied.
std::vector<Batch> batches(const std::shared_ptr<Dataset>& dataset, const BatchPlan& plan, int64_t first = 0) {
  std::vector<Batch> result;
  BatchPipeline pipeline(dataset, plan, first);
  const int64_t total = plan.epochs * batches_per_epoch(dataset->images(), plan.batch);
  for (int64_t step = first; step < total; ++step) {
    const Batch batch = pipeline.next();
    result.push_back({batch.images.clone(), batch.labels.clone()});
  }
  require_error(ErrorKind::kInternal, {std::to_string(total)}, [&] { pipeline.next(); });
  return result;
}

bool equal(const Batch& a, const Batch& b) { return same_bits(a.images, b.images) && same_bits(a.labels, b.labels); }

bool equal(const std::vector<Batch>& a, const std::vector<Batch>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Batch& x, const Batch& y) { return equal(x, y); });
}

}  // namespace

TEST_CASE("Batches are the same in each run and for each thread count", "[pipeline]") {
  const auto dataset = real_images();
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const auto one = batches(dataset, kPlan);
  at::set_num_threads(2);
  const auto two = batches(dataset, kPlan);
  at::set_num_threads(threads);
  REQUIRE(one.size() == 21);
  REQUIRE(equal(one, two));

  BatchPlan other = kPlan;
  other.seed = 12;
  REQUIRE_FALSE(equal(one, batches(dataset, other)));
}

TEST_CASE("A pipeline may start anywhere", "[pipeline]") {
  const auto dataset = real_images();
  const auto all = batches(dataset, kPlan);
  for (const int64_t first : {1, 6, 7, 13, 20, 21}) {
    CAPTURE(first);
    REQUIRE(equal(batches(dataset, kPlan, first), {all.begin() + first, all.end()}));
  }
}

TEST_CASE("The last partial batch is kept, and batches are channels-last float32", "[pipeline]") {
  const auto all = batches(real_images(), kPlan);
  for (size_t i = 0; i < all.size(); ++i) {
    const int64_t size = i % 7 == 6 ? 8 : 32;
    REQUIRE(all[i].images.sizes() == at::IntArrayRef({size, 3, 32, 32}));
    REQUIRE(all[i].images.scalar_type() == at::kFloat);
    REQUIRE(all[i].images.is_contiguous(at::MemoryFormat::ChannelsLast));
    REQUIRE(all[i].labels.sizes() == at::IntArrayRef({size}));
    REQUIRE(all[i].labels.scalar_type() == at::kLong);
  }
}

TEST_CASE("Each epoch shows every image once, in a new order", "[pipeline]") {
  // One class per image: a label says which image it is.
  const auto dataset = Dataset::synthetic(50, 1000000, 4);
  BatchPlan plan = kPlan;
  plan.augmentation = {};
  plan.batch = 50;
  std::vector<std::vector<int64_t>> epochs;
  for (const Batch& batch : batches(dataset, plan)) {
    const int64_t* labels = batch.labels.const_data_ptr<int64_t>();
    epochs.emplace_back(labels, labels + 50);
  }
  for (std::vector<int64_t> epoch : epochs) {
    REQUIRE(epoch != dataset->labels());
    REQUIRE(std::is_permutation(epoch.begin(), epoch.end(), dataset->labels().begin()));
  }
  REQUIRE(epochs[0] != epochs[1]);
  REQUIRE(epochs[1] != epochs[2]);
}

TEST_CASE("Without shuffling and augmentation a batch is the dataset as it is", "[pipeline]") {
  const auto dataset = real_images(40);
  const auto all = batches(dataset, {.batch = 32, .epochs = 1, .shuffle = false, .augmentation = {}, .seed = 1});
  Batch memory = make_batch(40, dataset->shape());
  const Batch whole = assemble_range(*dataset, 0, 40, memory);
  REQUIRE(equal(all[0], {whole.images.narrow(0, 0, 32), whole.labels.narrow(0, 0, 32)}));
  REQUIRE(equal(all[1], {whole.images.narrow(0, 32, 8), whole.labels.narrow(0, 32, 8)}));
  const float red = whole.images[3][0][5][7].item<float>();
  REQUIRE(red == normalization_table(cifar10_images())[dataset->image(3).bytes[(5 * 32 + 7) * 3]]);
}

TEST_CASE("Augmentation is drawn per image, whatever the order", "[pipeline]") {
  const auto dataset = Dataset::synthetic(20, 1000000, 4);
  BatchPlan plan{.batch = 20, .epochs = 1, .shuffle = true, .augmentation = Augmentation::standard(), .seed = 5};
  const auto shuffled = batches(dataset, plan)[0];
  plan.shuffle = false;
  const auto ordered = batches(dataset, plan)[0];
  for (int64_t i = 0; i < 20; ++i) {
    const auto place = at::nonzero(shuffled.labels == ordered.labels[i]).item<int64_t>();
    REQUIRE(same_bits(shuffled.images[place], ordered.images[i]));
  }
}

TEST_CASE("A pipeline ends at once however far it was read", "[pipeline]") {
  const auto dataset = real_images();
  for (int reads = 0; reads < 4; ++reads) {
    BatchPipeline pipeline(dataset, kPlan, 0);
    for (int i = 0; i < reads; ++i) pipeline.next();
  }
  SUCCEED("no pipeline hung");
}
