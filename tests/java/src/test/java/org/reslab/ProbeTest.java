// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Probes: what they report, that they leave the network alone, and what they refuse. */
@OnBothKernels
class ProbeTest {
  private static final int BATCH = 16;

  @TempDir private Path folder;
  private final int threadsBefore = NativeRuntime.get().info().threads();

  /** Operations are so small that a second thread only waits for the first. */
  @BeforeEach
  void oneThread() {
    NativeRuntime.get().setThreads(1);
  }

  @AfterEach
  void restoreThreads() {
    NativeRuntime.get().setThreads(threadsBefore);
  }

  private static NetworkSpec small(String block) {
    return Fixture.small(block).toBuilder().width(4).build();
  }

  private static ProbeConfig config(Set<Probe> probes) {
    return ProbeConfig.of(probes, BATCH);
  }

  private static List<Measure> probe(Network network, Dataset input, ProbeConfig config) {
    return network.probe(input, config, CancelFlag.create());
  }

  private byte[] bytes(Network network) throws IOException {
    Path file = folder.resolve("bytes.safetensors");
    network.save(file);
    return Files.readAllBytes(file);
  }

  private static double value(List<Measure> measures, String metric, @Nullable String layer) {
    List<Double> found = new ArrayList<>();
    for (Measure measure : measures) {
      Layer of = measure.layer();
      if (measure.metric().equals(metric)
          && (layer == null ? of == null : of != null && of.name().equals(layer))) {
        found.add(measure.value());
      }
    }
    assertThat(found).as("%s of %s", metric, layer).hasSize(1);
    return found.getFirst();
  }

