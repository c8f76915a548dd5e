// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.reslab.ImageDescription;
import org.reslab.internal.NativeDataset;

/** A native object made and freed: a data set of one image, whose values are most of the time. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DatasetHandle {
  /** Made by JMH. */
  public DatasetHandle() {}

  /** The product's handle, which owns its object through an arena. */
  @Benchmark
  public long ffm(Border border) {
    NativeDataset dataset =
        NativeDataset.synthetic(border.scope(), ImageDescription.CIFAR10, 1, 10, 0);
    long images = dataset.images();
    dataset.close();
    return images;
  }

  /** The peer: an address. */
  @Benchmark
  public long jni(Border border) {
    long dataset = Jni.openDataset(1, 10, 0);
    Jni.closeDataset(dataset);
    return dataset;
  }
}
