// SPDX-License-Identifier: Apache-2.0
#include "train/evaluation.hpp"

#include <cstddef>
#include <memory>

#include "abi/handles.hpp"

namespace abi = reslab::abi;

static_assert(offsetof(rl_evaluation, images) == 8);
static_assert(sizeof(rl_evaluation) == 32);

extern "C" {

rl_status rl_network_evaluate(rl_network* network, const rl_dataset* dataset, int64_t first, int64_t count,
                              int64_t batch, rl_evaluation* result, float* logits, const int32_t* cancel,
                              rl_error* err) {
  return abi::guarded(err, [&] {
    const auto& evaluated = abi::object(network);
    const auto& source = abi::object(dataset);
    abi::answer(result, "result", [&](rl_evaluation& target) {
      const reslab::Evaluation sums = reslab::evaluate(*evaluated, *source, first, count, batch, logits, cancel);
      target.images = sums.images;
      target.correct = sums.correct;
      target.loss_sum = sums.loss_sum;
    });
  });
}

}  // extern "C"
