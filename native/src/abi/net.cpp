// SPDX-License-Identifier: Apache-2.0
#include "abi/guard.hpp"
#include "nn/net_table.hpp"
#include "nn/spec_lexer.hpp"
#include "nn/syntax_error.hpp"

namespace abi = reslab::abi;

static_assert(sizeof(rl_net_row) == 48 + 512 + 512 + 256 + 160 + 48);
static_assert(offsetof(rl_net_info, notice) == 8 + 4104);
static_assert(sizeof(rl_net_info) == 8 + 4104 + 512);
static_assert(sizeof(rl_net_info::block) > reslab::kMaxSpecBytes);

extern "C" {

rl_status rl_net_table(rl_net_row* rows, int64_t capacity, int64_t* count, rl_error* err) {
  return abi::guarded(err, [&] {
    const auto table = reslab::net_table();
    abi::required(count, "count");
    const int64_t copied = abi::copied_records(rows, "rows", capacity, table.size());
    for (int64_t i = 0; i < copied; ++i) {
      abi::copy_fixed(table[i].name, rows[i].name);
      abi::copy_fixed(table[i].spec, rows[i].spec);
      abi::copy_fixed(table[i].block, rows[i].block);
      abi::copy_fixed(table[i].summary, rows[i].summary);
      abi::copy_fixed(table[i].source, rows[i].source);
      abi::copy_fixed(table[i].family ? table[i].example : table[i].name, rows[i].example);
    }
    *count = static_cast<int64_t>(table.size());
  });
}

rl_status rl_net_canonicalize(const char* text, char* spec, int64_t capacity, int64_t* needed, int32_t* column,
                              rl_error* err) {
  return abi::guarded(err, [&] {
    if (column != nullptr) *column = 0;
    try {
      abi::copy_text(reslab::canonical_net(&abi::required(text, "text")), spec, capacity, needed);
    } catch (const reslab::SyntaxError& error) {
      if (column != nullptr) *column = error.column();
      throw;
    }
  });
}

rl_status rl_net_describe(const char* text, rl_net_info* info, rl_error* err) {
  return abi::guarded(err, [&] {
    const reslab::NamedNet net = reslab::read_net(&abi::required(text, "text"));
    const std::string block = reslab::own_block(net);
    const std::string notice = reslab::net_notice(text);
    abi::answer(info, "info", [&](rl_net_info& target) {
      target.family = net.of_family();
      abi::copy_fixed(block, target.block);
      abi::copy_fixed(notice, target.notice);
    });
  });
}

}  // extern "C"
