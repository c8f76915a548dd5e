// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java API gives PyTorch's numbers. */
@Alone
class ParityTest {
  private static final GoldenFile GOLDEN = GoldenFile.read();

  private static final int REFERENCE_THREADS = 2;

  /** Rounding grows over the steps, in the logits more than in the loss. */
  private static final double TRAINED_LOGITS = 5e-3;

  @TempDir private Path folder;

  private static int threadsBefore;

  /**
   * Without AVX2 PyTorch draws other numbers from a seed, and the stored values do not apply. With
   * another number of threads it sums in another order.
   */
  @BeforeAll
  static void runAsTheReferenceDid() {
    RuntimeInfo info = NativeRuntime.get().info();
    String capability = info.cpuCapability();
    assumeTrue(!capability.equals("DEFAULT"), "needs AVX2 or newer, found " + capability);
    threadsBefore = info.threads();
    NativeRuntime.get().setThreads(REFERENCE_THREADS);
  }

  @AfterAll
  static void restoreThreads() {
    if (threadsBefore > 0) {
      NativeRuntime.get().setThreads(threadsBefore);
    }
  }

  static List<String> fingerprinted() {
    return GOLDEN.casesWith("fingerprint");
  }

  static List<String> evaluated() {
    return GOLDEN.casesWith("logits");
  }

  static List<String> trained() {
    return GOLDEN.casesWith("step");
  }

  static List<String> trainedWithRelu() {
    return GOLDEN.casesWith("step_relu");
  }

  @Test
  void thereAreCases() {
    assertThat(fingerprinted()).hasSizeGreaterThan(10);
    assertThat(evaluated()).hasSizeGreaterThan(10);
    assertThat(trained()).hasSizeGreaterThan(3);
    assertThat(trainedWithRelu()).hasSizeGreaterThan(4);
  }

