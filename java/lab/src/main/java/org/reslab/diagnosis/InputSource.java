// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.reslab.Dataset;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.NetworkSpec;
import org.reslab.data.DatasetFiles;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetStore;

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
      DatasetFiles files =
          new DatasetStore(DatasetStore.defaultDirectory()).locate(DatasetKind.CIFAR10, dataDir);
      long wanted = (index + 1L) * batch;
      try {
        return session.openCifar(DatasetKind.CIFAR10.format(), files.test(), wanted);
      } catch (InvalidArgumentException e) {
        throw new InvalidArgumentException(
            "%s seeds with a batch of %s each need %s test images of cifar10: %s; choose a smaller --batch or fewer --seeds"
                .formatted(index + 1, batch, wanted, e.getMessage()));
      }
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
