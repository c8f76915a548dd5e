// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.reslab.internal.NativeCalls;

/** A call that fills a struct of numbers and texts, which become a record. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Describe {
  /** Made by JMH. */
  public Describe() {}

  /** The product's call. */
  @Benchmark
  public Described ffm(Border border) {
    return NativeCalls.describeRuntime(border.scope(), Described::new);
  }

  /** The peer. */
  @Benchmark
  public Described jni(Border border) {
    return Jni.describe();
  }
}
