// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks: their size, layers, evaluation and checkpoints. */
@OnBothKernels
class NetworkTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"plain,685994", "basic,696618", "preact,696042", "preact-noskip,696042"})
  void tinynetHasTheReferencesParameters(String block, long parameters) {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(NetworkSpec.of("tinynet", Block.of(block)));
      assertThat(network.parameterCount()).isEqualTo(parameters);
      assertThat(network.device()).isEqualTo(Device.CPU);
    }
  }

  @Test
  void layersAddUpToTheNetwork() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(NetworkSpec.of("tinynet", Block.of("basic")));
      List<Layer> layers = network.layers();
      assertThat(layers.stream().mapToLong(Layer::parameters).sum())
          .isEqualTo(network.parameterCount());
      assertThat(layers.getFirst())
          .isEqualTo(
              new Layer(
                  "stem.0",
                  "Conv2d",
                  Layer.Kind.CONVOLUTION,
                  0,
                  -1,
                  List.of(1L, 3L, 32L, 32L),
                  List.of(1L, 32L, 32L, 32L),
                  3,
                  1,
                  false,
                  false,
                  false,
                  false,
                  864,
                  884736,
                  0));
      assertThat(layers.get(1).kind()).isEqualTo(Layer.Kind.NORMALIZATION);
      assertThat(layers.get(1).elementwiseFlops()).isEqualTo(4 * 32 * 32 * 32);
      assertThat(layers.get(2).kind()).isEqualTo(Layer.Kind.ACTIVATION);
      assertThat(layers.get(2).rectifies()).isTrue();
      assertThat(layers.get(2).elementwiseFlops()).isEqualTo(32 * 32 * 32);
      assertThat(layers.getLast())
          .isEqualTo(
              new Layer(
                  "head.2",
                  "Linear",
                  Layer.Kind.LINEAR,
                  0,
                  -1,
                  List.of(1L, 128L),
                  List.of(1L, 10L),
                  0,
                  0,
                  false,
                  false,
                  false,
                  false,
                  1290,
                  1280,
                  0));
      assertThat(layers)
          .anySatisfy(layer -> {
            assertThat(layer.name()).isEqualTo("stage2.0.down.0");
            assertThat(layer.stage()).isEqualTo(2);
            assertThat(layer.block()).isZero();
            assertThat(layer.outputShape()).containsExactly(1L, 64L, 16L, 16L);
          });
    }
  }

  @Test
  void optionsReachTheNetwork() {
    NetworkSpec spec = Fixture.small("preact");
    try (MemorySession session = MemorySession.open()) {
      long plain = session.network(spec).parameterCount();
      assertThat(session.network(spec.toBuilder().finalNorm(true).build()).parameterCount())
          .isGreaterThan(plain);
      assertThat(session.network(spec.toBuilder().finalNorm(false).build()).parameterCount())
          .isEqualTo(plain);
      assertThat(session.network(spec.toBuilder().classes(11).build()).parameterCount())
          .isEqualTo(plain + 8 * 4 + 1);
      assertThat(session.network(spec.toBuilder().width(16).build()).parameterCount())
          .isGreaterThan(plain);
      assertThat(
              session
                  .network(spec.toBuilder().layers(List.of(2L, 1L, 1L)).build())
                  .parameterCount())
          .isGreaterThan(plain);
    }
  }

  /** Base 16 is a whole vector of channels for kernels of any width. */
  @Test
  void kernelsRoundDifferentlyAndAgree() {
    try (MemorySession session = MemorySession.open()) {
      Dataset data = Fixture.test(session);
      Network network = session.network(Fixture.small("basic").toBuilder().width(16).build());
      float[] fast = network.logits(data, 32, CancelFlag.create()).values();
      network.useKernels(Kernels.REFERENCE);
      float[] reference = network.logits(data, 32, CancelFlag.create()).values();
      network.useKernels(Kernels.FAST);
      assertThat(network.logits(data, 32, CancelFlag.create()).values()).isEqualTo(fast);
      assertThat(fast).containsExactly(reference, Offset.offset(1e-5f));
      boolean own = !NativeRuntime.get().info().cpuKernels().equals("none");
      assertThat(Arrays.equals(fast, reference)).isEqualTo(!own);
      assertThat(network.layers().stream().anyMatch(Layer::fast)).isEqualTo(own);
    }
  }

  @Test
  void seedAndInitialisationDecideTheWeights() throws IOException {
    NetworkSpec spec = Fixture.small("basic");
    Map<String, Safetensors.Tensor> first = weights(spec);
    assertThat(fingerprints(weights(spec))).isEqualTo(fingerprints(first));
    assertThat(fingerprints(weights(spec.toBuilder().seed(1).build())))
        .isNotEqualTo(fingerprints(first));
    assertThat(fingerprints(weights(spec.toBuilder().seed(-1).build())))
        .isNotEqualTo(fingerprints(first));
    assertThat(fingerprints(weights(spec.toBuilder().init(Init.HE_FAN_IN).build())))
        .isNotEqualTo(fingerprints(weights(spec.toBuilder().init(Init.HE_FAN_OUT).build())));
  }

  private Map<String, Safetensors.Tensor> weights(NetworkSpec spec) throws IOException {
    Path file = folder.resolve("weights.safetensors");
    try (MemorySession session = MemorySession.open()) {
      session.network(spec).save(file);
    }
    return Safetensors.read(file);
  }

  private static List<String> fingerprints(Map<String, Safetensors.Tensor> tensors) {
    return tensors.values().stream().map(Safetensors.Tensor::fingerprint).toList();
  }

  @Test
  void aCheckpointCarriesTheNetworkOver() {
    Path file = folder.resolve("weights.safetensors");
    NetworkSpec spec = Fixture.small("basic").toBuilder().seed(3).build();
    try (MemorySession session = MemorySession.open()) {
      Dataset data = Fixture.test(session);
      Network network = session.network(spec);
      network.save(file);
      Network other = session.network(spec.toBuilder().seed(4).build());
      float[] expected = network.logits(data, 32, CancelFlag.create()).values();
      assertThat(other.logits(data, 32, CancelFlag.create()).values()).isNotEqualTo(expected);
      other.load(file);
      assertThat(other.logits(data, 32, CancelFlag.create()).values()).isEqualTo(expected);
    }
  }

  @Test
  void aCheckpointTellsItsNetwork() {
    Path file = folder.resolve("weights.safetensors");
    NetworkSpec spec =
        Fixture.small("preact[norm=gn(4)]").toBuilder()
            .seed(-2)
            .init(Init.HE_FAN_OUT)
            .finalNorm(true)
            .build();
    try (MemorySession session = MemorySession.open()) {
      session.network(spec).save(file);
      assertThat(Checkpoint.networkSpec(file)).isEqualTo(spec);
      assertThat(Checkpoint.metadata(file))
          .containsEntry("reslab.block", "preact[norm=gn(4)]")
          .containsEntry("reslab.seed", "18446744073709551614")
          .containsEntry("reslab.layers", "1,1,1");
      session.network(NetworkSpec.of("resnet-20", Block.of("basic"))).save(file);
      NetworkSpec resnet = Objects.requireNonNull(Checkpoint.networkSpec(file));
      assertThat(resnet.block()).isEqualTo(Block.of("basic"));
      session.network(resnet).load(file);
    }
  }

  @Test
  void aCheckpointOfSomebodyElseHasNoSpecButLoads() throws IOException {
    Path ours = folder.resolve("ours.safetensors");
    Path theirs = folder.resolve("theirs.safetensors");
    NetworkSpec spec = Fixture.small("basic");
    try (MemorySession session = MemorySession.open()) {
      session.network(spec).save(ours);
      Safetensors.write(theirs, Safetensors.read(ours));
      assertThat(Checkpoint.metadata(theirs)).isEmpty();
      assertThat(Checkpoint.networkSpec(theirs)).isNull();
      session.network(spec.toBuilder().seed(5).build()).load(theirs);
    }
  }

  @Test
  void evaluationAgreesWithItsLogits() throws IOException {
    Path file = folder.resolve("logits.safetensors");
    try (MemorySession session = MemorySession.open()) {
      Dataset data = Fixture.test(session);
      Network network = session.network(Fixture.small("basic"));
      List<Long> done = new ArrayList<>();
      Evaluation evaluation =
          network.evaluate(
              data,
              7,
              CancelFlag.create(),
              (images, total) -> {
                assertThat(total).isEqualTo(Fixture.TEST_IMAGES);
                done.add(images);
              });
      assertThat(done).containsExactly(28L, 56L, 84L, 100L);
      assertThat(evaluation.images()).isEqualTo(Fixture.TEST_IMAGES);

      Logits logits = network.logits(data, 7, CancelFlag.create());
      assertThat(logits.evaluation()).isEqualTo(evaluation);
      assertThat(correct(logits)).isEqualTo(evaluation.correct());
      assertThat(meanLoss(logits)).isCloseTo(evaluation.loss(), within(1e-5));
      assertThat(network.evaluate(data).loss()).isCloseTo(evaluation.loss(), within(1e-5));

      logits.save(file);
      Map<String, Safetensors.Tensor> saved = Safetensors.read(file);
      assertThat(saved).containsOnlyKeys("logits", "labels");
      assertThat(Safetensors.named(saved, "logits").shape()).containsExactly(100L, 10L);
      assertThat(Safetensors.named(saved, "logits").floats()).isEqualTo(logits.values());
      assertThat(Safetensors.named(saved, "labels").longs()).isEqualTo(data.labels(0, 100));
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.data.Offset.offset(value);
  }

  private static long correct(Logits logits) {
    long correct = 0;
    for (int i = 0; i < logits.images(); i++) {
      int best = 0;
      for (int c = 1; c < logits.classes(); c++) {
        if (value(logits, i, c) > value(logits, i, best)) {
          best = c;
        }
      }
      correct += best == logits.labels()[i] ? 1 : 0;
    }
    return correct;
  }

  private static double meanLoss(Logits logits) {
    double sum = 0;
    for (int i = 0; i < logits.images(); i++) {
      double exponentials = 0;
      for (int c = 0; c < logits.classes(); c++) {
        exponentials += Math.exp(value(logits, i, c));
      }
      sum += Math.log(exponentials) - value(logits, i, (int) logits.labels()[i]);
    }
    return sum / logits.images();
  }

  private static float value(Logits logits, int image, int label) {
    return logits.values()[image * logits.classes() + label];
  }

  @Test
  void evaluationCanBeCancelledBetweenPortions() {
    try (MemorySession session = MemorySession.open()) {
      Dataset data = Fixture.test(session);
      Network network = session.network(Fixture.small("basic"));
      CancelFlag cancel = CancelFlag.create();
      List<Long> done = new ArrayList<>();
      assertThatThrownBy(() ->
              network.evaluate(
                  data,
                  1,
                  cancel,
                  (images, total) -> {
                    done.add(images);
                    cancel.cancel();
                  }))
          .isInstanceOf(CancelledException.class);
      assertThat(done).containsExactly(4L);
    }
  }

  @Test
  void savingReplacesAFileAndLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    Files.writeString(file, "old");
    try (MemorySession session = MemorySession.open()) {
      session.network(Fixture.small("basic")).save(file);
    }
    assertThat(Safetensors.read(file)).isNotEmpty();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
