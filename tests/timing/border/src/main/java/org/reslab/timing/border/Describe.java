// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.reslab.RuntimeInfo;
import org.reslab.internal.NativeCalls;

/** A call that fills a struct of numbers and texts, which become a record. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Describe {
  /** Made by JMH. */
  public Describe() {}

  /** The product's call. */
  @Benchmark
  public RuntimeInfo ffm(Border border) {
    return NativeCalls.describeRuntime(border.scope());
  }

  /** The peer. */
  @Benchmark
  public RuntimeInfo jni(Border border) {
    return Jni.describe().toRuntimeInfo();
  }
}
