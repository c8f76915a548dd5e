// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.nio.file.Path;
import java.time.Duration;
import org.reslab.Block;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Schedule;
import org.reslab.Trainer;
import org.reslab.TrainingConfig;

/** The loop in ResLab. Nothing but the loop: its lines are counted against the peers'. */
final class ReslabLoop implements TrainingLoop {
  private static final long EPOCHS = 1_000_000; // an end that no comparison reaches

  private final MemorySession session = MemorySession.open();
  private final CancelFlag never = CancelFlag.create();
  private final Trainer trainer;

  private ReslabLoop(Path weights, Path data, int batch) {
    Network network = session.network(NetworkSpec.of("tinynet", Block.of("basic")));
    network.load(weights);
    Dataset dataset = session.openTensors(data, IMAGES, LABELS, CLASSES);
    trainer =
        session.trainer(
            network,
            dataset,
            TrainingConfig.builder(EPOCHS)
                .batch(batch)
                .lr(LR)
                .momentum(MOMENTUM)
                .weightDecay(WEIGHT_DECAY)
                .schedule(new Schedule.Constant())
                .shuffle(false)
                .augment(false)
                .build());
  }

  /** ResLab itself. */
  static final class Reslab implements Library {
    @Override
    public void load(int threads) {
      NativeRuntime.get().setThreads(threads);
    }

    @Override
    public TrainingLoop open(Path weights, Path data, int batch) {
      return new ReslabLoop(weights, data, batch);
    }
  }

  @Override
  public void train(int steps, StepListener listener) {
    for (int done = 0; done < steps; ) {
      var records = trainer.run(steps - done, Duration.ZERO, never).steps();
      records.forEach(record -> listener.step(record.loss(), record.gradNorm()));
      done += records.size();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
