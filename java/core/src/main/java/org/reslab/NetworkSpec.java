// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What network to build.
 *
 * @param net {@code tinynet}, {@code resnet-N} or {@code wrn-D-K}
 * @param block of what its stages are made
 * @param classes logits of the head, at least 2
 * @param base channels of the first stage; 0 for the family's default
 * @param layers blocks in each stage; empty for the family's default
 * @param finalNorm whether normalisation and activation come before pooling; null for the family's
 *     default
 * @param init how weights are drawn
 * @param seed as in {@code torch.manual_seed(seed)} before the modules are built; all 64 bits
 *     count, unsigned
 */
public record NetworkSpec(
    String net,
    Block block,
    int classes,
    long base,
    List<Long> layers,
    @Nullable Boolean finalNorm,
    Init init,
    long seed) {
  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if a size is out of range
   */
  public NetworkSpec {
    if (net.isBlank()) {
      throw new InvalidArgumentException("the net's name is empty, expected one like tinynet");
    }
    if (classes < 2) {
      throw new InvalidArgumentException("classes is " + classes + ", expected at least 2");
    }
    if (base < 0) {
      throw new InvalidArgumentException(
          "base is " + base + ", expected a number of channels, or 0 for the default");
    }
    layers = List.copyOf(layers);
    for (long blocks : layers) {
      if (blocks < 1) {
        throw new InvalidArgumentException(
            "layers is " + layers + ", expected at least 1 block in each stage");
      }
    }
  }

  /** A network for 10 classes with the family's defaults, seed 0. */
  public static NetworkSpec of(String net, Block block) {
    return new NetworkSpec(net, block, 10, 0, List.of(), null, Init.DEFAULT, 0);
  }

  /** The same with another number of classes. */
  public NetworkSpec withClasses(int value) {
    return new NetworkSpec(net, block, value, base, layers, finalNorm, init, seed);
  }

  /** The same with other channels of the first stage. */
  public NetworkSpec withBase(long value) {
    return new NetworkSpec(net, block, classes, value, layers, finalNorm, init, seed);
  }

  /** The same with other numbers of blocks. */
  public NetworkSpec withLayers(List<Long> value) {
    return new NetworkSpec(net, block, classes, base, value, finalNorm, init, seed);
  }

  /** The same with or without final normalisation; null for the family's default. */
  public NetworkSpec withFinalNorm(@Nullable Boolean value) {
    return new NetworkSpec(net, block, classes, base, layers, value, init, seed);
  }

  /** The same with another initialisation. */
  public NetworkSpec withInit(Init value) {
    return new NetworkSpec(net, block, classes, base, layers, finalNorm, value, seed);
  }

  /** The same with another seed. */
  public NetworkSpec withSeed(long value) {
    return new NetworkSpec(net, block, classes, base, layers, finalNorm, init, value);
  }
}
