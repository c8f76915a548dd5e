// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.reslab.InvalidArgumentException;
import org.reslab.internal.NativeCalls;

/** A call that fails: C++ exception, status and message, typed Java exception, its message read. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ErrorPath {
  /** Made by JMH. */
  public ErrorPath() {}

  private static final int NO_KIND = 99;

  /** The product's call. */
  @Benchmark
  public @Nullable String ffm(Border border) {
    try {
      return "none: " + NativeCalls.liveHandles(border.scope(), NO_KIND);
    } catch (InvalidArgumentException e) {
      return e.getMessage();
    }
  }

  /** The peer. */
  @Benchmark
  public @Nullable String jni(Border border) {
    try {
      return "none: " + Jni.liveHandles(NO_KIND);
    } catch (InvalidArgumentException e) {
      return e.getMessage();
    }
  }
}
