// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.MessageFormat;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nothing native is left behind, and a session that is left open is reported. */
@OnBothKernels
class LeakTest {
  @Test
  void manySessionsLeaveNoNativeObject() {
    NativeRuntime runtime = NativeRuntime.get();
    TrainingConfig config = TrainingConfig.builder(1).batch(4).lr(0.01).build();
    Map<HandleKind, Long> before = new EnumMap<>(HandleKind.class);
    for (HandleKind kind : HandleKind.values()) {
      before.put(kind, runtime.liveHandles(kind));
    }
    for (int i = 0; i < 50; i++) {
      try (MemorySession session = MemorySession.open()) {
        Network network = session.network(Fixture.small("preact"));
        Dataset dataset = session.synthetic(8, 10, i);
        Trainer trainer = session.trainer(network, dataset, config);
        trainer.run(1, Duration.ZERO, CancelFlag.create());
        network.evaluate(dataset);
      }
    }
    for (HandleKind kind : HandleKind.values()) {
      assertThat(runtime.liveHandles(kind)).as(kind.name()).isEqualTo(before.get(kind));
    }
  }

  @Test
  @Timeout(30)
  void aSessionThatWasNeverClosedIsReportedWithItsOriginAndFreed() throws InterruptedException {
    NativeRuntime runtime = NativeRuntime.get();
    long networks = runtime.liveHandles(HandleKind.NETWORK);
    long trainers = runtime.liveHandles(HandleKind.TRAINER);
    List<String> messages = new CopyOnWriteArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord logRecord) {
            messages.add(MessageFormat.format(logRecord.getMessage(), logRecord.getParameters()));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(MemorySession.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      MemorySession.open().close();
      openAndForget();
      while (messages.isEmpty()) {
        System.gc();
        Thread.sleep(20);
      }
      assertThat(messages).hasSize(1);
      assertThat(messages.getFirst()).contains("never closed", "LeakTest.openAndForget");
      while (runtime.liveHandles(HandleKind.NETWORK) > networks) { // the first made, the last freed
        Thread.sleep(20);
      }
      assertThat(runtime.liveHandles(HandleKind.TRAINER)).isEqualTo(trainers);
    } finally {
      logger.setUseParentHandlers(true);
      logger.removeHandler(handler);
    }
  }

  private static void openAndForget() {
    MemorySession session = MemorySession.open();
    Network network = session.network(Fixture.small("basic"));
    session.trainer(network, session.synthetic(8, 10, 0), TrainingConfig.builder(1).build());
    assertThat(session.isOpen()).isTrue();
  }
}
