// SPDX-License-Identifier: Apache-2.0
package org.reslab.parity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.reslab.Block;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.DataPlacement;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.ImageBatch;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.Measure;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Precision;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.Schedule;
import org.reslab.StepMode;
import org.reslab.StepRecord;
import org.reslab.Trainer;
import org.reslab.TrainerInfo;
import org.reslab.TrainingConfig;

/**
 * Holds what a device computes against LibTorch's kernels on the CPU: batches, logits, gradients,
 * training steps and probes. Of the CPU itself, it holds the fast kernels and bfloat16 against
 * them: logits and training steps.
 */
public final class ParitySuite {
  /** Sums in another order, and convolutions by another algorithm. */
  private static final double FLOAT32 = 1e-4;

  /** Probes in float64 agree but for rounding, which a spectrum's tail amplifies most. */
  private static final double FLOAT64 = 1e-6;

  /** Rounding differences that 20 steps of a network with ReLU amplify. */
  private static final double STEPS = 1e-2;

  /** Losses of 20 steps in another precision than float32. */
  private static final double PRECISION_STEPS = 0.1;

  private static final String SHARE = "of the largest value";
  private static final String RELATIVE = "relative";
  private static final String BITS = "values of other bits";

  private static final int CLASSES = 10;
  private static final int STEP_COUNT = 20;

  /** Batches of 32, 32 and 16: steps of both sizes are repeated often enough to be recorded. */
  private static final int TRAIN_IMAGES = 80;

  private static final TrainingConfig CONFIG =
      TrainingConfig.builder(100)
          .batch(32)
          .lr(0.003)
          .schedule(new Schedule.Constant())
          .seed(3)
          .build();

  private static final List<String> BLOCKS =
      List.of("plain", "basic", "preact", "bottleneck", "basic[norm=gn(8)]");

  private final Device device;
  private final CancelFlag cancel;
  private final Consumer<String> listener;
  private final List<ParityCheck> checks = new ArrayList<>();

  /** How the last training made its steps. */
  private TrainerInfo how = new TrainerInfo(false, false, 0, 1, null);

  private ParitySuite(Device device, CancelFlag cancel, Consumer<String> listener) {
    this.device = device;
    this.cancel = cancel;
    this.listener = listener;
  }

  /**
   * Runs all checks; on two cores they take about 10 seconds.
   *
   * @param device not {@link Device#AUTO}
   * @param listener hears what is checked next
   * @throws org.reslab.DeviceException if the device is absent
   * @throws CancelledException if {@code cancel} was set
   */
  public static List<ParityCheck> run(Device device, CancelFlag cancel, Consumer<String> listener) {
    if (device.kind() == Device.Kind.AUTO) {
      throw new InvalidArgumentException("the device is auto, expected cpu or a CUDA device");
    }
    ParitySuite suite = new ParitySuite(device, cancel, listener);
    // The CPU has one way to make batches, gradients in float64 and probes.
    if (device.kind() == Device.Kind.CUDA) {
      suite.batches();
      suite.gradients();
      suite.probes();
    }
    suite.logits();
    suite.steps();
    suite.repetition();
    suite.precisions();
    return List.copyOf(suite.checks);
  }

  private void begin(String name) {
    if (cancel.isCancelled()) {
      throw new CancelledException("the comparison was cancelled before its " + name);
    }
    listener.accept(name);
  }

  private void add(String name, String subject, double difference, double tolerance, String unit) {
    checks.add(new ParityCheck(name, subject, difference, tolerance, unit));
  }

  /** Order, crops and flips of whole and partial batches of two epochs. */
  private void batches() {
    begin("batches");
    try (MemorySession session = MemorySession.open()) {
      Dataset bytes = pictures(session);
      compareBatches("bytes", bytes);
      compareBatches("float32 values", session.synthetic(TRAIN_IMAGES, CLASSES, 1));
    }
  }

  private void compareBatches(String subject, Dataset data) {
    for (boolean augment : new boolean[] {true, false}) {
      TrainingConfig config = CONFIG.toBuilder().augment(augment).build();
      int different = 0;
      for (long number = 0; number < 6; number++) {
        ImageBatch found = data.batch(config, number, device);
        ImageBatch expected = data.batch(config, number, Device.CPU);
        different += Differences.bits(found.images(), expected.images());
        different += Differences.labels(found.labels(), expected.labels());
      }
      add("batches", subject + (augment ? ", augmented" : ""), different, 0, BITS);
    }
  }

  private void logits() {
    for (String block : BLOCKS) {
      begin("logits");
      try (MemorySession session = MemorySession.open()) {
        NetworkSpec spec = NetworkSpec.builder("tinynet", Block.of(block)).seed(1).build();
        Dataset data = pictures(session);
        float[] expected = logits(reference(session, spec), data);
        add(
            "logits, fp32",
            "tinynet " + block,
            Differences.ofLogits(logits(candidate(session, spec), data), expected),
            FLOAT32,
            SHARE);
        if (!block.equals("basic")) {
          continue;
        }
        for (Precision precision : reduced()) {
          Network network = candidate(session, spec);
          network.usePrecision(precision);
          add(
              "logits, " + precision.label(),
              "tinynet " + block,
              Differences.ofLogits(logits(network, data), expected),
              tolerance(precision),
              SHARE);
        }
      }
    }
  }

  private float[] logits(Network network, Dataset data) {
    return network.logits(data, 64, cancel).values();
  }

  /** Precisions below float32; a CPU without instructions for float16 takes minutes for that. */
  private List<Precision> reduced() {
    return device.kind() == Device.Kind.CUDA
        ? List.of(Precision.TF32, Precision.BF16, Precision.FP16)
        : List.of(Precision.BF16);
  }

