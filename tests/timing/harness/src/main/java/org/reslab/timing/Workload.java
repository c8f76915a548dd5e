// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.util.List;

/**
 * What both sides train: TinyNet on images of 3 x 32 x 32 with labels of 10 classes, SGD with
 * learning rate 0.01, momentum 0.9 and weight decay 5e-4, channels-last.
 *
 * @param block of the network, in the block language
 * @param steps training steps, the warm-up included
 * @param warmup first steps, which the time of the steps leaves out
 * @param batch images a step
 * @param images in the data set, a multiple of {@code batch}
 * @param threads CPU threads of one operation
 */
record Workload(String block, int steps, int warmup, int batch, int images, int threads) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException where one is out of range
   */
  Workload {
    require(warmup >= 0, "warmup", warmup, "at least 0");
    require(steps > warmup, "steps", steps, "more than the " + warmup + " of the warm-up");
    require(batch >= 2, "batch", batch, "at least 2, which batch normalisation needs");
    require(
        images >= batch && images % batch == 0,
        "images",
        images,
        "a multiple of the batch " + batch);
    require(threads >= 1, "threads", threads, "at least 1");
  }

  private static void require(boolean holds, String name, int found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + found + ", expected " + expected);
    }
  }

  /** Images of the steps after the warm-up. */
  long timedImages() {
    return (long) (steps - warmup) * batch;
  }

  /** The arguments of a side. */
  List<String> words() {
    return List.of(
        "block=" + block,
        "steps=" + steps,
        "warmup=" + warmup,
        "batch=" + batch,
        "images=" + images,
        "threads=" + threads);
  }
}
