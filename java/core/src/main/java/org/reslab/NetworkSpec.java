// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.reslab.InvalidArgumentException.require;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What network to build.
 *
 * @param net anything that {@link Net#of(String)} takes
 * @param block of what its stages are made; of several blocks with "|" between them each is that of
 *     a stage, and the last one repeats
 * @param images that it takes
 * @param classes logits of the head, at least 2
 * @param width planes of the first stage; 0 for the net's own. Free only for a net of a family
 * @param layers blocks in each stage; empty for the net's own. Free only for {@code tinynet}
 * @param finalNorm whether normalisation and activation come before pooling; null for the net's own
 * @param init how weights are drawn
 * @param seed as in {@code torch.manual_seed(seed)} before the modules are built; all 64 bits
 *     count, unsigned
 */
public record NetworkSpec(
    String net,
    Block block,
    ImageDescription images,
    int classes,
    long width,
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
    require(classes >= 2, "classes", classes, "at least 2");
    int names = images.classNames().size();
    require(
        names == 0 || names == classes,
        "class_names",
        images.classNames(),
        "one name for each of %s classes".formatted(classes));
    require(width >= 0, "width", width, "a number of channels, or 0 for the default");
    layers = List.copyOf(layers);
    for (long blocks : layers) {
      require(blocks >= 1, "layers", layers, "at least 1 block in each stage");
    }
  }

  /** Returns a network for {@link ImageDescription#CIFAR10} in 10 classes, seed 0. */
  public static NetworkSpec of(String net, Block block) {
    return builder(net, block).build();
  }

  /**
   * Returns a network of the net's own blocks for {@link ImageDescription#CIFAR10} in 10 classes,
   * seed 0: {@code NetworkSpec.of(Net.of("resnet50"))}.
   *
   * @throws InvalidArgumentException if the net has no blocks of its own
   */
  public static NetworkSpec of(Net net) {
    return builder(net).build();
  }

  /**
   * Returns a builder for the net's own blocks with {@link ImageDescription#CIFAR10}, 10 classes
   * and seed 0.
   *
   * @throws InvalidArgumentException if the net has no blocks of its own
   */
  public static Builder builder(Net net) {
    if (net.block().isEmpty()) {
      throw new InvalidArgumentException(
          "net '%s' has no blocks of its own; choose one with NetworkSpec.builder(name, block)"
              .formatted(net.name()));
    }
    return new Builder(net.name(), Block.of(net.block()));
  }

  /** Returns a builder with {@link ImageDescription#CIFAR10}, 10 classes and seed 0. */
  public static Builder builder(String net, Block block) {
    return new Builder(net, block);
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(net, block)
        .images(images)
        .classes(classes)
        .width(width)
        .layers(layers)
        .finalNorm(finalNorm)
        .init(init)
        .seed(seed);
  }

  /** Collects a {@link NetworkSpec}; {@link #build} checks the values. Not thread-safe. */
  public static final class Builder {
    private final String net;
    private final Block block;
    private ImageDescription images = ImageDescription.CIFAR10;
    private int classes = 10;
    private long width;
    private List<Long> layers = List.of();
    private @Nullable Boolean finalNorm;
    private Init init = Init.DEFAULT;
    private long seed;

    private Builder(String net, Block block) {
      this.net = net;
      this.block = block;
    }

    /** Sets the images that it takes. */
    public Builder images(ImageDescription value) {
      images = value;
      return this;
    }

    /** Sets images and classes to those of a data set. */
    public Builder of(Dataset data) {
      return images(data.description()).classes(data.classes());
    }

    /** Sets the logits of the head. */
    public Builder classes(int value) {
      classes = value;
      return this;
    }

    /** Sets the channels of the first stage; 0 for the family's default. */
    public Builder width(long value) {
      width = value;
      return this;
    }

    /** Sets the blocks of each stage; empty for the family's default. */
    public Builder layers(List<Long> value) {
      layers = value;
      return this;
    }

    /** Sets whether normalisation and activation come before pooling; null for the default. */
    public Builder finalNorm(@Nullable Boolean value) {
      finalNorm = value;
      return this;
    }

    /** Sets how weights are drawn. */
    public Builder init(Init value) {
      init = value;
      return this;
    }

    /** Sets the seed of the weights. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Returns the network's description.
     *
     * @throws InvalidArgumentException where a size is out of range
     */
    public NetworkSpec build() {
      return new NetworkSpec(net, block, images, classes, width, layers, finalNorm, init, seed);
    }
  }
}
