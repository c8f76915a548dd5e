// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.nio.file.Path;
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
import org.reslab.bench.ProcessMemory;

/**
 * The Java side of the native-vs-Java timing: builds a network, trains it and saves its weights
 * through the public API. The other side is {@code native_side.cpp}, which makes the same run with
 * the C++ classes; read the two side by side.
 */
final class JavaSide {
  /** A run that counts for nothing, but has everything in the process called once. */
  private static final Sizes FIRST_RUN = new Sizes(2, 1, 2, 4);

  private record Sizes(long steps, long warmup, long batch, long images) {}

  private record Measured(double runSeconds, double stepsSeconds, List<StepRecord> records) {}

  private JavaSide() {}

  /** Takes the arguments of {@code native_side.cpp} and prints a {@link SideReport}. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    String block = arguments.text("block");
    Path weights = arguments.path("weights");
    NativeRuntime.get().setThreads(arguments.count("threads"));
    run(block, FIRST_RUN, weights);
    Measured measured =
        run(
            block,
            new Sizes(
                arguments.count("steps"),
                arguments.count("warmup"),
                arguments.count("batch"),
                arguments.count("images")),
            weights);
    System.out.println(
        new SideReport(
                measured.runSeconds(),
                measured.stepsSeconds(),
                ProcessMemory.peakBytes() / 1024,
                measured.records().stream().map(StepRecord::loss).toList(),
                measured.records().stream().map(StepRecord::gradNorm).toList())
            .line());
  }

  /** One whole run: network, data, every step, weights saved, everything released. */
  private static Measured run(String block, Sizes sizes, Path weights) {
    TrainingConfig config =
        TrainingConfig.builder(Math.ceilDiv(sizes.steps() * sizes.batch(), sizes.images()))
            .batch(sizes.batch())
            .lr(0.01)
            .schedule(new Schedule.Constant())
            .build();

    long start = System.nanoTime();
    double stepsSeconds;
    List<StepRecord> records = new ArrayList<>();
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(NetworkSpec.of("tinynet", Block.of(block)));
      Dataset dataset = session.synthetic(sizes.images(), 10, 0);
      Trainer trainer = session.trainer(network, dataset, config);
      train(trainer, sizes.warmup(), records);
      long warm = System.nanoTime();
      train(trainer, sizes.steps() - sizes.warmup(), records);
      stepsSeconds = secondsSince(warm);
      network.save(weights);
    }
    return new Measured(secondsSince(start), stepsSeconds, records);
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
