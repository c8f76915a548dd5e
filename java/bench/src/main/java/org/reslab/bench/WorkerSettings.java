// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import static org.reslab.InvalidArgumentException.require;

import java.util.LinkedHashMap;
import java.util.Map;
import org.reslab.CorruptDataException;
import org.reslab.Device;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.Precision;
import org.reslab.files.Json;

/**
 * What a worker process is to measure. One JSON object carries it, to {@link Worker} and to {@code
 * peer.py} alike.
 *
 * @param mode what a round is: {@link Worker#TRAIN}, {@link Worker#EVALUATE}, or a mode of the peer
 * @param net tinynet, resnet-N or wrn-D-K
 * @param block a name, a spec, or either with modifiers
 * @param width channels of the first stage, 0 for the family's
 * @param size height and width of the images in pixels
 * @param batch images a step
 * @param steps in a round
 * @param threads CPU threads of one operation
 * @param kernels {@linkplain Kernels#label label} of those that ResLab computes with; peers have
 *     their own
 * @param device {@linkplain Device#label label} of what the network lives on; not {@link
 *     Device#AUTO}, so that all contenders mean the same
 * @param precision {@linkplain Precision#label label} of what it computes in
 * @param deterministic whether a CUDA device may use only algorithms that give the same bits each
 *     time; of ResLab alone
 * @param seed of weights, order and augmentation
 */
public record WorkerSettings(
    String mode,
    String net,
    String block,
    long width,
    int size,
    long batch,
    long steps,
    int threads,
    String kernels,
    String device,
    String precision,
    boolean deterministic,
    long seed) {
  /** Images of a round are held in memory, by a peer as float32 values. */
  private static final long MOST_IMAGES = 100_000;

  /** As many values as so many images of 3 x 32 x 32 have. */
  private static final long MOST_VALUES = MOST_IMAGES * ImageDescription.CIFAR10.values();

  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if one is out of range
   */
  public WorkerSettings {
    var _ = Kernels.parse(kernels);
    if (Device.parse(device).kind() == Device.Kind.AUTO) {
      throw new InvalidArgumentException(
          "the device is 'auto', expected what it comes to on this machine: cpu, or cuda with or"
              + " without a number");
    }
    var _ = Precision.parse(precision);
    require(batch >= 1 && batch <= MOST_IMAGES, "batch", batch, "1 to 100000");
    require(steps >= 1 && steps <= MOST_IMAGES, "steps", steps, "1 to 100000");
    require(
        batch * steps <= MOST_IMAGES,
        "batch x steps",
        batch * steps,
        "at most 100000 images in a round");
    require(
        size >= ImageDescription.MIN_SIDE && size <= ImageDescription.MAX_SIDE,
        "size",
        size,
        ImageDescription.MIN_SIDE + " to " + ImageDescription.MAX_SIDE);
    require(
        batch * steps * RandomImages.description(size).values() <= MOST_VALUES,
        "batch x steps",
        batch * steps,
        "at most %s images of %s x %s in a round"
            .formatted(MOST_VALUES / RandomImages.description(size).values(), size, size));
    require(threads >= 1, "threads", threads, "at least 1");
    require(width >= 0, "width", width, "a number of channels, or 0 for the family's");
  }

  /**
   * Returns a builder of a round that trains with batch 128, 10 steps and one thread, on the CPU
   * with the fast kernels in float32, with seed 0; a benchmark sets the mode that it needs.
   */
  public static Builder builder(String net, String block) {
    return new Builder(net, block);
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    Builder builder =
        new Builder(net, block).mode(mode).width(width).size(size).batch(batch).steps(steps);
    builder.threads(threads).deterministic(deterministic).seed = seed;
    builder.kernels = kernels;
    builder.device = device;
    builder.precision = precision;
    return builder;
  }

  /** Collects {@link WorkerSettings}; {@link #build} checks the values. Not thread-safe. */
  public static final class Builder {
    private String mode = Worker.TRAIN;
    private String net;
    private final String block;
    private long width;
    private int size = ImageDescription.CIFAR10.height();
    private long batch = 128;
    private long steps = 10;
    private int threads = 1;
    private String kernels = Kernels.FAST.label();
    private String device = Device.CPU.label();
    private String precision = Precision.FP32.label();
    private boolean deterministic;
    private long seed;

    private Builder(String net, String block) {
      this.net = net;
      this.block = block;
    }

    /** Sets what a round is. */
    Builder mode(String value) {
      mode = value;
      return this;
    }

    /** Sets the network by name. */
    Builder net(String value) {
      net = value;
      return this;
    }

    /** Sets the channels of the first stage; 0 for the family's. */
    public Builder width(long value) {
      width = value;
      return this;
    }

    /** Sets the height and width of the images in pixels. */
    public Builder size(int value) {
      size = value;
      return this;
    }

    /** Sets the images of a step. */
    public Builder batch(long value) {
      batch = value;
      return this;
    }

    /** Sets the steps of a round. */
    public Builder steps(long value) {
      steps = value;
      return this;
    }

    /** Sets the CPU threads of one operation. */
    public Builder threads(int value) {
      threads = value;
      return this;
    }

    /** Sets whose kernels ResLab computes with. */
    public Builder kernels(Kernels value) {
      kernels = value.label();
      return this;
    }

    /** Sets what the network lives on; not {@link Device#AUTO}. */
    public Builder device(Device value) {
      device = value.label();
      return this;
    }

    /** Sets what is computed in. */
    public Builder precision(Precision value) {
      precision = value.label();
      return this;
    }

    /** Sets whether a CUDA device gives the same bits each time. */
    public Builder deterministic(boolean value) {
      deterministic = value;
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws InvalidArgumentException where a value is out of range
     */
    public WorkerSettings build() {
      return new WorkerSettings(
          mode,
          net,
          block,
          width,
          size,
          batch,
          steps,
          threads,
          kernels,
          device,
          precision,
          deterministic,
          seed);
    }
  }

  /** Whether the network lives on a CUDA device. */
  public boolean onCuda() {
    return Device.parse(device).kind() == Device.Kind.CUDA;
  }

  /** Images of a round. */
  long images() {
    return batch * steps;
  }

  String toJson() {
    return Json.line(this);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws CorruptDataException if it is something else
   */
  static WorkerSettings parse(String json) {
    Message message = Message.parse(json);
    return new WorkerSettings(
        message.text("mode"),
        message.text("net"),
        message.text("block"),
        message.whole("width"),
        Math.toIntExact(message.whole("size")),
        message.whole("batch"),
        message.whole("steps"),
        Math.toIntExact(message.whole("threads")),
        message.text("kernels"),
        message.text("device"),
        message.text("precision"),
        message.flag("deterministic"),
        message.whole("seed"));
  }

  /** For a document: everything but the mode. */
  Map<String, Object> describe() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("net", net);
    settings.put("block", block);
    if (width > 0) {
      settings.put("base", width);
    }
    if (size != ImageDescription.CIFAR10.height()) {
      settings.put("size", size);
    }
    settings.put("batch", batch);
    settings.put("steps", steps);
    settings.put("threads", threads);
    if (!onCuda()) {
      settings.put("kernels", kernels); // of a CPU alone
    }
    settings.put("device", device);
    settings.put("precision", precision);
    if (deterministic) {
      settings.put("deterministic", true);
    }
    return settings;
  }
}
