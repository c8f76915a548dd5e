// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.reslab.BlockTraits;
import org.reslab.InvalidArgumentException;

class ArchitectureKindTest {
  @Test
  void theKindFollowsFromTheTraits() {
    assertThat(Kind.of(Networks.PLAIN)).isEqualTo(Kind.PLAIN);
    assertThat(Kind.of(Networks.BASIC)).isEqualTo(Kind.POST);
    assertThat(Kind.of(Networks.PREACT)).isEqualTo(Kind.PRE);
    // Pre-activated, but nothing is added: a chain.
    assertThat(Kind.of(Networks.PREACT_NOSKIP)).isEqualTo(Kind.PLAIN);
    // The toy block: x + conv3(x).
    assertThat(
            Kind.of(
                new BlockTraits(
                    true, false, false, false, false, false, false, false, 0, 1, 0, 0, false)))
        .isEqualTo(Kind.OTHER);
  }

  @Test
  void theNormFollowsFromTheTraits() {
    assertThat(Norm.of(norms(2, 0))).isEqualTo(Norm.BATCH);
    assertThat(Norm.of(norms(0, 1))).isEqualTo(Norm.GROUP);
    assertThat(Norm.of(norms(1, 1))).isEqualTo(Norm.MIXED);
    assertThat(Norm.of(norms(0, 0))).isEqualTo(Norm.NONE);
  }

  private static BlockTraits norms(int batch, int group) {
    return new BlockTraits(
        true, false, false, false, false, false, false, false, 0, 2, batch, group, false);
  }

  @Test
  void theBaseBlockHasNoModifiers() {
    assertThat(Networks.architecture("basic [norm=gn(8)]", Networks.BASIC, 20).baseBlock())
        .isEqualTo("basic");
    assertThat(Networks.architecture("basic", Networks.BASIC, 20).baseBlock()).isEqualTo("basic");
  }

  @Test
  void sizesAreChecked() {
    assertThatThrownBy(() -> Networks.architecture("basic", Networks.BASIC, 0))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("depth: found 0, expected at least 1");
  }

  @Test
  void evidenceHasOneValueForEachSeed() {
    Architecture it = Networks.architecture("basic", Networks.BASIC, 20);
    assertThatThrownBy(
            () -> Networks.evidence(it, "nlc", new double[] {1, 2}, "macs", new double[] {3}))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage(
            "evidence of basic 20: found [2, 1] values a metric, expected one for each seed");
    assertThatThrownBy(() -> new Evidence(it, Map.of()))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("found no values");
    assertThatThrownBy(() -> Networks.evidence(it, "nlc", new double[0]))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void evidenceKeepsItsOwnCopy() {
    double[] values = {1, 2};
    Evidence evidence =
        Networks.evidence(Networks.architecture("basic", Networks.BASIC, 20), "nlc", values);
    values[0] = 9;
    double[] got = Objects.requireNonNull(evidence.values("nlc"));
    got[1] = 9;
    assertThat(evidence.values("nlc")).containsExactly(1, 2);
    assertThat(evidence.values("macs")).isNull();
    assertThat(evidence.seeds()).isEqualTo(2);
  }
}
