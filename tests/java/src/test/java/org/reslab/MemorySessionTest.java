// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who owns what, for how long, and on which thread. */
@OnBothKernels
class MemorySessionTest {
  private static final NativeRuntime RUNTIME = NativeRuntime.get();

  @Test
  void closingReleasesEverything() {
    long[] before = liveHandles();
    MemorySession session = MemorySession.open();
    Network network = session.network(Fixture.small("basic"));
    Dataset dataset = session.synthetic(8, 10, 0);
    session.trainer(network, dataset, TrainingConfig.defaults(1));
    assertThat(liveHandles()).containsExactly(before[0] + 1, before[1] + 1, before[2] + 1);
    assertThat(session.isOpen()).isTrue();
    session.close();
    assertThat(session.isOpen()).isFalse();
    assertThat(liveHandles()).containsExactly(before);
  }

  @Test
  void closingTwiceDoesNothing() {
    MemorySession session = MemorySession.open();
    Network network = session.network(Fixture.small("basic"));
    network.close();
    network.close();
    session.close();
    session.close();
    network.close();
    assertThat(session.isOpen()).isFalse();
  }

  @Test
  void useAfterCloseIsAnErrorAndNoCrash() {
    MemorySession session = MemorySession.open();
    Network network = session.network(Fixture.small("basic"));
    Network early = session.network(Fixture.small("basic"));
    Dataset dataset = session.synthetic(8, 10, 0);
    Trainer trainer = session.trainer(network, dataset, TrainingConfig.defaults(1));
    early.close();
    assertThatThrownBy(early::parameterCount)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("network is closed");
    session.close();
    assertThatThrownBy(network::parameterCount)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("session of this network is closed");
    assertThatThrownBy(() -> dataset.labels(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> trainer.run(1, Duration.ZERO, CancelFlag.create()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> network.evaluate(dataset)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.synthetic(8, 10, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("session is closed");
  }

  @Test
  void closingWhatATrainerBorrowsClosesTheTrainerFirst() {
    long[] before = liveHandles();
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      Dataset dataset = session.synthetic(8, 10, 0);
      Trainer trainer = session.trainer(network, dataset, TrainingConfig.defaults(1));
      dataset.close();
      assertThat(liveHandles()).containsExactly(before[0] + 1, before[1], before[2]);
      assertThatThrownBy(() -> trainer.run(1, Duration.ZERO, CancelFlag.create()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("trainer is closed");
      Dataset other = session.synthetic(8, 10, 0);
      Trainer next = session.trainer(network, other, TrainingConfig.defaults(1));
      next.close();
      network.close();
      assertThat(liveHandles()).containsExactly(before[0], before[1] + 1, before[2]);
    }
    assertThat(liveHandles()).containsExactly(before);
  }

  @Test
  void anInnerSessionMayUseTheDataOfAnOuterOne() {
    long[] before = liveHandles();
    try (MemorySession outer = MemorySession.open()) {
      Dataset dataset = outer.synthetic(8, 10, 0);
      for (int i = 0; i < 2; i++) {
        try (MemorySession inner = MemorySession.open()) {
          Network network = inner.network(Fixture.small("basic"));
          Trainer trainer = inner.trainer(network, dataset, TrainingConfig.defaults(1));
          assertThat(trainer.run(1, Duration.ZERO, CancelFlag.create()).steps()).hasSize(1);
        }
        assertThat(liveHandles()).containsExactly(before[0], before[1] + 1, before[2]);
      }
    }
    assertThat(liveHandles()).containsExactly(before);
  }

  @Test
  void anOuterSessionClosedFirstTakesTheBorrowingTrainerAlong() {
    long[] before = liveHandles();
    MemorySession outer = MemorySession.open();
    Dataset dataset = outer.synthetic(8, 10, 0);
    try (MemorySession inner = MemorySession.open()) {
      Network network = inner.network(Fixture.small("basic"));
      Trainer trainer = inner.trainer(network, dataset, TrainingConfig.defaults(1));
      outer.close();
      assertThatThrownBy(() -> trainer.run(1, Duration.ZERO, CancelFlag.create()))
          .isInstanceOf(IllegalStateException.class);
      assertThat(network.parameterCount()).isPositive();
    }
    assertThat(liveHandles()).containsExactly(before);
  }

  @Test
  void anotherThreadIsRefused() throws InterruptedException {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Fixture.small("basic"));
      Dataset dataset = session.synthetic(8, 10, 0);
      assertThat(failureOn(Thread.ofPlatform().name("stranger"), network::parameterCount))
          .isInstanceOf(WrongThreadException.class)
          .hasMessageContaining("network")
          .hasMessageContaining("'stranger'");
      assertThat(failureOn(Thread.ofPlatform(), () -> network.evaluate(dataset)))
          .isInstanceOf(WrongThreadException.class);
      assertThat(failureOn(Thread.ofPlatform(), session::close))
          .isInstanceOf(WrongThreadException.class);
      assertThat(failureOn(Thread.ofPlatform(), network::close))
          .isInstanceOf(WrongThreadException.class);
      assertThat(network.parameterCount()).isPositive();
    }
  }

  @Test
  void aVirtualThreadIsRefused() throws InterruptedException {
    assertThat(failureOn(Thread.ofVirtual(), MemorySession::open))
        .isInstanceOf(WrongThreadException.class)
        .hasMessageContaining("platform thread");
  }

  @Test
  void everyThreadMayHaveASessionOfItsOwn() throws InterruptedException {
    AtomicReference<Long> parameters = new AtomicReference<>();
    Throwable failure =
        failureOn(
            Thread.ofPlatform(),
            () -> {
              try (MemorySession session = MemorySession.open()) {
                parameters.set(session.network(Fixture.small("basic")).parameterCount());
              }
            });
    assertThat(failure).isNull();
    assertThat(parameters.get()).isPositive();
  }

  @Test
  void aFailedCreationLeavesNothingBehind() {
    long[] before = liveHandles();
    try (MemorySession session = MemorySession.open()) {
      assertThatThrownBy(() -> session.network(NetworkSpec.of("tinnynet", Block.of("basic"))))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("tinynet");
      assertThat(liveHandles()).containsExactly(before);
    }
  }

  private static @Nullable Throwable failureOn(Thread.Builder builder, Runnable action)
      throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        builder.start(() -> {
          try {
            action.run();
          } catch (Throwable e) {
            failure.set(e);
          }
        });
    thread.join();
    return failure.get();
  }

  private static long[] liveHandles() {
    return new long[] {
      RUNTIME.liveHandles(HandleKind.NETWORK),
      RUNTIME.liveHandles(HandleKind.DATASET),
      RUNTIME.liveHandles(HandleKind.TRAINER)
    };
  }
}