  @ParameterizedTest
  @EnumSource(Probe.class)
  void aProbeReportsItsMetricsOfTheCatalogue(Probe probe) {
    Set<String> expected = new LinkedHashSet<>();
    Map<String, Boolean> perLayer = new LinkedHashMap<>();
    for (ProbeMetric metric : ProbeMetric.catalog()) {
      perLayer.put(metric.name(), metric.perLayer());
      if (metric.probe() == probe) {
        expected.add(metric.name());
      }
    }
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      List<Measure> measures =
          probe(network, session.synthetic(BATCH, 10, 1), config(Set.of(probe)));
      assertThat(measures.stream().map(Measure::metric).collect(Collectors.toSet()))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(measures)
          .allSatisfy(measure -> {
            assertThat(measure.layer() != null).isEqualTo(perLayer.get(measure.metric()));
            assertThat(Double.isInfinite(measure.value())).isFalse();
          });
      assertThat(measures.stream().map(measure -> measure.metric() + measure.layer()))
          .doesNotHaveDuplicates();
      assertThat(network.layers())
          .containsAll(
              measures.stream().flatMap(measure -> layerOf(measure).stream()).distinct().toList());
    }
  }

  private static List<Layer> layerOf(Measure measure) {
    Layer layer = measure.layer();
    return layer == null ? List.of() : List.of(layer);
  }

  @Test
  void aProbeMeasuresTheSameAloneAndAmongOthers() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("preact"));
      Dataset input = session.synthetic(BATCH, 10, 1);
      List<Measure> together = probe(network, input, config(Probe.FULL));
      List<Measure> apart = new ArrayList<>();
      for (Probe probe : Probe.values()) {
        apart.addAll(probe(network, input, config(Set.of(probe))));
      }
      assertThat(together).containsExactlyInAnyOrderElementsOf(apart);
      List<Layer> layers = network.layers();
      Map<String, List<Integer>> order =
          together.stream()
              .filter(measure -> measure.layer() != null)
              .collect(
                  Collectors.groupingBy(
                      Measure::metric,
                      Collectors.mapping(
                          measure -> layers.indexOf(measure.layer()), Collectors.toList())));
      assertThat(order).isNotEmpty();
      assertThat(order.values()).allSatisfy(places -> assertThat(places).isSorted());
    }
  }

  @Test
  void theSeedDrawsCotangentsAndNoise() {
    Set<Probe> probes = Set.of(Probe.ACTIVATIONS, Probe.GRADIENTS, Probe.SENSITIVITY);
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      Dataset input = session.synthetic(BATCH, 10, 1);
      List<Measure> first = probe(network, input, config(probes));
      assertThat(probe(network, input, config(probes))).isEqualTo(first);
      List<Measure> other = probe(network, input, config(probes).toBuilder().seed(-1).build());
      for (String metric : List.of("nlc", "gradient_norm", "relative_sensitivity")) {
        assertThat(value(other, metric, null)).as(metric).isNotEqualTo(value(first, metric, null));
      }
      assertThat(value(other, "initial_loss", null)).isEqualTo(value(first, "initial_loss", null));
    }
  }

  @Test
  void theBatchIsTheImagesAskedFor() {
    Set<Probe> probes = Set.of(Probe.ACTIVATIONS);
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      Dataset all = Fixture.test(session);
      Dataset first =
          session.openCifar(
              CifarFormat.CIFAR10, List.of(Fixture.cifarFolder().resolve("test_batch.bin")), BATCH);
      List<Measure> expected = probe(network, first, config(probes));
      assertThat(probe(network, all, config(probes))).isEqualTo(expected);
      assertThat(probe(network, all, config(probes).toBuilder().first(BATCH).build()))
          .isNotEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "basic, TRAIN, false",
    "preact, EVAL, false",
    "basic, TRAIN, true",
    "dropout-shortcut, TRAIN, false"
  })
  void theNetworkIsAfterwardsAsItWas(String block, BnMode mode, boolean float64)
      throws IOException {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small(block));
      Dataset input = session.synthetic(BATCH, 10, 1);
      // Weights and running statistics that are not those of the beginning.
      session
          .trainer(network, input, TrainingConfig.builder(1).batch(8).build())
          .run(2, Duration.ZERO, CancelFlag.create());
      byte[] before = bytes(network);
      probe(network, input, config(Probe.FULL).toBuilder().bnMode(mode).float64(float64).build());
      assertThat(bytes(network)).isEqualTo(before);
      network.analyzeAsNotebook(input, session.synthetic(BATCH, 10, 2), 1e-3, BATCH);
      assertThat(bytes(network)).isEqualTo(before);
    }
  }

  @Test
  void trainingGoesOnAsIfNothingHadBeenMeasured() throws IOException {
    try (MemorySession session = MemorySession.open()) {
      Dataset data = Fixture.train(session);
      TrainingConfig config = TrainingConfig.builder(1).batch(20).build();
      Network plain = session.network(small("basic"));
      Network probed = session.network(small("basic"));
      Trainer undisturbed = session.trainer(plain, data, config);
      Trainer interrupted = session.trainer(probed, data, config);
      for (int step = 0; step < 6; step++) {
        List<StepRecord> expected = undisturbed.run(1, Duration.ZERO, CancelFlag.create()).steps();
        probe(probed, data, config(step % 2 == 0 ? Probe.STANDARD : Set.of(Probe.COORDINATES)));
        List<StepRecord> found = interrupted.run(1, Duration.ZERO, CancelFlag.create()).steps();
        assertThat(StepValues.of(found)).hasSize(1).isEqualTo(StepValues.of(expected));
      }
      assertThat(bytes(probed)).isEqualTo(bytes(plain));
    }
  }

  @Test
  void bnModesDiffer() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      Dataset input = session.synthetic(BATCH, 10, 1);
      Set<Probe> probes = Set.of(Probe.ACTIVATIONS);
      List<Measure> train = probe(network, input, config(probes));
      List<Measure> eval =
          probe(network, input, config(probes).toBuilder().bnMode(BnMode.EVAL).build());
      assertThat(value(train, "std", "stem.1")).isCloseTo(1, Offset.offset(1e-3));
      // At initialisation the running statistics are those of the identity.
      assertThat(value(eval, "std", "stem.1"))
          .isCloseTo(value(eval, "std", "stem.0"), Offset.offset(1e-4));
      assertThat(
              value(
                  probe(network, input, config(probes).toBuilder().float64(true).build()),
                  "std",
                  "stem.0"))
          .isCloseTo(value(train, "std", "stem.0"), Offset.offset(1e-5));
    }
  }

  @Test
  void aFlagSetBeforeCancels() throws IOException {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      byte[] before = bytes(network);
      CancelFlag cancel = CancelFlag.create();
      cancel.cancel();
      assertThatThrownBy(
              () -> network.probe(session.synthetic(BATCH, 10, 1), config(Probe.FULL), cancel))
          .isInstanceOf(CancelledException.class);
      assertThat(bytes(network)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HESSIAN", "COORDINATES"})
  @Timeout(60)
  void anotherThreadCancelsBetweenTwoPasses(Probe probe) throws Exception {
    try (MemorySession session = MemorySession.open()) {
      // A pass takes a tenth of a second, the probe several of them.
      Network network = session.network(NetworkSpec.of("tinynet", Block.of("basic")));
      byte[] before = bytes(network);
      Dataset input = session.synthetic(32, 10, 1);
      CancelFlag cancel = CancelFlag.create();
      Thread canceller =
          Thread.startVirtualThread(() -> {
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            cancel.cancel();
          });
      assertThatThrownBy(() -> network.probe(input, ProbeConfig.of(Set.of(probe), 32), cancel))
          .isInstanceOf(CancelledException.class);
      canceller.join();
      assertThat(bytes(network)).isEqualTo(before);
    }
  }

  @Test
  void weightsThatAreNotFiniteAreNamed() {
    Path good = folder.resolve("good.safetensors");
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      network.save(good);
      Dataset input = session.synthetic(BATCH, 10, 1);
      // One step, whose weight decay is beyond every number.
      TrainingConfig config = TrainingConfig.builder(1).lr(1e10).weightDecay(1e38).build();
      session.trainer(network, input, config).run(1, Duration.ZERO, CancelFlag.create());
      assertThatThrownBy(() -> probe(network, input, config(Probe.ECONOMY)))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("'stem.0.weight' holds 108 NaN or infinite values");
      assertThatThrownBy(() -> network.analyzeAsNotebook(input, input, 1e-3, BATCH))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("'stem.0.weight'");
      network.load(good);
      assertThat(probe(network, input, config(Probe.ECONOMY))).isNotEmpty();
    }
  }

  /** With a head of zeros no gradient reaches a layer, and the logits do not move. */
  @Test
  void whatIsNotDefinedIsNaNAndNeverInfinite() throws IOException {
    Path file = folder.resolve("zeros.safetensors");
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      network.save(file);
      Map<String, Safetensors.Tensor> tensors = Safetensors.read(file);
      Arrays.fill(Safetensors.named(tensors, "head.2.weight").bytes(), (byte) 0);
      Arrays.fill(Safetensors.named(tensors, "head.2.bias").bytes(), (byte) 0);
      Safetensors.write(file, tensors);
      network.load(file);
      List<Measure> measures = probe(network, session.synthetic(BATCH, 10, 1), config(Probe.FULL));
      assertThat(measures).allMatch(measure -> !Double.isInfinite(measure.value()));
      for (String metric :
          List.of("nlc", "relative_sensitivity", "input_gradient_cosine", "jacobian_min")) {
        assertThat(value(measures, metric, null)).as(metric).isNaN();
      }
      assertThat(value(measures, "relative_gradient", "head.2")).isNaN();
      assertThat(value(measures, "output_gradient", "stem.0")).isZero();
      assertThat(value(measures, "initial_loss", null))
          .isCloseTo(Math.log(10), Offset.offset(1e-6));
    }
  }

  @Test
  void inputsThatDoNotFitAreRefused() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(small("basic"));
      Dataset input = session.synthetic(BATCH, 10, 1);
      assertInvalid(() -> config(Probe.ECONOMY).toBuilder().first(-1).build(), "first is -1");
      assertInvalid(() -> ProbeConfig.of(Probe.ECONOMY, 1), "batch is 1", "at least 2");
      assertInvalid(() -> ProbeConfig.of(Set.of(), 16), "empty");
      assertInvalid(() -> config(Probe.ECONOMY).toBuilder().eps(0).build(), "eps is 0.0");
      assertInvalid(
          () -> config(Probe.ECONOMY).toBuilder().lr(Double.POSITIVE_INFINITY).build(),
          "lr is Infinity");
      assertInvalid(
          () -> probe(network, input, ProbeConfig.of(Probe.ECONOMY, 17)), "17", "16 images");
      assertInvalid(
          () -> probe(network, input, ProbeConfig.builder(Probe.ECONOMY, 8).first(9).build()),
          "16 images");
      for (Probe probe : List.of(Probe.MICROBATCH, Probe.NTK)) {
        assertInvalid(
            () -> probe(network, input, ProbeConfig.of(Set.of(probe), 15)),
            "'" + probe.label() + "'",
            "15");
      }
      Dataset hundred = session.synthetic(BATCH, 100, 1);
      assertInvalid(() -> probe(network, hundred, config(Probe.ECONOMY)), "100 classes", "for 10");
      assertInvalid(() -> network.analyzeAsNotebook(hundred, input, 1, BATCH), "100 classes");
      assertInvalid(
          () -> network.analyzeAsNotebook(input, session.synthetic(4, 10, 1), 1, BATCH),
          "4 images");
      assertInvalid(() -> network.analyzeAsNotebook(input, input, 1, 17), "16 images");
    }
  }

  private static void assertInvalid(ThrowingCallable action, String... parts) {
    assertThatThrownBy(action)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void aNetworkBelongsToItsThreadAndSession() throws InterruptedException {
    MemorySession session = MemorySession.open();
    Network network = session.network(small("basic"));
    Dataset input = session.synthetic(BATCH, 10, 1);
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread stranger =
        Thread.ofPlatform()
            .start(() -> {
              try {
                probe(network, input, config(Probe.ECONOMY));
              } catch (Throwable e) {
                failure.set(e);
              }
            });
    stranger.join();
    assertThat(failure.get()).isInstanceOf(WrongThreadException.class);
    assertThat(probe(network, input, config(Probe.ECONOMY))).isNotEmpty();
    MemorySession other = MemorySession.open();
    Dataset borrowed = other.synthetic(BATCH, 10, 1);
    assertThat(probe(network, borrowed, config(Probe.ECONOMY)))
        .isEqualTo(probe(network, input, config(Probe.ECONOMY)));
    other.close();
    assertThatThrownBy(() -> probe(network, borrowed, config(Probe.ECONOMY)))
        .isInstanceOf(IllegalStateException.class);
    session.close();
    assertThatThrownBy(() -> probe(network, input, config(Probe.ECONOMY)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void wordsStandForProbes() {
    assertThat(Probe.parse("economy")).containsExactly(Probe.ACTIVATIONS, Probe.GRADIENTS);
    assertThat(Probe.parse("standard"))
        .containsAll(Probe.ECONOMY)
        .contains(Probe.SPECTRUM, Probe.SENSITIVITY, Probe.SHATTERING)
        .hasSize(5);
    assertThat(Probe.parse("full")).containsExactly(Probe.values());
    for (Probe probe : Probe.values()) {
      assertThat(Probe.parse(probe.label())).containsExactly(probe);
    }
    assertInvalid(() -> Probe.parse("hesian"), "'hesian'", "economy", "hessian");
  }

  @ParameterizedTest
  @CsvSource({"plain-valid, 39", "basic, 43", "preact-noskip, 41"})
  void theNotebookTracksItsLayers(String block, long layers) {
    try (MemorySession session = MemorySession.open()) {
      Network network =
          session.network(NetworkSpec.builder("tinynet", Block.of(block)).width(4).build());
      NotebookRow row =
          network.analyzeAsNotebook(
              session.synthetic(8, 10, 0), session.synthetic(8, 10, 1), 1e-3, 8);
      assertThat(row.layersTracked()).isEqualTo(layers);
      assertThat(row.firstLastRatio())
          .isCloseTo(row.gradNormFirstConv() / row.gradNormLastLinear(), Offset.offset(1e-6));
      assertThat(row.minStd()).isPositive().isLessThan(row.maxStd());
    }
  }
}
