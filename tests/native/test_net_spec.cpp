// SPDX-License-Identifier: Apache-2.0
#include "nn/net_spec.hpp"

#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "nn/net_table.hpp"
#include "nn/network.hpp"
#include "nn/syntax_error.hpp"

using reslab::BlockSpec;
using reslab::canonical_net;
using reslab::Error;
using reslab::NetRow;
using reslab::NetSpec;
using reslab::Network;
using reslab::NetworkOptions;
using reslab::SyntaxError;

namespace {

void refused(const std::string& net, const std::string& block, const std::string& message) {
  INFO(net << " of " << block);
  NetworkOptions options;
  options.net = net;
  options.block = block;
  CHECK_THROWS_WITH(Network(options), Catch::Matchers::ContainsSubstring(message));
}

}  // namespace

TEST_CASE("every row of the table of nets is canonical and named once", "[block]") {
  std::set<std::string_view> names;
  for (const NetRow& row : reslab::net_table()) {
    INFO(row.name);
    CHECK(names.insert(row.name).second);
    CHECK_NOTHROW(BlockSpec::parse_list(row.block));
    CHECK(row.name.size() < 48);
    CHECK(row.spec.size() < 512);
    CHECK(row.block.size() < 512);
    CHECK(row.summary.size() < 256);
    CHECK(row.source.size() < 160);
    if (row.family) {
      CHECK(canonical_net(row.example) == row.example);
      continue;
    }
    CHECK(NetSpec::parse(row.spec).canonical() == row.spec);
    const std::string canonical = canonical_net(row.name);
    CHECK(canonical_net(canonical) == canonical);
    CHECK(NetSpec::parse(canonical).blocks == BlockSpec::parse_list(row.block));
  }
}

TEST_CASE("every clause and argument of a net survives the canonical form", "[block]") {
  const std::string text =
      "stem: conv7(=64, groups=2, dilation=2, pad=1, bias)/2 bn relu maxpool3/2; stages: 2*64 3*128/2 1*96/3; "
      "blocks: (branch: conv1(x2) conv3(x0.5, groups=4)/s conv1(in*6); shortcut: identity; project: avgpool2/s conv1; "
      "merge: add) | (branch: maxpool3/s conv1; shortcut: identity; project: none; merge: add); "
      "head: conv1(=1280) bn relu pool; names: timm";
  CHECK(canonical_net(text) == text);
  CHECK(canonical_net("names:reslab;stages:2*64 3*128 / 2;head:pool") == "stages: 2*64 3*128/2; head: pool");
  const NetSpec spec = NetSpec::parse(text);
  CHECK(NetSpec::parse(spec.canonical()) == spec);
  CHECK(canonical_net("stages: 1*8 1*8; blocks: basic | basic") == canonical_net("stages: 1*8 1*8; blocks: basic"));
  CHECK(reslab::canonical(BlockSpec::parse_list("basic|basic|basic")) == BlockSpec::parse("basic").canonical());
  const std::string mixed = reslab::canonical(BlockSpec::parse_list("preact|preact|basic[norm=gn]"));
  CHECK(reslab::canonical(BlockSpec::parse_list(mixed)) == mixed);
  CHECK(BlockSpec::parse_list("preact|preact|basic").size() == 3);
}

