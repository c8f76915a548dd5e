// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "catch.hpp"
#include "nn/block_spec.hpp"
#include "nn/block_table.hpp"
#include "nn/syntax_error.hpp"

using reslab::BlockRow;
using reslab::BlockSpec;
using reslab::Merge;
using reslab::NameStyle;
using reslab::OpKind;
using reslab::ShortcutKind;
using reslab::ShortcutSource;
using reslab::SyntaxError;
using reslab::Width;

namespace {

std::string canonical(const std::string& text) { return BlockSpec::parse(text).canonical(); }

struct Failure {
  int column;
  std::string message;
};

Failure failure(const std::string& text) {
  try {
    BlockSpec::parse(text);
  } catch (const SyntaxError& error) {
    return {error.column(), error.what()};
  }
  FAIL("parsed without an error: " << text);
  return {};
}

}  // namespace

TEST_CASE("every row of the table is canonical and named once", "[block]") {
  std::set<std::string_view> names;
  for (const BlockRow& row : reslab::block_table()) {
    INFO(row.name);
    CHECK(canonical(std::string(row.name)) == row.spec);
    CHECK(canonical(std::string(row.spec)) == row.spec);
    CHECK(BlockSpec::parse(row.name) == BlockSpec::parse(row.spec));
    CHECK(names.insert(row.name).second);
    CHECK(row.name.size() < 48);
    CHECK(row.spec.size() < 512);
    CHECK(row.summary.size() < 256);
    CHECK(row.source.size() < 160);
  }
  CHECK(names.size() == 16);
}

TEST_CASE("a canonical spec parses to itself whatever the modifiers", "[block]") {
  for (const BlockRow& row : reslab::block_table()) {
    for (const char* modifiers :
         {"norm=none", "norm=gn", "norm=gn(4)", "norm=bn", "act=silu", "norm=gn(2), act=gelu"}) {
      const std::string text = std::string(row.name) + "[" + modifiers + "]";
      INFO(text);
      const BlockSpec spec = BlockSpec::parse(text);
      CHECK(BlockSpec::parse(spec.canonical()) == spec);
      CHECK(canonical(spec.canonical()) == spec.canonical());
    }
  }
}

TEST_CASE("clauses may come in any order, with any blanks and in parentheses", "[block]") {
  const std::string basic = canonical("basic");
  CHECK(canonical("post:relu;merge:add;project:conv1/s bn;branch:conv3/s bn relu conv3 bn") == basic);
  CHECK(canonical("(branch: conv3 / s  bn relu\n conv3 bn; project: conv1/s bn; post: relu)") == basic);
  CHECK(canonical("branch: conv3(pad=1)/s bn relu conv3 bn; shortcut(input): identity; project(input): conv1/s bn; "
                  "post: relu; names: numbered; expansion: 1; stem: bn relu") == basic);
  CHECK(canonical("(branch: conv3/s bn; merge: branch)[act=silu]") ==
        "stem: bn silu; branch: conv3/s bn; merge: branch");
}

TEST_CASE("every operation and argument survives the canonical form", "[block]") {
  const std::string spec =
      "stem: none gelu; pre: gn(4) silu dropout(0.25); branch: conv5(mid, pad=1, bias)/s bn(zero) gelu conv11 gn(2, "
      "zero) scale(-0.5); shortcut(pre): scale(0.1); project(pre): pad/s conv1(bias); merge: gate(exclusive, "
      "bias=-2.5); post: relu; names: net; expansion: 3";
  CHECK(canonical(spec) == spec);
  const BlockSpec block = BlockSpec::parse(spec);
  REQUIRE(block.branch.size() == 6);
  CHECK(block.branch[0].kernel == 5);
  CHECK(block.branch[0].padding == 1);
  CHECK(block.branch[0].width == Width::kPlanes);
  CHECK(block.branch[0].amount == 1);
  CHECK(block.branch[0].bias);
  CHECK(block.branch[0].strided);
  CHECK(block.branch[1].zero);
  CHECK(block.branch[3].padding == 5);
  CHECK(block.branch[4].groups == 2);
  CHECK(block.pre[2].value == 0.25);
  CHECK(block.shortcut.kind == ShortcutKind::kOps);
  CHECK(block.shortcut.source == ShortcutSource::kPre);
  CHECK(block.merge == Merge::kExclusiveGate);
  CHECK(block.gate_bias == -2.5);
  CHECK(block.names == NameStyle::kNet);
  CHECK(block.expansion == 3);
}

TEST_CASE("defaults depend on the merge", "[block]") {
  CHECK(BlockSpec::parse("branch: conv3").shortcut.kind == ShortcutKind::kIdentity);
  CHECK(BlockSpec::parse("branch: conv3; merge: branch").shortcut.kind == ShortcutKind::kNone);
  CHECK(BlockSpec::parse("branch: gn").branch[0].groups == 8);
  CHECK(BlockSpec::parse("toy").stem.norm->kind == OpKind::kBatchNorm);
  CHECK(BlockSpec::parse("toy").stem.act.kind == OpKind::kRelu);
  CHECK(BlockSpec::parse("branch: conv3 gn(4, zero) silu").stem.norm->groups == 4);
  CHECK_FALSE(BlockSpec::parse("branch: conv3 gn(4, zero) silu").stem.norm->zero);
  CHECK(BlockSpec::parse("branch: conv3 gn(4) silu").stem.act.kind == OpKind::kSilu);
}

