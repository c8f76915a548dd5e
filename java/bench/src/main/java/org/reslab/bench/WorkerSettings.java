// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.reslab.CorruptDataException;
import org.reslab.Device;
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
 * @param base channels of the first stage, 0 for the family's
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
    long base,
    long batch,
    long steps,
    int threads,
    String kernels,
    String device,
    String precision,
    boolean deterministic,
    long seed) {
  /** Images of a round are held in memory: a peer keeps 12 KiB of each. */
  private static final long MOST_IMAGES = 100_000;

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
    require(threads >= 1, "threads", threads, "at least 1");
    require(base >= 0, "base", base, "a number of channels, or 0 for the family's");
  }

  /**
   * A round of training on the CPU in float32 with seed 0; a benchmark sets the mode that it needs.
   */
  public static WorkerSettings of(
      String net, String block, long base, long batch, long steps, int threads, Kernels kernels) {
    return new WorkerSettings(
        Worker.TRAIN,
        net,
        block,
        base,
        batch,
        steps,
        threads,
        kernels.label(),
        Device.CPU.label(),
        Precision.FP32.label(),
        false,
        0);
  }

  private static void require(boolean holds, String name, long found, String expected) {
    if (!holds) {
      throw new InvalidArgumentException(name + " is " + found + ", expected " + expected);
    }
  }

  /**
   * The same on another device.
   *
   * @throws InvalidArgumentException for {@link Device#AUTO}
   */
  public WorkerSettings withDevice(Device value) {
    return new WorkerSettings(
        mode,
        net,
        block,
        base,
        batch,
        steps,
        threads,
        kernels,
        value.label(),
        precision,
        deterministic,
        seed);
  }

  /** The same in another precision. */
  public WorkerSettings withPrecision(Precision value) {
    return new WorkerSettings(
        mode,
        net,
        block,
        base,
        batch,
        steps,
        threads,
        kernels,
        device,
        value.label(),
        deterministic,
        seed);
  }

  /** The same with or without the same bits each time. */
  public WorkerSettings withDeterministic(boolean value) {
    return new WorkerSettings(
        mode, net, block, base, batch, steps, threads, kernels, device, precision, value, seed);
  }

  WorkerSettings withMode(String value) {
    return new WorkerSettings(
        value,
        net,
        block,
        base,
        batch,
        steps,
        threads,
        kernels,
        device,
        precision,
        deterministic,
        seed);
  }

  WorkerSettings withNet(String value) {
    return new WorkerSettings(
        mode,
        value,
        block,
        base,
        batch,
        steps,
        threads,
        kernels,
        device,
        precision,
        deterministic,
        seed);
  }

  WorkerSettings withBase(long value) {
    return new WorkerSettings(
        mode,
        net,
        block,
        value,
        batch,
        steps,
        threads,
        kernels,
        device,
        precision,
        deterministic,
        seed);
  }

  WorkerSettings withBatch(long value) {
    return new WorkerSettings(
        mode,
        net,
        block,
        base,
        value,
        steps,
        threads,
        kernels,
        device,
        precision,
        deterministic,
        seed);
  }

  WorkerSettings withSteps(long value) {
    return new WorkerSettings(
        mode,
        net,
        block,
        base,
        batch,
        value,
        threads,
        kernels,
        device,
        precision,
        deterministic,
        seed);
  }

  WorkerSettings withThreads(int value) {
    return new WorkerSettings(
        mode,
        net,
        block,
        base,
        batch,
        steps,
        value,
        kernels,
        device,
        precision,
        deterministic,
        seed);
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
        message.whole("base"),
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
    if (base > 0) {
      settings.put("base", base);
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
