// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.Block;
import org.reslab.Layer;
import org.reslab.Layers;
import org.reslab.NetworkSpec;

class SummaryReportTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.of("tinynet", new Block("toy", "x + conv3", "", ""));

  private static final List<Layer> LAYERS =
      List.of(
          Layers.layer(
              "stem.0",
              "Conv2d",
              0,
              -1,
              List.of(1L, 32L, 32L, 32L),
              false,
              false,
              false,
              864,
              884_736),
          Layers.layer(
              "stem.1",
              "BatchNorm2d",
              0,
              -1,
              List.of(1L, 32L, 32L, 32L),
              false,
              false,
              false,
              64,
              0),
          Layers.layer(
              "stage1.0.conv1",
              "Conv2d",
              1,
              0,
              List.of(1L, 32L, 32L, 32L),
              false,
              false,
              false,
              9216,
              9_437_184),
          Layers.layer(
              "stage1.0.add", "Add", 1, 0, List.of(1L, 32L, 32L, 32L), false, false, false, 0, 0),
          Layers.layer(
              "stage1.1.conv1",
              "Conv2d",
              1,
              1,
              List.of(1L, 32L, 32L, 32L),
              false,
              false,
              false,
              9216,
              9_437_184),
          Layers.layer("head.2", "Linear", 0, -1, List.of(1L, 10L), false, false, false, 330, 320));

  @Test
  void showsTheTreeAndItsTotals() {
    assertThat(SummaryReport.text(SPEC, LAYERS))
        .isEqualTo(
            """
            tinynet of toy
            x + conv3

            layer      type         kernel  groups  input shape      output shape     params  share       MACs
            ---------  -----------  ------  ------  ---------------  ---------------  ------  -----  ---------
            stem
              0        Conv2d                       [1, 32, 32, 32]  [1, 32, 32, 32]     864   4.4%    884,736
              1        BatchNorm2d                  [1, 32, 32, 32]  [1, 32, 32, 32]      64   0.3%          -
            stage1
              0
                conv1  Conv2d                       [1, 32, 32, 32]  [1, 32, 32, 32]   9,216  46.8%  9,437,184
                add    Add                          [1, 32, 32, 32]  [1, 32, 32, 32]       -      -          -
              1
                conv1  Conv2d                       [1, 32, 32, 32]  [1, 32, 32, 32]   9,216  46.8%  9,437,184
            head
              2        Linear                       [1, 10]          [1, 10]             330   1.7%        320

            parameters    19,690
            MACs          19,759,424 per image (FLOPs: twice as many)
            final norm    off (as in the notebook; --final-norm turns it on)

            Estimated sizes, float32:
            parameters    76.91 KiB
            input         12.00 KiB per image
            layer outputs 640.04 KiB per image
            """);
  }

  @Test
  void sumsUpWhatIsBelowADepth() {
    assertThat(SummaryReport.text(SPEC, LAYERS, 1, Screen.PLAIN))
        .contains(
            """
            layer   type  kernel  groups  input shape      output shape     params  share        MACs
            ------  ----  ------  ------  ---------------  ---------------  ------  -----  ----------
            stem                          [1, 32, 32, 32]  [1, 32, 32, 32]     928   4.7%     884,736
            stage1                        [1, 32, 32, 32]  [1, 32, 32, 32]  18,432  93.6%  18,874,368
            head                          [1, 10]          [1, 10]             330   1.7%         320
            """);
    assertThat(SummaryReport.text(SPEC, LAYERS, 2, Screen.PLAIN))
        .contains("  1          ", "9,437,184")
        .doesNotContain("conv1", "\n    ");
  }

  @Test
  void finalNormIsSeenBehindTheStages() {
    List<Layer> withNorm = new ArrayList<>(LAYERS);
    withNorm.add(
        5,
        Layers.layer(
            "norm.0",
            "BatchNorm2d",
            0,
            -1,
            List.of(1L, 32L, 32L, 32L),
            false,
            false,
            false,
            64,
            0));
    assertThat(SummaryReport.text(SPEC, withNorm))
        .contains("final norm    on (--no-final-norm leaves it out)");
    assertThat(SummaryReport.text(NetworkSpec.of("resnet-20", SPEC.block()), LAYERS))
        .contains("final norm    off (--final-norm turns it on)");
  }
}
