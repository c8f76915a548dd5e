// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.reslab.bindings.reslab_h;

/** Profiles, limits and assembling over the border. */
@OnBothKernels
class MeasuringTest {
  private static final TrainingConfig CONFIG = TrainingConfig.builder(2).batch(8).lr(0.01).build();

  @Test
  void aProfileAccountsForTheStepsThatItMakes() {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      network.useKernels(Kernels.REFERENCE);
      Trainer trainer = session.trainer(network, session.synthetic(16, 10, 0), CONFIG);
      StepProfile profile = trainer.profile(3);
      assertThat(profile.parts().stream().mapToDouble(StepPart::seconds).sum())
          .isCloseTo(profile.stepSeconds(), within(1e-9));
      assertThat(profile.parts().get(0).kind()).isEqualTo(StepPart.Kind.WAIT);
      assertThat(profile.parts().get(1).kind()).isEqualTo(StepPart.Kind.REST);
      StepPart backward =
          profile.parts().stream()
              .filter(part -> part.name().equals("aten::convolution_backward"))
              .findFirst()
              .orElseThrow();
      assertThat(backward.phase()).isEqualTo(StepPhase.BACKWARD);
      assertThat(backward.calls()).isEqualTo(9);
      assertThat(trainer.run(1, Duration.ZERO, CancelFlag.create()).steps().getFirst().step())
          .isEqualTo(4);
      assertThatThrownBy(() -> trainer.profile(1))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("steps is 1, expected 1 to the 0 that are left");
    }
  }

  @Test
  void assemblingTellsItsImages() {
    try (MemorySession session = MemorySession.open()) {
      Dataset data = session.synthetic(20, 10, 0);
      // Batches of 8 in an epoch of 20: 8, 8, 4; the first of all is not timed.
      AssemblyTime time = data.assemble(8, 3, true, Augmentation.STANDARD, 1);
      assertThat(time.images()).isEqualTo(8 + 4 + 8);
      assertThat(time.seconds()).isPositive();
      assertThatThrownBy(() -> data.assemble(0, 1, true, Augmentation.STANDARD, 1))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("batch is 0");
    }
  }

  @Test
  void limitsAreThoseOfTheThreads() {
    NativeRuntime runtime = NativeRuntime.get();
    MachineLimits limits = runtime.measureLimits();
    assertThat(limits.threads()).isEqualTo(runtime.info().threads());
    assertThat(limits.convolutionGflops()).isBetween(0.05, 1e5);
    assertThat(limits.copyGbps()).isBetween(0.05, 1e4);
  }

  @Test
  void theVersionOfTheAbiIsThatOfTheBindings() {
    assertThat(NativeRuntime.get().abiVersion()).isEqualTo(reslab_h.RL_ABI_VERSION());
  }
}
