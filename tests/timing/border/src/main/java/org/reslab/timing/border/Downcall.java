// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.reslab.bindings.reslab_h;

/** A call that takes nothing and cannot fail: what crossing the border costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Downcall {
  /** Made by JMH. */
  public Downcall() {}

  /** The product's binding. */
  @Benchmark
  public int ffm(Border border) {
    return reslab_h.rl_abi_version();
  }

  /** The peer. */
  @Benchmark
  public int jni(Border border) {
    return Jni.abiVersion();
  }
}
