// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.reslab.StepRecord;
import org.reslab.bindings.rl_step;

/**
 * The records of 1024 training steps, as one call leaves them, made into a list of Java records.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StepRecords {
  private static final int COUNTS = 3;
  private static final int NUMBERS = 5;

  /** Made by JMH. */
  public StepRecords() {}

  /** Where the records lie, and the arrays that the peer copies them to. */
  @State(Scope.Thread)
  public static class Records {
    private MemorySegment steps = MemorySegment.NULL;
    private final long[] counts = new long[COUNTS * Jni.RECORDS];
    private final double[] numbers = new double[NUMBERS * Jni.RECORDS];

    /** Made by JMH. */
    public Records() {}

    /** Finds the records. */
    @Setup(Level.Trial)
    public void find(Border border) {
      steps =
          MemorySegment.ofAddress(Jni.recordsAddress()).reinterpret(rl_step.sizeof() * Jni.RECORDS);
    }
  }

  /** As {@code NativeTrainer.run} reads them. */
  @Benchmark
  public List<StepRecord> ffm(Records records) {
    List<StepRecord> list = new ArrayList<>();
    for (long i = 0; i < Jni.RECORDS; i++) {
      MemorySegment step = rl_step.asSlice(records.steps, i);
      list.add(
          new StepRecord(
              rl_step.step(step),
              rl_step.epoch(step),
              rl_step.images(step),
              rl_step.loss(step),
              rl_step.grad_norm(step),
              rl_step.lr(step),
              rl_step.seconds(step),
              rl_step.wait_seconds(step)));
    }
    return list;
  }

  /** The fast way of JNI: two bulk copies, the records made in Java. */
  @Benchmark
  public List<StepRecord> jniBulk(Records records) {
    Jni.recordsInBulk(records.counts, records.numbers);
    List<StepRecord> list = new ArrayList<>();
    for (int i = 0; i < Jni.RECORDS; i++) {
      int count = COUNTS * i;
      int number = NUMBERS * i;
      list.add(
          new StepRecord(
              records.counts[count],
              records.counts[count + 1],
              records.counts[count + 2],
              records.numbers[number],
              records.numbers[number + 1],
              records.numbers[number + 2],
              records.numbers[number + 3],
              records.numbers[number + 4]));
    }
    return list;
  }

  /** The usual way of JNI: each record made by the native side. */
  @Benchmark
  public List<StepRecord> jniObjects(Records records) {
    return Arrays.asList(Jni.recordsAsObjects());
  }
}
