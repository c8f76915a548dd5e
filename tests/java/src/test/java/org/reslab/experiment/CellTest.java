// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellTest {
  private static String id(String block, long seed) {
    return new Cell("resnet-20", Samples.block(block), seed).id();
  }

  @Test
  void namesOfTheCatalogAreKept() {
    assertThat(id("preact-noskip", 3)).isEqualTo("resnet-20-preact-noskip-s3");
  }

  @Test
  void otherTextBecomesASafeFolderName() {
    assertThat(id("basic[norm=gn]", 0)).matches("resnet-20-basic-norm-gn-[0-9a-f]{8}-s0");
    assertThat(id("../../x", 0)).matches("resnet-20-x-[0-9a-f]{8}-s0");
    assertThat(id("x".repeat(300), 0)).hasSizeLessThan(80);
  }

  @Test
  void differentTextKeepsDifferentNames() {
    assertThat(id("basic[norm=gn]", 0)).isNotEqualTo(id("basic(norm=gn)", 0));
    assertThat(id("basic", 1)).isNotEqualTo(id("basic", 2));
  }
}
