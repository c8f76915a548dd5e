// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.reslab.bench.ProcessMemory;

/** Runs a {@link TrainingLoop} as one side: what is the same for every library. */
public final class LoopProgram {
  private LoopProgram() {}

  /**
   * Trains as the arguments say and prints a {@link SideReport}.
   *
   * @param args {@code steps=N warmup=N batch=N threads=N initial=FILE data=FILE}; others mean
   *     nothing to it
   * @throws IOException where a file cannot be read or the library not be loaded
   */
  public static void run(String[] args, TrainingLoop.Library library) throws IOException {
    Arguments arguments = Arguments.of(args);
    int steps = arguments.count("steps");
    int warmup = arguments.count("warmup");
    List<Double> losses = new ArrayList<>();
    List<Double> gradNorms = new ArrayList<>();
    TrainingLoop.StepListener listener =
        (loss, gradNorm) -> {
          losses.add(loss);
          gradNorms.add(gradNorm);
        };
    library.load(arguments.count("threads"));

    long start = System.nanoTime();
    double stepsSeconds;
    try (TrainingLoop loop =
        library.open(arguments.path("initial"), arguments.path("data"), arguments.count("batch"))) {
      if (warmup > 0) {
        loop.train(warmup, listener);
      }
      long warm = System.nanoTime();
      loop.train(steps - warmup, listener);
      stepsSeconds = (System.nanoTime() - warm) * 1e-9;
    }
    double runSeconds = (System.nanoTime() - start) * 1e-9;
    if (losses.size() != steps) {
      throw new IllegalStateException(
          "the loop reported " + losses.size() + " steps, expected " + steps);
    }
    System.out.println(
        new SideReport(
                runSeconds, stepsSeconds, ProcessMemory.peakBytes() / 1024, losses, gradNorms)
            .line());
  }
}
