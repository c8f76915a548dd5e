// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
 * The Java side of the native-vs-Java timing: builds a network, trains it and saves its weights
 * through the public API. The other side is {@code native_side.cpp}, which makes the same run with
 * the C++ classes; read the two side by side.
 */
final class JavaSide {
  private JavaSide() {}

  /** Takes the arguments of {@code native_side.cpp} and prints a {@link SideReport}. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    long steps = arguments.count("steps");
    long warmup = arguments.count("warmup");
    long images = arguments.count("images");
    long batch = arguments.count("batch");
    TrainingConfig config =
        TrainingConfig.defaults(Math.ceilDiv(steps * batch, images))
            .withBatch(batch)
            .withLr(0.01)
            .withSchedule(new Schedule.Constant());
    // Loads the native part: the C++ program's is loaded before its main begins.
    NativeRuntime.get().setThreads(arguments.count("threads"));

    long start = System.nanoTime();
    double stepsSeconds;
    List<StepRecord> records = new ArrayList<>();
    try (MemorySession session = MemorySession.open()) {
      Network network =
          session.network(NetworkSpec.of("tinynet", Block.of(arguments.text("block"))));
      Dataset dataset = session.synthetic(images, 10, 0);
      Trainer trainer = session.trainer(network, dataset, config);
      train(trainer, warmup, records);
      long warm = System.nanoTime();
      train(trainer, steps - warmup, records);
      stepsSeconds = secondsSince(warm);
      network.save(arguments.path("weights"));
    }
    double runSeconds = secondsSince(start);

    System.out.println(
        new SideReport(
                runSeconds,
                stepsSeconds,
                PeakMemory.kib(),
                records.stream().map(StepRecord::loss).toList(),
                records.stream().map(StepRecord::gradNorm).toList())
            .line());
  }

  /** Trains {@code count} steps, over the ends of epochs. */
  private static void train(Trainer trainer, long count, List<StepRecord> records) {
    CancelFlag never = CancelFlag.create();
    long end = records.size() + count;
    while (records.size() < end) {
      records.addAll(trainer.run(end - records.size(), Duration.ZERO, never).steps());
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
