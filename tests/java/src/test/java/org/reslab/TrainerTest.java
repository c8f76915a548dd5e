// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training in portions: where a call stops, what it reports, and how a run goes on. */
@OnBothKernels
class TrainerTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.builder(2).batch(64).lr(0.02).schedule(new Schedule.Constant()).build();

  @TempDir private Path folder;

  @Test
  void aCallStopsAfterItsStepsAndAtTheEndOfAnEpoch() {
    try (MemorySession session = MemorySession.open()) {
      Trainer trainer = trainer(session, CONFIG);
      TrainingChunk first = run(trainer, 3);
      assertThat(first.stop()).isEqualTo(StopReason.STEPS);
      assertThat(first.steps()).extracting(StepRecord::step).containsExactly(1L, 2L, 3L);
      assertThat(first.steps()).extracting(StepRecord::images).containsOnly(64L);
      assertThat(first.steps()).allSatisfy(step -> assertThat(step.gradNorm()).isPositive());
      assertThat(first.steps())
          .allSatisfy(step -> assertThat(step.waitSeconds()).isBetween(0.0, step.seconds()));
      TrainingChunk second = run(trainer, 100);
      assertThat(second.stop()).isEqualTo(StopReason.EPOCH);
      assertThat(second.steps())
          .singleElement()
          .satisfies(step -> {
            assertThat(step.step()).isEqualTo(4);
            assertThat(step.epoch()).isEqualTo(1);
            assertThat(step.images()).isEqualTo(200 - 3 * 64);
          });
      TrainingChunk third = run(trainer, 100);
      assertThat(third.stop()).isEqualTo(StopReason.FINISHED);
      assertThat(third.steps()).extracting(StepRecord::epoch).containsOnly(2L).hasSize(4);
      TrainingChunk after = run(trainer, 100);
      assertThat(after.stop()).isEqualTo(StopReason.FINISHED);
      assertThat(after.steps()).isEmpty();
    }
  }

  @Test
  void moreStepsThanOneNativeCallReportsComeBackTogether() {
    TrainingConfig config = CONFIG.toBuilder().batch(1).epochs(1).lr(0).build();
    try (MemorySession session = MemorySession.open()) {
      Network network =
          session.network(
              Fixture.small("plain").toBuilder().width(1).layers(List.of(1L)).classes(2).build());
      Dataset data = session.synthetic(1200, 2, 0);
      Trainer trainer = session.trainer(network, data, config.toBuilder().augment(false).build());
      TrainingChunk chunk = run(trainer, 1100);
      assertThat(chunk.stop()).isEqualTo(StopReason.STEPS);
      assertThat(chunk.steps()).hasSize(1100);
      assertThat(chunk.steps().getLast().step()).isEqualTo(1100);
    }
  }

  @Test
  void trainingLowersTheLoss() {
    try (MemorySession session = MemorySession.open()) {
      Trainer trainer = trainer(session, CONFIG.toBuilder().epochs(8).augment(false).build());
      List<StepRecord> steps = new ArrayList<>();
      trainer.trainToEnd(steps::add);
      assertThat(steps).hasSize(32);
      assertThat(steps.getLast().loss()).isLessThan(steps.getFirst().loss() - 0.2);
    }
  }

  @Test
  void aTimeLimitEndsACall() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(NetworkSpec.of("tinynet", Block.of("basic")));
      Dataset data = session.synthetic(2048, 10, 0);
      Trainer trainer = session.trainer(network, data, CONFIG.toBuilder().batch(32).build());
      TrainingChunk chunk = trainer.run(1000, Duration.ofMillis(1), CancelFlag.create());
      assertThat(chunk.stop()).isEqualTo(StopReason.TIME);
      assertThat(chunk.steps()).isNotEmpty().hasSizeLessThan(64);
    }
  }

  @Test
  @Timeout(60)
  void anotherThreadCancelsAndTheRunCanGoOn() throws InterruptedException {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(NetworkSpec.of("tinynet", Block.of("basic")));
      Dataset data = session.synthetic(4_000, 10, 0);
      Trainer trainer =
          session.trainer(network, data, CONFIG.toBuilder().batch(8).augment(false).build());
      CancelFlag cancel = CancelFlag.create();
      Thread canceller =
          Thread.startVirtualThread(() -> {
            try {
              Thread.sleep(200);
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            cancel.cancel();
          });
      TrainingChunk chunk = trainer.run(Long.MAX_VALUE, Duration.ZERO, cancel);
      canceller.join();
      assertThat(cancel.isCancelled()).isTrue();
      assertThat(chunk.stop()).isEqualTo(StopReason.CANCELLED);
      assertThat(chunk.steps().size()).isLessThan(500);
      TrainingChunk next = run(trainer, 1);
      assertThat(next.steps().getFirst().step()).isEqualTo(chunk.steps().size() + 1);
    }
  }

  @Test
  void aSavedRunGoesOnBitForBit() {
    Path weights = folder.resolve("last.safetensors");
    Path state = folder.resolve("last.state.safetensors");
    List<StepRecord> whole;
    try (MemorySession session = MemorySession.open()) {
      Trainer trainer = trainer(session, CONFIG);
      whole = new ArrayList<>(run(trainer, 3).steps());
      trainer.network().save(weights);
      trainer.save(state);
      whole.addAll(run(trainer, 1).steps());
      whole.addAll(run(trainer, 2).steps());
    }
    try (MemorySession session = MemorySession.open()) {
      Trainer trainer = trainer(session, CONFIG);
      trainer.network().load(weights);
      trainer.load(state);
      List<StepRecord> rest = new ArrayList<>(run(trainer, 1).steps());
      rest.addAll(run(trainer, 2).steps());
      assertThat(StepValues.of(rest)).isEqualTo(StepValues.of(whole.subList(3, 6)));
    }
  }

  @Test
  void aStateOfAnotherRunIsRefused() {
    Path state = folder.resolve("last.state.safetensors");
    try (MemorySession session = MemorySession.open()) {
      Trainer trainer = trainer(session, CONFIG);
      run(trainer, 1);
      trainer.save(state);
      Trainer other = trainer(session, CONFIG.toBuilder().batch(32).build());
      assertThatThrownBy(() -> other.load(state))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("batch");
    }
  }

  @Test
  void theSeedDecidesOrderAndAugmentation() {
    try (MemorySession session = MemorySession.open()) {
      List<StepRecord> first = values(session, CONFIG);
      assertThat(values(session, CONFIG)).isEqualTo(first);
      assertThat(values(session, CONFIG.toBuilder().seed(1).build())).isNotEqualTo(first);
      TrainingConfig plain = CONFIG.toBuilder().shuffle(false).augment(false).build();
      assertThat(values(session, plain.toBuilder().seed(1).build()))
          .isEqualTo(values(session, plain));
    }
  }

  private static List<StepRecord> values(MemorySession session, TrainingConfig config) {
    return StepValues.of(run(trainer(session, config), 3).steps());
  }

  @Test
  void divergenceIsAnErrorThatKeepsTheSteps() {
    try (MemorySession session = MemorySession.open()) {
      Trainer trainer = trainer(session, CONFIG.toBuilder().epochs(20).lr(1e30).build());
      List<StepRecord> heard = new ArrayList<>();
      DivergedException failure =
          catchThrowableOfType(DivergedException.class, () -> trainer.trainToEnd(heard::add));
      assertThat(failure).hasMessageContaining("diverged").hasMessageContaining("learning rate");
      assertThat(failure.steps()).isNotEmpty();
      assertThat(heard).endsWith(failure.steps().toArray(StepRecord[]::new));
      assertThat(failure.steps().getLast().loss())
          .satisfies(loss -> assertThat(Double.isFinite(loss)).isFalse());
      assertThat(failure.step()).isEqualTo(heard.getLast().step());
      assertThat(failure.lr()).isEqualTo(1e30);
    }
  }

  @Test
  void schedulesReachTheSteps() {
    try (MemorySession session = MemorySession.open()) {
      TrainingConfig config = CONFIG.toBuilder().batch(200).epochs(4).lr(0.1).build();
      assertThat(
              rates(
                  session,
                  config.toBuilder()
                      .schedule(new Schedule.MultiStep(List.of(1L, 3L), 0.1))
                      .build()))
          .usingComparatorForType(closeTo(), Double.class)
          .containsExactly(0.1, 0.01, 0.01, 0.001);
      Schedule cosine = new Schedule.Cosine();
      List<Double> expected = new ArrayList<>();
      for (int epoch = 0; epoch < 4; epoch++) {
        expected.add(0.1 * cosine.factorAt(epoch, 4));
      }
      assertThat(rates(session, config.toBuilder().schedule(cosine).build()))
          .usingComparatorForType(closeTo(), Double.class)
          .isEqualTo(expected);
      assertThat(
              rates(
                  session,
                  config.toBuilder().schedule(Schedule.asNotebookRan(1)).epochs(1).build()))
          .usingComparatorForType(closeTo(), Double.class)
          .containsExactly(0.001);
    }
  }

  private static java.util.Comparator<Double> closeTo() {
    return (a, b) -> Math.abs(a - b) <= 1e-12 ? 0 : Double.compare(a, b);
  }

  private static List<Double> rates(MemorySession session, TrainingConfig config) {
    List<Double> rates = new ArrayList<>();
    trainer(session, config).trainToEnd(step -> rates.add(step.lr()));
    return rates;
  }

  @Test
  void theSchedulesOfTheNotebook() {
    assertThat(Schedule.stepsAt60And85(5).milestones()).containsExactly(3L, 4L);
    assertThat(Schedule.stepsAt60And85(1).milestones()).isEmpty();
    assertThat(Schedule.asNotebookRan(1).milestones()).containsExactly(0L, 0L);
    assertThat(Schedule.asNotebookRan(1).factorAt(0, 1)).isCloseTo(0.01, within(1e-15));
    assertThat(Schedule.stepsAt60And85(5).factorAt(3.5, 5)).isCloseTo(0.1, within(1e-15));
    assertThat(new Schedule.Constant().factorAt(3, 5)).isEqualTo(1);
  }

  @Test
  void configurationsOutOfRangeAreErrors() {
    TrainingConfig config = TrainingConfig.defaults(1);
    assertInvalid(() -> config.toBuilder().epochs(0).build(), "epochs is 0");
    assertInvalid(() -> config.toBuilder().batch(-1).build(), "batch is -1");
    assertInvalid(() -> config.toBuilder().lr(Double.NaN).build(), "lr is NaN");
    assertInvalid(() -> config.toBuilder().momentum(1).build(), "momentum is 1.0");
    assertInvalid(() -> config.toBuilder().momentum(0).nesterov(true).build(), "nesterov");
    assertInvalid(() -> config.toBuilder().weightDecay(-1).build(), "weight_decay is -1.0");
    assertInvalid(() -> config.toBuilder().labelSmoothing(1).build(), "label_smoothing is 1.0");
    assertInvalid(
        () -> config.toBuilder().warmupEpochs(Double.POSITIVE_INFINITY).build(),
        "warmup_epochs is Infinity");
    assertInvalid(() -> new Schedule.MultiStep(List.of(2L, 1L), 0.1), "milestones is [2, 1]");
    assertInvalid(() -> new Schedule.MultiStep(List.of(-1L), 0.1), "milestones is [-1]");
    assertInvalid(() -> new Schedule.MultiStep(List.of(1L), 0), "gamma is 0.0");
  }

  private static void assertInvalid(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String message) {
    assertThatThrownBy(action)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Trainer trainer(MemorySession session, TrainingConfig config) {
    return session.trainer(session.network(Fixture.small("basic")), Fixture.train(session), config);
  }

  private static TrainingChunk run(Trainer trainer, long steps) {
    return trainer.run(steps, Duration.ZERO, CancelFlag.create());
  }
}
