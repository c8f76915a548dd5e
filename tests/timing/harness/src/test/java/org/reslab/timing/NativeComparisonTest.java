// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both programs at their smallest; what they take is not looked at. */
class NativeComparisonTest {
  private static final Workload TINY = new Workload("basic", 3, 1, 4, 8, 1);

  @Test
  void bothSidesEndOnTheSameWeights(@TempDir Path folder) throws Exception {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    NativeComparison result =
        NativeComparison.run(
            Checkout.ofProperty(),
            TINY,
            2,
            folder,
            new PrintStream(text, true, StandardCharsets.UTF_8));
    assertThat(text.toString(StandardCharsets.UTF_8).lines()).hasSize(3);
    assertThat(result.run().pairs()).hasSize(2);
    assertThat(result.javaPeakKib()).isGreaterThan(10_000);
    assertThat(result.nativePeakKib()).isGreaterThan(10_000);
    assertThat(result.text()).contains("equal, byte for byte");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void otherStepsAreNoticed(@TempDir Path folder) throws Exception {
    Checkout checkout = Checkout.ofProperty();
    List<Side.Run> runs = new ArrayList<>();
    for (int batch : new int[] {4, 8}) {
      List<String> command = new ArrayList<>(checkout.nativeSide());
      command.addAll(new Workload("basic", 3, 1, batch, 8, 1).words());
      command.add("weights=" + folder.resolve(batch + ".safetensors"));
      runs.add(new Side("native", command).run());
    }
    SidePairs.Pair pair = new SidePairs.Pair(runs.get(0), runs.get(1));
    assertThatIOException()
        .isThrownBy(() ->
            NativeComparison.requireSame(
                pair, folder.resolve("4.safetensors"), folder.resolve("8.safetensors")))
        .withMessageContaining("took different steps");
    SidePairs.Pair same = new SidePairs.Pair(runs.get(0), runs.get(0));
    assertThatIOException()
        .isThrownBy(() ->
            NativeComparison.requireSame(
                same, folder.resolve("4.safetensors"), folder.resolve("8.safetensors")))
        .withMessageContaining("saved different weights");
  }

  @Test
  void reslabsOwnLoopReadsWeightsAndImages(@TempDir Path folder) throws Exception {
    Checkout checkout = Checkout.ofProperty();
    Path initial = folder.resolve("initial.safetensors");
    List<String> maker = new ArrayList<>(checkout.java(InitialWeights.class));
    maker.add("initial=" + initial);
    assertThat(new ProcessBuilder(maker).inheritIO().start().waitFor()).isZero();
    Path data = folder.resolve("data.safetensors");
    PeerComparison.writeData(data, 8);

    List<String> command = new ArrayList<>(checkout.java(ReslabMain.class));
    command.addAll(TINY.words());
    command.add("initial=" + initial);
    command.add("data=" + data);
    SideReport report = new Side("ResLab", command).run().report();
    assertThat(report.losses()).hasSize(3).doesNotContain(Double.NaN);

    Map<String, TensorFile.Tensor> tensors = TensorFile.read(data);
    TensorFile.Tensor images = Objects.requireNonNull(tensors.get(TrainingLoop.IMAGES));
    TensorFile.Tensor labels = Objects.requireNonNull(tensors.get(TrainingLoop.LABELS));
    assertThat(images.sizes()).containsExactly(8, 3, 32, 32);
    assertThat(images.floats()).hasSize(8 * 3 * 32 * 32).doesNotContain(Float.NaN);
    assertThat(Arrays.stream(labels.longs()).boxed()).hasSize(8).allMatch(l -> l >= 0 && l < 10);
    assertThat(Files.size(initial)).isGreaterThan(2_700_000);
  }
}
