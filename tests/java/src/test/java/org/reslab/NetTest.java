// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Net}, and networks made of nets. */
class NetTest {
  private static final String SMALL = "stem: conv3(=8) bn relu; stages: 1*8 1*16/2; blocks: basic";

  @Test
  void theTableHasNetsAndFamilies() {
    assertThat(Net.catalog())
        .extracting(Net::name)
        .contains("tinynet", "resnet-N", "wrn-D-K", "resnet18", "resnet50", "resnetv2_50");
    Net resnet = Net.of(" resnet50 ");
    assertThat(resnet.name()).isEqualTo("resnet50");
    assertThat(resnet.spec()).startsWith("stem: conv7(=64)/2 bn relu maxpool3/2; stages: 3*64");
    assertThat(resnet.block()).isEqualTo("bottleneck");
    assertThat(resnet.family()).isFalse();
    assertThat(resnet.notice()).isEmpty();
    assertThat(Net.of(resnet.spec()).spec()).isEqualTo(resnet.spec());
    assertThat(Net.of("resnet-20").family()).isTrue();
    assertThat(Net.of("resnet-50").notice()).contains("and not 'resnet50'");
  }

  @Test
  void anErrorHasItsColumn() {
    assertThatThrownBy(() -> Net.of("stages: 64"))
        .isInstanceOfSatisfying(
            NetSyntaxException.class,
            e -> {
              assertThat(e.column()).isEqualTo(11);
              assertThat(e.text()).isEqualTo("stages: 64");
            })
        .hasMessageContaining("a stage is COUNT*PLANES");
    assertThatThrownBy(() -> Net.of("stages: 2*64; head: pöol"))
        .isInstanceOfSatisfying(
            NetSyntaxException.class, e -> assertThat(e.column()).isEqualTo(22));
    assertThatThrownBy(() -> Net.of("resnet_50"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("did you mean 'resnet50'?");
    assertThatThrownBy(() -> NetworkSpec.of(Net.of("stages: 2*64")))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("has no blocks of its own");
  }

  @Test
  void aCheckpointSaysWhatNetItHolds(@TempDir Path folder) {
    NetworkSpec spec = NetworkSpec.builder(Net.of(SMALL)).classes(3).build();
    Path file = folder.resolve("net.safetensors");
    try (MemorySession session = MemorySession.open()) {
      session.network(spec).save(file);
      NetworkSpec found = Objects.requireNonNull(Checkpoint.networkSpec(file));
      assertThat(found.net()).isEqualTo(SMALL);
      assertThat(session.network(found).load(file)).isEmpty();
    }
  }

  @Test
  void stagesMayHaveDifferentBlocks() {
    Block mixed = Block.of("preact|preact|basic");
    assertThat(mixed.spec()).contains(") | (");
    assertThat(mixed.traits().preActivated()).isFalse();
    assertThat(mixed.traits().branchConvolutions()).isEqualTo(6);
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(NetworkSpec.of("tinynet", mixed));
      assertThat(network.layers())
          .filteredOn(layer -> layer.stage() == 3 && layer.block() < 0)
          .extracting(Layer::name)
          .containsExactly("stage3.entry.0", "stage3.entry.1");
    }
  }
}