TEST_CASE("a syntax error of a net names its column, what was expected and what was found", "[block]") {
  struct Case {
    std::string text;
    int column;
    std::string message;
  };
  const Case cases[] = {
      {":", 1, "expected a clause (stem, stages, blocks, head, names), found ':'"},
      {"stage: 2*64", 1, "found 'stage'; did you mean 'stages'?"},
      {"stages 2*64; head: pool", 8, "expected ':' after the clause name 'stages'"},
      {"stages: 64", 11, "expected '*' after the number of blocks (a stage is COUNT*PLANES, for example 2*64)"},
      {"stages: 0*64", 9, "expected a stage's number of blocks from 1 to 1000, found '0'"},
      {"stages: 2*64/0", 14, "expected a stride from 1 to 16"},
      {"stages: 2*64/s", 14, "expected a stride from 1 to 16, found 's'"},
      {"stem: conv3; head: pool", 24, "expected ';' and a clause 'stages'"},
      {"stages: 2*64; stages: 2*64", 15, "the clause 'stages' was already given at column 1"},
      {"stages: 2*64; blocks: basik", 23, "did you mean 'basic'?"},
      {"stages: 2*64; blocks: branch: conv3", 23, "or a definition in parentheses: '(branch: ...)'"},
      {"stages: 2*64; blocks: basic | preact", 15, "there are 2 kinds of block for 1 stages"},
      {"stem: conv3/s; stages: 2*64", 13, "expected a stride from 1 to 16, found 's'"},
      {"stem: cnv3; stages: 2*64", 7, "did you mean 'conv3'?"},
      {"stem: conv3(=0); stages: 2*64", 14, "expected a number of channels from 1 to 65536"},
      {"stem: conv3(x2, x3); stages: 2*64", 17, "the argument 'x3' is a second width"},
      {"stem: maxpool1; stages: 2*64", 7, "expected a kernel from maxpool2 to maxpool11"},
      {"stem: pad; stages: 2*64", 7, "'pad' belongs in the clauses shortcut and project"},
      {"stages: 2*64; head: bn relu", 28, "expected 'pool' at the end of the head"},
      {"stages: 2*64; names: torch", 22, "expected whose names parameters have in files (reslab, torchvision, timm)"},
      {"stages: 2*64 head: pool", 14, "expected a stage's number of blocks"},
      {"stages: 2*64;" + std::string(4096, ' '), 4097, "the net has 4109 bytes, expected at most 4096"},
  };
  for (const Case& expected : cases) {
    INFO(expected.text);
    try {
      canonical_net(expected.text);
      FAIL("parsed without an error");
    } catch (const SyntaxError& error) {
      CHECK(error.column() == expected.column);
      CHECK_THAT(std::string(error.what()), Catch::Matchers::ContainsSubstring(expected.message));
    }
  }
}

TEST_CASE("nets that cannot be built are refused by what is wrong", "[block]") {
  refused("resnet51", "basic", "unknown net 'resnet51', expected tinynet, resnet-N (for example resnet-20)");
  refused("resnet_50", "basic", "did you mean 'resnet50'?");
  refused("stages: 2*64", "", "has no blocks: choose a block (for example basic)");
  refused("tinynet", "basic|preact|basic|preact", "has 4 kinds of block, but net 'tinynet' has 3 stages");
  refused("stem: conv3; stages: 1*12", "branch: conv3(groups=8)",
          "conv3(groups=8) cannot divide 12 input and 12 output channels into 8 equal groups");
  refused("stem: conv3; stages: 1*7", "branch: conv3(x0.5) conv3", "conv3(x0.5) would give 3.5 channels");
  refused(
      "stem: conv3 maxpool2/2 maxpool2/2 maxpool2/2 maxpool2/2 maxpool2/2 maxpool2/2; stages: 1*8", "basic",
      "the stem: maxpool2/2 cannot take a map of 1 x 1, which with its padding is smaller than the kernel; leave it "
      "out, or use larger images");
  refused("resnet-50", "bottleneck", "the nearest are 47 and 56; net 'resnet-50' is of the family resnet-N");
  NetworkOptions options;
  options.net = "resnet18";
  options.base = 16;
  CHECK_THROWS_WITH(Network(options), Catch::Matchers::ContainsSubstring("the first one of 64 planes; omit base"));
  options.base = 64;
  options.layers = {1, 1, 1, 1};
  CHECK_THROWS_WITH(Network(options), Catch::Matchers::ContainsSubstring("has stages of its own; omit layers"));
}

TEST_CASE("a name that is easily taken for another's says so", "[block]") {
  CHECK(reslab::net_notice("resnet-50") ==
        "net 'resnet-50' is of the family resnet-N (He et al.'s networks for CIFAR of N layers: three stages of 16, 32 "
        "and 64 planes), and not 'resnet50' (ResNet-50 for ImageNet, with the stride on the 3x3 convolution)");
  CHECK(reslab::net_notice("resnet50").empty());
  CHECK(reslab::net_notice("resnet-20").empty());
  CHECK(reslab::net_notice("tinynet").empty());
}
