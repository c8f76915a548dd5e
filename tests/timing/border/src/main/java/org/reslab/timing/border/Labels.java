// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.reslab.ImageDescription;
import org.reslab.internal.NativeDataset;

/** An array of 1024 numbers copied out: the labels of a data set. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Labels {
  private static final int COUNT = 1024;

  /** Made by JMH. */
  public Labels() {}

  /** A data set for each side. */
  @State(Scope.Thread)
  public static class Datasets {
    private @Nullable NativeDataset own;
    private long peer;

    /** Made by JMH. */
    public Datasets() {}

    /** Makes them. */
    @Setup(Level.Trial)
    public void open(Border border) {
      own = NativeDataset.synthetic(border.scope(), ImageDescription.CIFAR10, COUNT, 10, 0);
      peer = Jni.openDataset(COUNT, 10, 0);
    }

    /** Frees them. */
    @TearDown(Level.Trial)
    public void close() {
      own().close();
      Jni.closeDataset(peer);
    }

    private NativeDataset own() {
      return Objects.requireNonNull(own);
    }
  }

  /** The product's call. */
  @Benchmark
  public long[] ffm(Datasets datasets) {
    return datasets.own().labels(0, COUNT);
  }

  /** The peer, straight into the array. */
  @Benchmark
  public long[] jni(Datasets datasets) {
    return Jni.labels(datasets.peer, 0, COUNT);
  }
}
