// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.Layer;
import org.reslab.Layers;
import org.reslab.MemorySession;
import org.reslab.NetworkSpec;
import org.reslab.Probe;

/** Numbers that follow from profiles, on profiles made up for the purpose. */
class DerivedMetricsTest {
  private static final Offset<Double> EXACTLY = within(1e-12);

  private final List<Layer> layers = new ArrayList<>();
  private final Map<String, Double> output = new LinkedHashMap<>();
  private final Map<String, Double> scaleFree = new LinkedHashMap<>();

  private void layer(String name, String type, int stage, int block, boolean shortcut) {
    boolean last = type.equals("ReLU") && block >= 0;
    layers.add(
        Layers.layer(
            name, type, stage, block, List.of(1L, 4L, 8L, 8L), last, shortcut, false, 36, 2304));
  }

  private void convolution(
      String name, int stage, int block, boolean shortcut, double gradient, double size) {
    layer(name, "Conv2d", stage, block, shortcut);
    output.put(name, gradient);
    scaleFree.put(name, size);
  }

  /**
   * Stages of blocks of two convolutions, whose gradients jump inside a block, and differently so
   * in each stage; stem, projections and head have values that must not count.
   */
  private void network(double factor, int... blocks) {
    convolution("stem.0", 0, -1, false, 1e9, 1e9);
    int number = 0;
    for (int stage = 1; stage <= blocks.length; stage++) {
      for (int block = 0; block < blocks[stage - 1]; block++) {
        for (int place = 0; place < 2; place++) {
          double jump = Math.exp((stage == 1 ? 1.5 : -2) * place + 0.7 * stage);
          convolution(
              "stage%d.%d.conv%d".formatted(stage, block, place + 1),
              stage,
              block,
              false,
              jump * Math.pow(factor, -number),
              10 + number);
          number++;
        }
        if (block == 0 && stage > 1) {
          convolution("stage%d.0.down.0".formatted(stage), stage, 0, true, 1e-9, 1e9);
        }
        layer("stage%d.%d.relu2".formatted(stage, block), "ReLU", stage, block, false);
      }
    }
    layers.add(
        Layers.layer("head.2", "Linear", 0, -1, List.of(1L, 10L), false, false, false, 50, 40));
    output.put("head.2", 1e-9);
    scaleFree.put("head.2", 1e-9);
  }

  private Map<String, Double> derive(Map<String, Map<String, Double>> profiles) {
    return DerivedMetrics.of(layers, new CellResult(0, Map.of(), profiles));
  }

  private Map<String, Double> gradients() {
    return derive(Map.of("output_gradient", output, "scale_free_gradient", scaleFree));
  }

  private static double get(Map<String, Double> values, String metric) {
    return Objects.requireNonNull(values.get(metric), metric);
  }

  @Test
  void amplificationSeesThroughTheJumpsInsideBlocks() {
    network(1.2, 3, 2, 4);
    assertThat(get(gradients(), "gradient_amplification")).isCloseTo(1.2, EXACTLY);
    layers.clear();
    network(0.9, 2, 1, 1);
    assertThat(get(gradients(), "gradient_amplification")).isCloseTo(0.9, EXACTLY);
  }

  @Test
  void stagesOfOneBlockSayNothingOfAmplification() {
    network(1.2, 1, 1, 1);
    Map<String, Double> found = gradients();
    assertThat(get(found, "gradient_amplification")).isNaN();
    assertThat(get(found, "scale_free_spread")).isCloseTo(10.0 / 15, EXACTLY);
  }

  @Test
  void aGradientThatUnderflowedOrIsUndefinedLeavesNoAmplification() {
    network(1.2, 3, 2);
    output.put("stage1.1.conv2", 0.0);
    assertThat(get(gradients(), "gradient_amplification")).isNaN();
    output.put("stage1.1.conv2", Double.NaN);
    assertThat(get(gradients(), "gradient_amplification")).isNaN();
    output.remove("stage1.1.conv2");
    assertThat(get(gradients(), "gradient_amplification")).isNaN();
  }

  @Test
  void spreadIsTheFirstOverTheLastOfTheStages() {
    network(1.2, 3, 2);
    assertThat(get(gradients(), "scale_free_spread")).isCloseTo(10.0 / 19, EXACTLY);
    scaleFree.put("stage2.1.conv2", 0.0);
    assertThat(get(gradients(), "scale_free_spread")).isNaN();
    scaleFree.put("stage2.1.conv2", 4.0);
    scaleFree.put("stage1.0.conv1", 0.0);
    assertThat(get(gradients(), "scale_free_spread")).isZero();
  }

