// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <string>

#include "catch.hpp"
#include "nn/block_table.hpp"
#include "nn/network_size.hpp"
#include "runtime/memory.hpp"
#include "support.hpp"
#include "train/evaluation.hpp"
#include "train/trainer.hpp"

using namespace reslab;
using namespace reslab::test;

TEST_CASE("What the machine cannot hold is refused with both numbers", "[memory]") {
  const auto available = available_memory();
  REQUIRE(available.has_value());
  REQUIRE(*available > 1e6);
  require_memory(*available / 2, "half", "");
  require_error(ErrorKind::kOutOfMemory,
                {"the library of Babel would need about 1862645149.2 GiB of memory, but ", " GiB are available; read"},
                [] { require_memory(2e18, "the library of Babel", "read less"); });
}

TEST_CASE("A network's parameters are known before it is built", "[memory]") {
  const auto agree = [](NetworkOptions options) {
    CAPTURE(options.net, options.block, options.base);
    const Network network(options);
    const NetSpec plan = plan_network(options);
    REQUIRE(planned_parameters(plan, options.images.shape.channels, options.classes) ==
            static_cast<double>(network.parameter_count()));
  };
  for (const auto& row : block_table()) {
    if (std::string(row.name) == "toy") continue;  // has no shape for a stage that halves the map
    NetworkOptions options;
    options.block = row.name;
    options.base = 8;
    options.classes = 7;
    options.layers = {1, 2, 3};
    agree(options);
  }
  for (const char* block : {"preact", "basic", "plain[norm=none]", "preact[norm=gn(4)]"}) {
    NetworkOptions options;
    options.block = block;
    options.net = "wrn-10-2";
    options.base = 4;
    agree(options);
  }
}

TEST_CASE("Sizes that multiply beyond memory are refused at once", "[memory]") {
  NetworkOptions huge;
  huge.base = 4096;
  huge.layers = {1000, 1000, 1000};
  require_error(ErrorKind::kOutOfMemory, {"net 'tinynet' with block 'basic' would need about ", "smaller base"},
                [&] { Network{huge}; });
  require_error(ErrorKind::kOutOfMemory, {"2147483647 synthetic images would need about 24592.0 GiB"},
                [] { Dataset::synthetic(INT32_MAX, 10, 0); });

  NetworkOptions deep;
  deep.base = 8;
  deep.layers = {1000, 1, 1};
  const auto network = std::make_shared<Network>(deep);
  const auto dataset = Dataset::synthetic(4000, 10, 0);
  TrainerOptions options;
  options.batch = 1'000'000;
  require_error(ErrorKind::kOutOfMemory, {"a training step of 4000 images would need about 2", "smaller batch"},
                [&] { Trainer(network, dataset, options); });
  options.batch = 1;
  const Trainer trainer(network, dataset, options);
}