  /** Mantissas of 11, 8 and 11 bits, through a dozen layers. */
  private static double tolerance(Precision precision) {
    return precision == Precision.BF16 ? 0.05 : 0.01;
  }

  private void gradients() {
    for (String block : BLOCKS) {
      begin("gradients");
      compareProbes(
          "gradients, float64",
          small(block),
          ProbeConfig.builder(EnumSet.of(Probe.GRADIENTS), 16).float64(true).build(),
          FLOAT64);
    }
  }

  private void probes() {
    begin("probes");
    for (Probe probe : Probe.values()) {
      begin("probes");
      compareProbes(
          "probe " + probe.label() + ", float64",
          small("basic"),
          ProbeConfig.builder(EnumSet.of(probe), 16).float64(true).build(),
          FLOAT64);
    }
  }

  /** Float64 is slow everywhere. */
  private static NetworkSpec small(String block) {
    return NetworkSpec.builder("tinynet", Block.of(block))
        .width(8)
        .layers(List.of(1L, 1L, 1L))
        .seed(2)
        .build();
  }

  private void compareProbes(String name, NetworkSpec spec, ProbeConfig config, double tolerance) {
    try (MemorySession session = MemorySession.open()) {
      Dataset data = pictures(session);
      List<Measure> expected = reference(session, spec).probe(data, config, cancel);
      List<Measure> found = candidate(session, spec).probe(data, config, cancel);
      String subject = spec.net() + " " + spec.block().name();
      add(name, subject, Differences.ofMeasures(found, expected), tolerance, RELATIVE);
    }
  }

  private void steps() {
    for (String block : BLOCKS) {
      begin("steps");
      List<StepRecord> found = train(device, Kernels.FAST, block, Precision.FP32, CONFIG);
      List<StepRecord> expected =
          train(Device.CPU, Kernels.REFERENCE, block, Precision.FP32, CONFIG);
      String subject = "tinynet " + block;
      double gradients = Differences.ofFirstGradients(found, expected);
      add("gradient norm, fp32", subject, gradients, FLOAT32, RELATIVE);
      add(
          STEP_COUNT + " steps, fp32",
          subject,
          Differences.ofLosses(found, expected),
          STEPS,
          RELATIVE);
    }
  }

  /** That the same steps are made again, however they are given to the device. */
  private void repetition() {
    boolean cuda = device.kind() == Device.Kind.CUDA;
    TrainingConfig plain =
        CONFIG.toBuilder()
            .deterministic(true)
            .dataPlacement(cuda ? DataPlacement.RESIDENT : DataPlacement.AUTO)
            .build();
    List<StepRecord> first = deterministic(plain);
    if (cuda) {
      // Else the comparisons below are of a thing with itself.
      add("steps are recorded", "tinynet basic", how.recorded() ? 0 : 1, 0, "not so");
      add("images are resident", "tinynet basic", how.resident() ? 0 : 1, 0, "not so");
    }
    compareRepetition("again", first, plain);
    if (cuda) {
      compareRepetition("not recorded", first, plain.toBuilder().stepMode(StepMode.EAGER).build());
      compareRepetition(
          "streamed", first, plain.toBuilder().dataPlacement(DataPlacement.STREAMED).build());
    }
  }

  private void compareRepetition(String subject, List<StepRecord> first, TrainingConfig config) {
    add(
        "deterministic steps, " + subject,
        "tinynet basic",
        Differences.bits(deterministic(config), first),
        0,
        BITS);
  }

  private List<StepRecord> deterministic(TrainingConfig config) {
    begin("repetition");
    return train(device, Kernels.FAST, "basic", Precision.FP32, config);
  }

  private void precisions() {
    begin("precisions");
    List<StepRecord> fp32 = train(device, Kernels.FAST, "basic", Precision.FP32, CONFIG);
    for (Precision precision : reduced()) {
      begin("precisions");
      add(
          "%s steps, %s".formatted(STEP_COUNT, precision.label()),
          "tinynet basic",
          Differences.ofLosses(train(device, Kernels.FAST, "basic", precision, CONFIG), fp32),
          PRECISION_STEPS,
          RELATIVE);
    }
  }

  private List<StepRecord> train(
      Device where, Kernels kernels, String block, Precision precision, TrainingConfig config) {
    try (MemorySession session = MemorySession.open()) {
      NetworkSpec spec =
          NetworkSpec.builder("tinynet", Block.of(block))
              .width(16)
              .layers(List.of(1L, 1L, 1L))
              .seed(4)
              .build();
      Network network = session.network(spec, where);
      network.useKernels(kernels);
      network.usePrecision(precision);
      Trainer trainer = session.trainer(network, pictures(session), config);
      List<StepRecord> steps = new ArrayList<>();
      while (steps.size() < STEP_COUNT) {
        steps.addAll(trainer.run(STEP_COUNT - (long) steps.size(), Duration.ZERO, cancel).steps());
        if (cancel.isCancelled()) {
          throw new CancelledException("the comparison was cancelled in its steps");
        }
      }
      how = trainer.info();
      return steps;
    }
  }

  private static Network reference(MemorySession session, NetworkSpec spec) {
    Network network = session.network(spec);
    network.useKernels(Kernels.REFERENCE);
    return network;
  }

  private Network candidate(MemorySession session, NetworkSpec spec) {
    return session.network(spec, device);
  }

  /** Pictures of random bytes, always the same. */
  private static Dataset pictures(MemorySession session) {
    byte[] pixels = new byte[TRAIN_IMAGES * ImageDescription.CIFAR10.values()];
    Random random = new Random(0);
    random.nextBytes(pixels);
    long[] labels = random.longs(TRAIN_IMAGES, 0, CLASSES).toArray();
    return session.images(pixels, labels, CLASSES);
  }
}