TEST_CASE("modifiers rewrite the spec", "[block]") {
  CHECK(canonical("basic[norm=gn(4)]") ==
        "branch: conv3/s gn(4) relu conv3 gn(4); shortcut: identity; project: conv1/s gn(4); merge: add; post: relu");
  CHECK(canonical("basic[norm=none]") ==
        "stem: none relu; branch: conv3/s relu conv3; shortcut: identity; project: conv1/s; merge: add; post: relu");
  CHECK(canonical("preact[act=gelu]") ==
        "pre: bn gelu; branch: conv3/s bn gelu conv3; shortcut: identity; project(pre): conv1/s; merge: add");
  CHECK(canonical("preact[shortcut=pad]") ==
        "pre: bn relu; branch: conv3/s bn relu conv3; shortcut: identity; project: pad/s; merge: add");
  CHECK(canonical("basic[zero-init]") ==
        "branch: conv3/s bn relu conv3 bn(zero); shortcut: identity; project: conv1/s bn; merge: add; post: relu");
  CHECK(canonical("basic[zero-init, norm=gn]") == canonical("basic[norm=gn, zero-init]"));
  CHECK(canonical("basic[norm=gn, zero-init]").find("gn(8, zero)") != std::string::npos);
  CHECK(canonical("toy[shortcut=project]") == "branch: conv3/s; shortcut: identity; project: conv1/s bn; merge: add");
  CHECK(canonical("preact[shortcut=project]") == canonical("preact"));
  CHECK(canonical("(pre: bn relu; branch: conv3/s)[shortcut=project]") ==
        "pre: bn relu; branch: conv3/s; shortcut: identity; project(pre): conv1/s; merge: add");
  CHECK(canonical("conv-shortcut[shortcut=identity]") ==
        "branch: conv3/s bn relu conv3 bn; shortcut: identity; merge: add; post: relu");
  // Without its normalisation this `pre` is empty, and what started after it starts at the input.
  CHECK(canonical("(pre: bn; branch: conv3/s; project(pre): conv1/s)[norm=none]") ==
        "stem: none relu; branch: conv3/s; shortcut: identity; project: conv1/s; merge: add");
}

