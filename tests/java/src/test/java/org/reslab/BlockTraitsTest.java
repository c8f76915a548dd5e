// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a block is made of, as it is judged. */
class BlockTraitsTest {
  /** A letter for each trait that is true, in the order of the record's components. */
  private static String letters(BlockTraits traits) {
    return (traits.hasShortcut() ? "S" : "-")
        + (traits.unusedShortcut() ? "U" : "-")
        + (traits.preActivated() ? "P" : "-")
        + (traits.activatesAfterMerge() ? "A" : "-")
        + (traits.normalizesAfterMerge() ? "N" : "-")
        + (traits.activatesShortcut() ? "R" : "-")
        + (traits.altersShortcut() ? "X" : "-")
        + (traits.branchEndsActivated() ? "E" : "-")
        + (traits.zeroInitialized() ? "Z" : "-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // block | traits | convolutions of the branch, unpadded ones, BNs, GNs
        "toy                  | S-------- | 1 0 0 0",
        "plain                | --------- | 2 0 2 0",
        "plain-valid          | --------- | 2 1 2 0",
        "basic                | S--A----- | 2 0 3 0",
        "preact               | S-P------ | 2 0 2 0",
        "preact-noskip        | -UP------ | 2 0 2 0",
        "bottleneck           | S--A----- | 3 0 4 0",
        "preact-bottleneck    | S-P------ | 3 0 3 0",
        "bn-after-add         | S--AN---- | 2 0 3 0",
        "relu-before-add      | S------E- | 2 0 3 0",
        "relu-only-preact     | S-P------ | 2 0 2 0",
        "constant-scaling     | S--A--X-- | 2 0 3 0",
        "exclusive-gating     | S--A--X-- | 2 0 3 0",
        "shortcut-gating      | S--A--X-- | 2 0 3 0",
        "conv-shortcut        | S--A--X-- | 2 0 3 0",
        "dropout-shortcut     | S--A--X-- | 2 0 3 0",
        "basic[zero-init]     | S--A----Z | 2 0 3 0",
        "basic[norm=gn(4)]    | S--A----- | 2 0 0 3",
        "basic[norm=none]     | S--A----- | 2 0 0 0",
        "basic[shortcut=pad]  | S--A----- | 2 0 2 0",
        "preact[act=silu]     | S-P------ | 2 0 2 0",
        "branch: conv3 relu; merge: branch                  | --------- | 1 0 0 0",
        "branch: conv3 bn; shortcut: bn relu; merge: add    | S----RX-- | 1 0 2 0",
        "branch: conv5(pad=1) conv5 bn; merge: branch       | --------- | 2 1 1 0"
      })
  void blocksAreDescribed(String block, String expected, String counts) {
    BlockTraits traits = Block.of(block).traits();
    assertThat(letters(traits)).isEqualTo(expected);
    assertThat(
            "%d %d %d %d"
                .formatted(
                    traits.branchConvolutions(),
                    traits.shrinkingConvolutions(),
                    traits.batchNorms(),
                    traits.groupNorms()))
        .isEqualTo(counts);
  }

  @Test
  void everyNamedBlockHasTraits() {
    assertThat(Block.catalog())
        .allSatisfy(block -> assertThat(block.traits().branchConvolutions()).isPositive());
  }
}
