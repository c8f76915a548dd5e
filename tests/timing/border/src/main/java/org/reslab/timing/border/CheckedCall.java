// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.reslab.internal.NativeCalls;

/** A call that gives a number, and whose status is checked. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CheckedCall {
  /** Made by JMH. */
  public CheckedCall() {}

  /** The product's call, with its out-parameter. */
  @Benchmark
  public long ffm(Border border) {
    return NativeCalls.liveHandles(border.scope(), 0);
  }

  /** The peer. */
  @Benchmark
  public long jni(Border border) {
    return Jni.liveHandles(0);
  }
}