  @ParameterizedTest
  @MethodSource("fingerprinted")
  void initialWeightsAreEqualBitForBit(String testCase) throws IOException {
    Path file = folder.resolve("w.safetensors");
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(spec(testCase));
      assertThat(GOLDEN.row(testCase, "parameters", "-").values())
          .containsExactly(String.valueOf(network.parameterCount()));
      network.save(file);
    }
    Map<String, List<String>> expected =
        GOLDEN.rows(testCase, "fingerprint").values().stream()
            .collect(Collectors.toMap(GoldenFile.Row::key, GoldenFile.Row::values));
    Map<String, List<String>> found =
        Safetensors.read(file).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> List.of(shape(entry.getValue()), entry.getValue().fingerprint())));
    assertThat(found).isEqualTo(expected);
  }

  private static String shape(Safetensors.Tensor tensor) {
    return tensor.shape().isEmpty()
        ? "scalar"
        : tensor.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  @ParameterizedTest
  @MethodSource("evaluated")
  void logitsAgree(String testCase) {
    try (MemorySession session = MemorySession.open()) {
      assertLogits(session.network(spec(testCase)), session, testCase, "logits", 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("trained")
  void theTrajectoryAgrees(String testCase) {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(spec(testCase));
      assertSteps(train(session, network, "lr"), testCase, "step", 1e-3, 1e-3);
      assertLogits(network, session, testCase, "trained_logits", TRAINED_LOGITS);
    }
  }

  @ParameterizedTest
  @MethodSource("trainedWithRelu")
  void theTrajectoryWithReluAgreesAtASmallerRate(String testCase) {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(spec(testCase));
      assertSteps(train(session, network, "lr_relu"), testCase, "step_relu", 1e-3, 2e-2);
    }
  }

  private static List<StepRecord> train(MemorySession session, Network network, String rate) {
    TrainingConfig config =
        TrainingConfig.builder(Long.parseLong(protocol("epochs")))
            .batch(Long.parseLong(protocol("batch")))
            .lr(Double.parseDouble(protocol(rate)))
            .shuffle(false)
            .augment(false)
            .memoryFormat(MemoryFormat.CONTIGUOUS)
            .build();
    List<StepRecord> steps = new ArrayList<>();
    session.trainer(network, Fixture.train(session), config).trainToEnd(steps::add);
    assertThat(steps).hasSize(Integer.parseInt(protocol("steps")));
    return steps;
  }

  private static void assertSteps(
      List<StepRecord> steps,
      String testCase,
      String quantity,
      double lossTolerance,
      double normTolerance) {
    assertThat(GOLDEN.rows(testCase, quantity)).hasSameSizeAs(steps);
    for (StepRecord step : steps) {
      double[] row = GOLDEN.row(testCase, quantity, "%02d".formatted(step.step())).numbers();
      String what = testCase + " step " + step.step();
      assertThat(step.loss()).as(what + " loss").isCloseTo(row[0], within(lossTolerance * row[0]));
      assertThat(step.gradNorm())
          .as(what + " norm")
          .isCloseTo(row[1], within(normTolerance * row[1]));
      assertThat(step.lr()).as(what + " rate").isEqualTo(row[2]);
    }
  }

  private static String protocol(String key) {
    return GOLDEN.row("meta", "trajectory", key).values().getFirst();
  }

  @Test
  void theScheduleAgrees() {
    assertThat(GOLDEN.rows("schedule", "multistep")).hasSize(10);
    for (GoldenFile.Row row : GOLDEN.rows("schedule", "multistep").values()) {
      assertRates(row, Schedule.asNotebookRan(Long.parseLong(row.key())));
    }
    for (GoldenFile.Row row : GOLDEN.rows("schedule", "cosine").values()) {
      assertRates(row, new Schedule.Cosine());
    }
  }

  private static void assertRates(GoldenFile.Row row, Schedule schedule) {
    long epochs = Long.parseLong(row.key());
    TrainingConfig config =
        TrainingConfig.builder(epochs).batch(4).lr(0.1).schedule(schedule).build();
    List<Double> rates = new ArrayList<>();
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      Trainer trainer = session.trainer(network, session.synthetic(4, 10, 0), config);
      trainer.trainToEnd(step -> rates.add(step.lr()));
    }
    double[] expected = row.numbers();
    assertThat(rates).hasSize(expected.length);
    for (int epoch = 0; epoch < expected.length; epoch++) {
      String what = row.quantity() + " of " + epochs + ", epoch " + epoch;
      assertThat(rates.get(epoch)).as(what).isCloseTo(expected[epoch], within(1e-12));
      assertThat(0.1 * schedule.factorAt(epoch, epochs))
          .as(what + " for display")
          .isCloseTo(expected[epoch], within(1e-12));
    }
  }

  /** Compares logits of the first test images, relative to the largest of each image. */
  private static void assertLogits(
      Network network, MemorySession session, String testCase, String quantity, double tolerance) {
    Map<String, GoldenFile.Row> expected = GOLDEN.rows(testCase, quantity);
    assertThat(expected).isNotEmpty();
    Dataset images =
        session.openCifar(
            CifarFormat.CIFAR10,
            List.of(Fixture.cifarFolder().resolve("test_batch.bin")),
            expected.size());
    float[] logits = network.logits(images, expected.size(), CancelFlag.create()).values();
    int image = 0;
    for (GoldenFile.Row row : expected.values()) {
      double[] values = row.numbers();
      double scale = Arrays.stream(values).map(Math::abs).max().orElseThrow();
      for (int c = 0; c < values.length; c++) {
        assertThat((double) logits[image * values.length + c])
            .as("%s %s of image %s, class %d", testCase, quantity, row.key(), c)
            .isCloseTo(values[c], within(tolerance * scale));
      }
      image++;
    }
  }

  private static NetworkSpec spec(String testCase) {
    String[] parts = testCase.split("/", -1);
    return NetworkSpec.builder(parts[0], Block.of(parts[1]))
        .init(Init.parse(parts[2]))
        .seed(Long.parseLong(parts[3]))
        .build();
  }
}
