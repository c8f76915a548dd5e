// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.NetworkSpec;
import org.reslab.data.DataRequest;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetStore;
import org.reslab.data.FetchProgress;
import org.reslab.data.ImageSplits;

/** Where the images of a diagnosis come from. */
public sealed interface InputSource {
  /** Independent N(0, 1) values with uniform labels, other ones for each seed. */
  InputSource GAUSSIAN = new Gaussian();

  /** Test images of CIFAR-10, other ones for each seed. */
  static InputSource cifar10(@Nullable Path dataDir) {
    return new Cifar10(dataDir);
  }

  /** The tensors {@code x} and {@code y} of a safetensors file, the same for each seed. */
  static InputSource file(Path file) {
    return new TensorFile(file);
  }

  /** The name on the command line and in files. */
  String label();

  /**
   * Opens what the batch of a seed is taken from.
   *
   * @param network for whose images and classes
   * @param index of the seed, from 0
   * @param batch images it needs
   */
  Dataset open(MemorySession session, NetworkSpec network, long seed, int index, int batch);

  /** The first image of the batch of a seed. */
  long first(int index, int batch);

  /** {@link #GAUSSIAN}. */
  record Gaussian() implements InputSource {
    @Override
    public String label() {
      return "gaussian";
    }

    @Override
    public Dataset open(
        MemorySession session, NetworkSpec network, long seed, int index, int batch) {
      return session.synthetic(network.images(), batch, network.classes(), seed);
    }

    @Override
    public long first(int index, int batch) {
      return 0;
    }
  }

  /**
   * {@link #cifar10}.
   *
   * @param dataDir folder of its files; null for the cache
   */
  record Cifar10(@Nullable Path dataDir) implements InputSource {
    @Override
    public String label() {
      return "cifar10";
    }

    @Override
    public Dataset open(
        MemorySession session, NetworkSpec network, long seed, int index, int batch) {
      ImageSplits splits =
          new DataSource.Known(DatasetKind.CIFAR10)
              .open(
                  DataRequest.in(DatasetStore.defaultDirectory()).withDataDir(dataDir),
                  FetchProgress.NONE,
                  CancelFlag.create());
      Dataset all = session.dataset(splits.test());
      long wanted = (index + 1L) * batch;
      if (wanted > all.images()) {
        throw new InvalidArgumentException(
            "%s seeds with a batch of %s each need %s test images of cifar10, but there are %s; choose a smaller --batch or fewer --seeds"
                .formatted(index + 1, batch, wanted, all.images()));
      }
      return session.select(all, LongStream.range(0, wanted).toArray());
    }

    @Override
    public long first(int index, int batch) {
      return (long) index * batch;
    }
  }

  /**
   * {@link #file}.
   *
   * @param file the safetensors file
   */
  record TensorFile(Path file) implements InputSource {
    @Override
    public String label() {
      return file.toString();
    }

    @Override
    public Dataset open(
        MemorySession session, NetworkSpec network, long seed, int index, int batch) {
      return session.openTensors(file, "x", "y", network.classes());
    }

    @Override
    public long first(int index, int batch) {
      return 0;
    }
  }
}
