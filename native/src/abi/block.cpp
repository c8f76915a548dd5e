// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "abi/guard.hpp"
#include "nn/block_spec.hpp"
#include "nn/block_table.hpp"
#include "nn/block_traits.hpp"
#include "nn/syntax_error.hpp"

namespace abi = reslab::abi;

static_assert(sizeof(rl_block_row) == 48 + 512 + 256 + 160);
static_assert(sizeof(rl_block_traits) == 14 * 4);

extern "C" {

rl_status rl_block_table(rl_block_row* rows, int64_t capacity, int64_t* count, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto table = reslab::block_table();
    abi::required(count, "count");
    const int64_t copied = abi::copied_records(rows, "rows", capacity, table.size());
    for (int64_t i = 0; i < copied; ++i) {
      abi::copy_fixed(table[i].name, rows[i].name);
      abi::copy_fixed(table[i].spec, rows[i].spec);
      abi::copy_fixed(table[i].summary, rows[i].summary);
      abi::copy_fixed(table[i].source, rows[i].source);
    }
    *count = static_cast<int64_t>(table.size());
  });
}

rl_status rl_block_canonicalize(const char* text, char* spec, int64_t capacity, int64_t* needed, int32_t* column,
                                rl_error* err) {
  return abi::guarded(err, [&] {
    if (column != nullptr) *column = 0;
    try {
      const auto blocks = reslab::BlockSpec::parse_list(&abi::required(text, "text"));
      abi::copy_text(reslab::canonical(blocks), spec, capacity, needed);
    } catch (const reslab::SyntaxError& error) {
      if (column != nullptr) *column = error.column();
      throw;
    }
  });
}

rl_status rl_block_describe(const char* text, rl_block_traits* traits, rl_error* err) {
  return abi::guarded(err, [&] {
    const reslab::BlockTraits found = reslab::traits_of(reslab::BlockSpec::parse_list(&abi::required(text, "text")));
    abi::answer(traits, "traits", [&](rl_block_traits& target) {
      target.has_shortcut = found.has_shortcut;
      target.unused_shortcut = found.unused_shortcut;
      target.pre_activated = found.pre_activated;
      target.activates_after_merge = found.activates_after_merge;
      target.normalizes_after_merge = found.normalizes_after_merge;
      target.activates_shortcut = found.activates_shortcut;
      target.alters_shortcut = found.alters_shortcut;
      target.branch_ends_activated = found.branch_ends_activated;
      target.shrinking_convolutions = found.shrinking_convolutions;
      target.branch_convolutions = found.branch_convolutions;
      target.batch_norms = found.batch_norms;
      target.group_norms = found.group_norms;
      target.zero_initialized = found.zero_initialized;
    });
  });
}

}  // extern "C"
