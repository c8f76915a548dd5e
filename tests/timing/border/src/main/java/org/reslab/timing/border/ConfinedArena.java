// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Memory of 1 KiB, all zeros, taken and given back by one thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConfinedArena {
  /** Made by JMH. */
  public ConfinedArena() {}

  private static final long BYTES = 1024;

  /** A confined arena. */
  @Benchmark
  public long ffm(Border border) {
    try (Arena arena = Arena.ofConfined()) {
      return arena.allocate(BYTES).address();
    }
  }

  /** The peer: two calls. */
  @Benchmark
  public long jni(Border border) {
    long address = Jni.allocate(BYTES);
    Jni.release(address);
    return address;
  }
}
