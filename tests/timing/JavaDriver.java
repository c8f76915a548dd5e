// SPDX-License-Identifier: Apache-2.0

import java.time.Duration;
import java.util.List;
import org.reslab.Block;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Schedule;
import org.reslab.StepRecord;
import org.reslab.Trainer;
import org.reslab.TrainingConfig;

/**
 * Trains one network through the Java API: one side of the native-vs-Java comparison, the other is
 * {@code native_driver.c}. Prints {@code <seconds> <images/s> <last loss, exact>}.
 *
 * <p>Usage: {@code JavaDriver BLOCK STEPS BATCH THREADS}
 */
final class JavaDriver {
  public static void main(String[] args) {
    if (args.length != 4) {
      System.err.println("usage: JavaDriver BLOCK STEPS BATCH THREADS");
      System.exit(2);
    }
    long steps = Long.parseLong(args[1]);
    long batch = Long.parseLong(args[2]);
    NativeRuntime.get().setThreads(Integer.parseInt(args[3]));
    TrainingConfig config =
        TrainingConfig.defaults(1)
            .withBatch(batch)
            .withLr(0.01)
            .withSchedule(new Schedule.Constant())
            .withSeed(0);
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(NetworkSpec.of("tinynet", Block.of(args[0])).withSeed(0));
      Dataset dataset = session.synthetic(steps * batch, 10, 0);
      Trainer trainer = session.trainer(network, dataset, config);
      CancelFlag cancel = CancelFlag.create();
      long warmup = steps > 4 ? 2 : 0;
      if (warmup > 0) {
        trainer.run(warmup, Duration.ZERO, cancel);
      }
      long start = System.nanoTime();
      List<StepRecord> records = trainer.run(steps - warmup, Duration.ZERO, cancel).steps();
      double seconds = (System.nanoTime() - start) * 1e-9;
      System.out.printf(
          "%.6f %.2f %s%n",
          seconds, records.size() * batch / seconds, Double.toHexString(records.getLast().loss()));
    }
  }
}
