// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.Block;
import org.reslab.Fixture;
import org.reslab.Layer;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;

/** What a network costs: held against PyTorch's counter, and against counting by hand. */
class CostTest {
  /** Without the projections of preact-noskip, which it has but does not compute. */
  private static Cost cost(NetworkSpec spec) {
    boolean unused = spec.block().traits().unusedShortcut();
    try (MemorySession session = MemorySession.open()) {
      return Cost.of(
          session.network(spec).layers().stream()
              .filter(layer -> !(unused && layer.onShortcut()))
              .toList());
    }
  }

  /** The rows {@code flops} of {@code tests/golden/probes.tsv}. */
  @Test
  void flopsAreThoseOfPyTorch() throws IOException {
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (String line : Files.readAllLines(Fixture.source().resolve("tests/golden/probes.tsv"))) {
      List<String> fields = List.of(line.split("\t", -1));
      if (!fields.get(1).equals("flops")) {
        continue;
      }
      List<String> names = List.of(fields.getFirst().split("/", -1));
      Cost cost = cost(NetworkSpec.of(names.get(0), Block.of(names.get(1))));
      expected.add(fields.getFirst() + " " + fields.get(3) + " " + fields.get(4));
      found.add(fields.getFirst() + " " + cost.flops() + " " + cost.backwardFlops());
    }
    assertThat(found).hasSizeGreaterThan(20).containsExactlyElementsOf(expected);
  }

  /** One stage of one block: stem 3 to 4 channels, two convolutions 4 to 4, ten classes. */
  @Test
  void aSmallNetworkCountedByHand() {
    NetworkSpec spec =
        NetworkSpec.builder("tinynet", Block.of("basic")).width(4).layers(List.of(1L)).build();
    long map = 4 * 32 * 32;
    long stem = map * 3 * 9;
    long inner = map * 4 * 9;
    long head = 4 * 10;
    Cost cost = cost(spec);
    assertThat(cost.macs()).isEqualTo(stem + 2 * inner + head);
    assertThat(cost.flops()).isEqualTo(2 * cost.macs());
    // No gradient by the images.
    assertThat(cost.backwardFlops()).isEqualTo(2 * stem + 4 * (2 * inner + head));
    assertThat(cost.activations()).isEqualTo(3 * map);
    // Three BNs, three ReLUs and an addition.
    assertThat(cost.elementwiseFlops()).isEqualTo((3 * 4 + 3 + 1) * map);
    assertThat(cost.parameters()).isEqualTo(3 * 4 * 9 + 2 * 4 * 4 * 9 + 3 * (4 + 4) + head + 10);
  }

  @Test
  void projectionsAndGatesCount() {
    List<Layer> layers;
    try (MemorySession session = MemorySession.open()) {
      Network network =
          session.network(
              NetworkSpec.builder("tinynet", Block.of("basic"))
                  .width(4)
                  .layers(List.of(1L, 1L, 1L))
                  .build());
      layers = network.layers();
      assertThat(Cost.of(layers).parameters()).isEqualTo(network.parameterCount());
    }
    assertThat(Cost.of(layers).activations())
        .isEqualTo(3 * 4 * 1024 + (2 + 1) * 8 * 256 + (2 + 1) * 16 * 64);
    assertThat(Shapes.depth(layers)).isEqualTo(1 + 6 + 1);
    assertThat(Shapes.width(layers)).isEqualTo(4);
    assertThat(Shapes.finalNorm(layers)).isFalse();
  }

  @Test
  void aNetworkWithoutLayersCostsNothing() {
    assertThat(Cost.of(List.of())).isEqualTo(new Cost(0, 0, 0, 0, 0, 0));
  }
}