TEST_CASE("a syntax error names its column, what was expected and what was found", "[block]") {
  struct Case {
    const char* text;
    int column;
    const char* message;
  };
  const Case cases[] = {
      {"", 1, "expected a clause"},
      {"basik", 1, "unknown block 'basik'; did you mean 'basic'?"},
      {"BASIC", 1, "did you mean 'basic'?"},
      {"basci", 1, "did you mean 'basic'?"},
      {"zzz", 1, "the named blocks are toy, plain"},
      {"basic relu", 1, "expected a clause (stem, pre, branch, shortcut, project, merge, post, names, expansion)"},
      {"basic[", 7, "expected a modifier (norm, act, shortcut, zero-init), found the end"},
      {"basic[norm=gn(8)", 17, "expected ']' after the last modifier, found the end"},
      {"basic[nrm=gn]", 7, "did you mean 'norm'?"},
      {"basic[norm]", 11, "expected '=' after 'norm', found ']'"},
      {"basic[norm=ln]", 12, "expected a normalisation (bn, gn, none), found 'ln'"},
      {"basic[norm=gn, norm=bn]", 16, "the modifier 'norm' is given twice"},
      {"basic[act=tanh]", 11, "expected an activation (relu, silu, gelu), found 'tanh'"},
      {"basic[shortcut=conv]", 16, "expected a shortcut (pad, project, identity), found 'conv'"},
      {"basic[zero-init] x", 18, "expected the end of the block, found 'x'"},
      {"toy[zero-init]", 5, "zero-init needs a normalisation in the branch"},
      {"preact[zero-init]", 8, "a relu follows its last normalisation"},
      {"basic[norm=none, zero-init]", 18, "zero-init needs a normalisation"},
      {"plain[shortcut=pad]", 7, "shortcut=pad needs a block with a shortcut"},
      {"(branch: bn)[norm=none]", 14, "norm=none leaves no operation in the branch"},
      {"branch: conv3 cnv3", 15,
       "expected an operation (conv3, bn, gn, relu, silu, gelu, dropout, scale, maxpool3, avgpool2, pad), found "
       "'cnv3'; "
       "did you mean 'conv3'?"},
      {"branch:", 8, "expected an operation (conv3, bn"},
      {"branch conv3", 8, "expected ':' after the clause name 'branch', found 'conv3'"},
      {"branch: conv3; branch: bn", 16, "the clause 'branch' was already given at column 1"},
      {"brunch: conv3", 1, "did you mean 'branch'?"},
      {"branch: conv3;", 15, "expected a clause"},
      {"merge: add", 11, "expected a clause 'branch', found the end"},
      {"branch: conv4", 9, "expected a convolution with an odd kernel from conv1 to conv11, found 'conv4'"},
      {"branch: conv13", 9, "odd kernel"},
      {"branch: conv99999999999999999999", 9, "expected an operation"},
      {"branch: conv3(foo)", 15,
       "expected an argument of a convolution (mid, xR, in*R, =N, groups=G, dilation=D, pad=P, bias), found 'foo'"},
      {"branch: conv3(mid, mid)", 20, "the argument 'mid' is given twice"},
      {"branch: conv3(pad)", 18, "expected '=' after 'pad', found ')'"},
      {"branch: conv3(pad=9)", 19, "expected a whole number from 0 to 3, found '9'"},
      {"branch: conv3(pad=1", 20, "expected ')' after the last argument, found the end"},
      {"branch: conv3/t", 15, "expected 's' after '/', found 't'"},
      {"branch: bn/s", 11, "'bn' cannot have a stride"},
      {"branch: bn(one)", 12, "expected 'zero', found 'one'"},
      {"branch: gn(0)", 12, "expected a number of groups from 1 to 4096, found '0'"},
      {"branch: dropout", 16, "expected '(' after 'dropout'"},
      {"branch: dropout(1.5)", 17, "expected a probability from 0 to 0.99, found '1.5'"},
      {"branch: dropout(nan)", 17, "expected a probability"},
      {"branch: scale(x)", 15, "expected a factor from -100 to 100, found 'x'"},
      {"branch: pad/s", 9, "'pad' belongs in the clauses shortcut and project"},
      {"branch: conv3; shortcut: none; merge: add", 16,
       "a block without a shortcut can only be merged with 'merge: branch'"},
      {"branch: conv3; shortcut(pre): identity", 25, "'shortcut(pre)' needs a clause 'pre'"},
      {"branch: conv3; shortcut(post): identity", 25, "expected where the shortcut starts (input, pre), found 'post'"},
      {"branch: conv3; merge: sum", 23, "expected a merge (add, branch, gate), found 'sum'"},
      {"branch: conv3; merge: gate(exclusive)", 37, "expected ',' after 'exclusive', found ')'"},
      {"branch: conv3; merge: gate(both, bias=1)", 28, "expected a gate (exclusive, shortcut), found 'both'"},
      {"branch: conv3; merge: gate(shortcut, bias=999)", 43, "expected a number from -100 to 100, found '999'"},
      {"branch: conv3; names: nett", 23, "did you mean 'net'?"},
      {"branch: conv3; expansion: 0", 27, "expected a whole number from 1 to 64, found '0'"},
      {"branch: conv3; stem: bn", 24, "expected an activation (relu, silu, gelu), found the end"},
      {"branch: conv3; stem: ln relu", 22, "expected a normalisation (bn, gn, none), found 'ln'"},
      {"(branch: conv3", 15, "expected ')' after the block's last clause, found the end"},
      {"branch: conv3 # bn", 15, "unexpected character '#'"},
      {"branch: conv3 \xC3\xA7", 15, "unexpected character '\xC3\xA7'"},
      {"branch: conv3 \x01", 15, "unexpected character the control character 1"},
  };
  for (const Case& expected : cases) {
    INFO(expected.text);
    const Failure found = failure(expected.text);
    CHECK(found.column == expected.column);
    CHECK_THAT(found.message, Catch::Matchers::ContainsSubstring(expected.message));
    CHECK(found.message.find("column " + std::to_string(expected.column) + ": ") == 0);
    CHECK(found.message.find('\n') == std::string::npos);
  }
}

TEST_CASE("the length of a block is bounded", "[block]") {
  CHECK(failure("branch: conv3" + std::string(5000, ' ')).column == 4097);
  std::string many = "branch:";
  for (int i = 0; i < 64; ++i) many += " relu";
  CHECK_NOTHROW(BlockSpec::parse(many));
  CHECK_THAT(failure(many + " relu").message, Catch::Matchers::ContainsSubstring("more than 64 operations"));
  CHECK(failure(std::string(1000, 'x')).message.size() < 600);
}

TEST_CASE("what the network around a block needs to know", "[block]") {
  CHECK(BlockSpec::parse("preact").pre_activated());
  CHECK(BlockSpec::parse("preact-bottleneck").pre_activated());
  CHECK(BlockSpec::parse("preact-noskip").pre_activated());
  CHECK(BlockSpec::parse("relu-only-preact").pre_activated());
  CHECK_FALSE(BlockSpec::parse("basic").pre_activated());
  CHECK_FALSE(BlockSpec::parse("relu-before-add").pre_activated());
  CHECK_FALSE(BlockSpec::parse("(pre: bn; branch: conv3)").pre_activated());
  CHECK_FALSE(BlockSpec::parse("(pre: relu; branch: conv3; post: relu)").pre_activated());
  CHECK(BlockSpec::parse("toy").branch_convolutions() == 1);
  CHECK(BlockSpec::parse("basic").branch_convolutions() == 2);
  CHECK(BlockSpec::parse("bottleneck").branch_convolutions() == 3);
}
