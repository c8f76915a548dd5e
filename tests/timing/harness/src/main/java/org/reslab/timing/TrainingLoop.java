// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The loop that a Java user would write with one library: TinyNet of {@code basic} blocks, batches
 * in the order of the data and from its beginning again, SGD with learning rate {@link #LR},
 * momentum {@link #MOMENTUM} and weight decay {@link #WEIGHT_DECAY}. Used by one thread.
 */
public interface TrainingLoop extends AutoCloseable {
  /** Learning rate. */
  double LR = 0.01;

  /** Momentum. */
  double MOMENTUM = 0.9;

  /** Weight decay, on every parameter. */
  double WEIGHT_DECAY = 5e-4;

  /** Classes of the labels. */
  int CLASSES = 10;

  /** Name of the float32 tensor {@code [N, 3, 32, 32]} in the data file. */
  String IMAGES = "images";

  /** Name of the int64 tensor {@code [N]} in the data file. */
  String LABELS = "labels";

  /** Hears what a step measured. */
  interface StepListener {
    /**
     * Is called after each step, or for several steps together.
     *
     * @param loss mean cross-entropy of the batch, before the update
     * @param gradNorm L2 norm over all gradients, before the update
     */
    void step(double loss, double gradNorm);
  }

  /** Makes a loop. */
  interface Library {
    /**
     * Loads the library's native part and sets the threads of one operation. Not timed.
     *
     * @throws IOException where it cannot be loaded
     */
    void load(int threads) throws IOException;

    /**
     * Builds the network and makes images and labels resident.
     *
     * @param weights safetensors file of the initial weights, with PyTorch's names
     * @param data safetensors file of {@link #IMAGES} and {@link #LABELS}
     * @throws IOException where a file cannot be read
     */
    TrainingLoop open(Path weights, Path data, int batch) throws IOException;
  }

  /** Trains {@code steps} steps more. */
  void train(int steps, StepListener listener);

  @Override
  void close();
}
