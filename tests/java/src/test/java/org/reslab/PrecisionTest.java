// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Training and evaluation in less than float32. */
@OnBothKernels
class PrecisionTest {
  private static final TrainingConfig CONFIG =
      TrainingConfig.builder(2).batch(50).lr(0.02).schedule(new Schedule.Constant()).build();

  @ParameterizedTest
  @EnumSource(
      value = Precision.class,
      names = {"BF16", "FP16"})
  void trainsNearToFloat32(Precision precision) {
    List<StepRecord> expected = train(Precision.FP32);
    List<StepRecord> found = train(precision);
    assertThat(found).hasSize(4);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).loss()).isCloseTo(expected.get(i).loss(), within(0.05));
    }
    assertThat(found).isNotEqualTo(expected);
  }

  private static List<StepRecord> train(Precision precision) {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      network.usePrecision(precision);
      Trainer trainer = session.trainer(network, Fixture.train(session), CONFIG);
      return trainer.run(4, Duration.ZERO, CancelFlag.create()).steps().stream()
          .map(step ->
              new StepRecord(
                  step.step(), step.epoch(), step.images(), step.loss(), 0, step.lr(), 0, 0))
          .toList();
    }
  }

  @Test
  void aTrainerTellsOfItsLossScale() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      network.usePrecision(Precision.FP16);
      Trainer trainer = session.trainer(network, Fixture.train(session), CONFIG);
      assertThat(trainer.info()).isEqualTo(new TrainerInfo(false, false, 0, 65536, null));
      network.usePrecision(Precision.FP32);
      assertThat(session.trainer(network, Fixture.train(session), CONFIG).info().lossScale())
          .isEqualTo(1);
    }
  }

  @Test
  void aTrainerKeepsToThePrecisionThatItWasMadeFor() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      Trainer trainer = session.trainer(network, Fixture.train(session), CONFIG);
      network.usePrecision(Precision.BF16);
      assertThatThrownBy(() -> trainer.run(1, Duration.ZERO, CancelFlag.create()))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("bf16")
          .hasMessageContaining("fp32");
    }
  }

  @Test
  void tensorFloat32IsNotForTheCpu() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      assertThatThrownBy(() -> network.usePrecision(Precision.TF32))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("tf32")
          .hasMessageContaining("fp32 or bf16");
    }
  }
}