  @Test
  void withoutConvolutionsInStagesNothingIsDefined() {
    network(1.2, 2, 2);
    layers.removeIf(layer -> layer.type().equals("Conv2d") && layer.stage() > 0);
    Map<String, Double> found = gradients();
    assertThat(get(found, "gradient_amplification")).isNaN();
    assertThat(get(found, "scale_free_spread")).isNaN();
  }

  /** A block whose branch is a ReLU is a network after all. */
  @Test
  void aNetworkWithoutConvolutionsInItsBlocksIsDiagnosed() {
    NetworkSpec spec =
        NetworkSpec.builder("tinynet", Block.of("branch: relu; merge: add"))
            .width(4)
            .layers(List.of(2L))
            .build();
    DiagnosisPlan plan =
        new DiagnosisPlan(
            List.of(new Subject(spec, BnMode.TRAIN, InputSource.GAUSSIAN)),
            List.of(0L),
            Probe.STANDARD,
            8,
            1e-3,
            0.1,
            null);
    SubjectResult result = Plans.runner(plan, 1).run().getFirst();
    assertThat(result.values("scale_free_spread")).containsExactly(Double.NaN);
    assertThat(result.depth()).isEqualTo(2);
    try (MemorySession session = MemorySession.open()) {
      assertThat(session.network(spec).layers()).isEqualTo(result.layers());
    }
  }

  @Test
  void growthIsTheSlopeOfBlockOutputsWithinStages() {
    network(1, 3, 3);
    Map<String, Double> acv = new LinkedHashMap<>();
    Map<String, Double> zeros = new LinkedHashMap<>();
    Map<String, Double> dead = new LinkedHashMap<>();
    for (int i = 0; i < 6; i++) {
      String name = "stage%d.%d.relu2".formatted(1 + i / 3, i % 3);
      // A stage begins anew: 1, 1.5, 2, then 1, 1.5, 2.
      acv.put(name, 1 + 0.5 * (i % 3));
      zeros.put(name, 0.1 * i);
      dead.put(name, i == 4 ? 0.25 : 0);
    }
    Map<String, Double> found =
        derive(Map.of("acv", acv, "zero_fraction", zeros, "dead_channels", dead));
    assertThat(get(found, "acv_growth")).isCloseTo(0.5, EXACTLY);
    assertThat(get(found, "zero_fraction")).isCloseTo(0.25, EXACTLY);
    assertThat(get(found, "dead_channels")).isEqualTo(0.25);
    assertThat(found).doesNotContainKeys("branch_acv", "gradient_amplification");
  }

  @Test
  void mergesAndFeatures() {
    layer("stage1.0.add", "Add", 1, 0, false);
    layer("stage1.0.relu2", "ReLU", 1, 0, false);
    layer("stage1.1.add", "Add", 1, 1, false);
    layer("stage1.1.relu2", "ReLU", 1, 1, false);
    layers.add(
        Layers.layer("head.1", "Flatten", 0, -1, List.of(1L, 8L), false, false, false, 0, 0));
    Map<String, Double> found =
        derive(
            Map.of(
                "acv", Map.of("stage1.0.relu2", 2.0, "stage1.1.relu2", 5.0),
                "branch_acv", Map.of("stage1.0.add", 1.0, "stage1.1.add", 4.0),
                "branch_ratio", Map.of("stage1.0.add", 2.0, "stage1.1.add", 0.5),
                "effective_rank", Map.of("stage1.1.relu2", 3.0, "head.1", 6.0),
                "sample_cosine", Map.of("stage1.0.relu2", 0.1, "stage1.1.relu2", 0.7),
                "saturation", Map.of("stage1.0.relu2", 0.9, "stage1.1.relu2", 0.4)));
    assertThat(found)
        .containsEntry("acv_growth", 3.0)
        .containsEntry("branch_acv", 2.5)
        .containsEntry("branch_ratio_last", 0.5)
        .containsEntry("effective_rank_last", 6.0)
        .containsEntry("effective_rank_share", 0.75)
        .containsEntry("sample_cosine_last", 0.7)
        .containsEntry("saturation_last", 0.4);
  }

  @Test
  void whatWasNotMeasuredIsNotDerived() {
    network(1, 2, 2);
    assertThat(derive(Map.of())).isEmpty();
  }
}
