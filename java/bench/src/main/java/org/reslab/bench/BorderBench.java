// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.experiment.Environment;

/**
 * What crossing the border to native code costs, by calibrated loops in this process. They give the
 * order of magnitude on any machine; for conclusions about the compiler there is JMH.
 */
public final class BorderBench {
  private static final double ROUND_NANOS = 50e6;
  private static final int TOO_MANY_THREADS = Integer.MAX_VALUE;

  private final int rounds;
  private final CancelFlag cancel;
  private final BenchListener listener;

  /** Where results go, lest the compiler drops what makes them. */
  private long sink;

  /**
   * Prepares a benchmark.
   *
   * @param rounds at least {@value Alternation#LEAST_ROUNDS}
   */
  public BorderBench(int rounds, CancelFlag cancel, BenchListener listener) {
    NetworkBench.requireRounds(rounds);
    this.rounds = rounds;
    this.cancel = cancel;
    this.listener = listener;
  }

  /** One thing that is done many times. */
  private record Operation(String name, Runnable once) {}

  /** Times every operation in turn. */
  public BenchResult run() {
    NativeRuntime runtime = NativeRuntime.get();
    List<Operation> operations =
        List.of(
            new Operation("a call that only returns a number", () -> sink += runtime.abiVersion()),
            new Operation("a call that fails, its exception made", () -> sink += failing(runtime)),
            new Operation(
                "the description of the runtime copied out",
                () -> sink += runtime.info().threads()),
            new Operation(
                "a session (a confined arena and its cells) opened and closed",
                () -> {
                  try (MemorySession session = MemorySession.open()) {
                    sink += session.isOpen() ? 1 : 0;
                  }
                }));
    Map<String, double[]> nanos = new LinkedHashMap<>();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Operation operation : operations) {
      listener.progress("calibrating: " + operation.name());
      counts.put(operation.name(), calibrate(operation));
      nanos.put(operation.name(), new double[rounds]);
    }
    for (int round = 0; round < rounds; round++) {
      Stop.ifAsked(cancel);
      listener.progress("round %s of %s".formatted(round + 1, rounds));
      for (Operation operation : operations) {
        long count = counts.getOrDefault(operation.name(), 1L);
        double[] own = nanos.getOrDefault(operation.name(), new double[rounds]);
        own[round] = time(operation, count) / count;
      }
    }
    List<Figure> figures = new ArrayList<>();
    nanos.forEach((name, values) -> figures.add(new Figure(name, "ns", Spread.of(values))));
    return new BenchResult(
        "border",
        Map.of(),
        rounds,
        Environment.capture(runtime, Device.CPU),
        null,
        List.of(),
        figures,
        null,
        List.of(),
        List.of(
            "loops in this JVM, without forks and with the compilers that it was started with: an"
                + " order of magnitude"));
  }

  private static int failing(NativeRuntime runtime) {
    try {
      runtime.setThreads(TOO_MANY_THREADS);
      return 0;
    } catch (InvalidArgumentException e) {
      return e.hashCode();
    }
  }

  /** How often to do it for a round of a twentieth of a second, found when it is warm. */
  private long calibrate(Operation operation) {
    long count = 1;
    double nanos = time(operation, count);
    while (nanos < ROUND_NANOS) {
      count = Math.max(count + 1, (long) (count * Math.min(10, 1.2 * ROUND_NANOS / nanos)));
      nanos = time(operation, count);
    }
    return count;
  }

  private static double time(Operation operation, long count) {
    long start = System.nanoTime();
    for (long i = 0; i < count; i++) {
      operation.once().run();
    }
    return System.nanoTime() - start;
  }

  /** A number that depends on every result. */
  long sink() {
    return sink;
  }
}
