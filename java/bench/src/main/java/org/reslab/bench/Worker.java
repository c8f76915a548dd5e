// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.MachineLimits;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Precision;
import org.reslab.ReslabException;
import org.reslab.Schedule;
import org.reslab.StepProfile;
import org.reslab.StepRecord;
import org.reslab.Trainer;
import org.reslab.TrainerInfo;
import org.reslab.TrainingConfig;
import org.reslab.files.Json;

/**
 * ResLab's side of a benchmark, in a process of its own: its peak memory is its own, and it waits
 * like a peer while another contender runs.
 *
 * <p>Takes {@link WorkerSettings} as its argument. Prints one JSON object a line: first that it is
 * ready, then an answer to each line of standard input. {@code round} makes one round, {@code
 * profile N} so many profiled steps. In the mode {@code limits} there is no network, and {@code
 * limits} measures the machine. It ends with its input.
 */
public final class Worker {
  /** A round trains {@link WorkerSettings#steps} steps, augmented. */
  static final String TRAIN = "train";

  /** A round evaluates as many batches. */
  static final String EVALUATE = "evaluate";

  /** There are no rounds: the machine is measured, apart from whatever has a peak memory. */
  static final String LIMITS = "limits";

  /** Long enough for any benchmark; the schedule is constant. */
  private static final long EPOCHS = 1_000_000;

  private static final long CUDA_WARM_UP_STEPS = 30;

  /** Low enough for random labels. */
  private static final double LR = 0.01;

  private final WorkerSettings settings;
  private final Network network;
  private final Dataset images;
  private final @Nullable Trainer trainer;
  private final CancelFlag never = CancelFlag.create();

  private Worker(WorkerSettings settings, MemorySession session) {
    this.settings = settings;
    network = network(session, settings);
    images = RandomImages.open(session, settings.images(), settings.size());
    trainer =
        switch (settings.mode()) {
          case TRAIN ->
              session.trainer(
                  network,
                  images,
                  TrainingConfig.builder(EPOCHS)
                      .batch(settings.batch())
                      .deterministic(settings.deterministic())
                      .lr(LR)
                      .schedule(new Schedule.Constant())
                      .seed(settings.seed())
                      .build());
          case EVALUATE -> null;
          default ->
              throw new InvalidArgumentException(
                  "mode is '%s', expected %s, %s or %s"
                      .formatted(settings.mode(), TRAIN, EVALUATE, LIMITS));
        };
  }

  private static Network network(MemorySession session, WorkerSettings settings) {
    Network network = session.network(spec(settings), Device.parse(settings.device()));
    network.useKernels(Kernels.parse(settings.kernels()));
    network.usePrecision(Precision.parse(settings.precision()));
    return network;
  }

  private static NetworkSpec spec(WorkerSettings settings) {
    return NetworkSpec.builder(settings.net(), Block.of(settings.block()))
        .images(RandomImages.description(settings.size()))
        .width(settings.width())
        .seed(settings.seed())
        .build();
  }

  /**
   * Builds the network once, so that a mistake in its name, a device that is not there or a
   * precision that the device lacks is found before a process is started.
   *
   * @throws ReslabException if there is none such
   */
  static void requireNetwork(WorkerSettings settings) {
    try (MemorySession session = MemorySession.open()) {
      var _ = network(session, settings);
    }
  }

  /** Serves until its input ends. */
  public static void main(String[] args) throws IOException {
    PrintWriter out =
        new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    int code = 0;
    try {
      if (args.length != 1) {
        throw new InvalidArgumentException(
            "found %s arguments, expected one: the settings as JSON".formatted(args.length));
      }
      serve(WorkerSettings.parse(args[0]), in, out);
    } catch (ReslabException e) {
      out.println(Json.line(Map.of("error", String.valueOf(e.getMessage()))));
      code = 1;
    }
    out.flush();
    System.exit(code);
  }

  private static void serve(WorkerSettings settings, BufferedReader in, PrintWriter out)
      throws IOException {
    NativeRuntime.get().setThreads(settings.threads());
    if (settings.mode().equals(LIMITS)) {
      out.println(Json.line(Map.of("ready", true)));
      answer(in, out, Worker::limits);
      return;
    }
    try (MemorySession session = MemorySession.open()) {
      Worker worker = new Worker(settings, session);
      long idle = ProcessMemory.residentBytes();
      worker.warmUp();
      out.println(Json.line(worker.greeting(idle)));
      answer(in, out, worker::answer);
    }
  }

  private static void answer(BufferedReader in, PrintWriter out, Function<String, Object> answers)
      throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(Json.line(answers.apply(line.strip())));
    }
  }

  private Map<String, Object> greeting(long idleBytes) {
    Map<String, Object> greeting = new LinkedHashMap<>();
    greeting.put("ready", true);
    greeting.put("description", description());
    greeting.put("version", NativeRuntime.get().info().torchRunning());
    greeting.put("threads", NativeRuntime.get().info().threads());
    greeting.put("parameters", network.parameterCount());
    greeting.put("macs", network.layers().stream().mapToLong(layer -> layer.macs()).sum());
    greeting.put("idle_bytes", idleBytes);
    return greeting;
  }

  private String description() {
    if (trainer == null) {
      return "ResLab, batches normalised in turn with the network";
    }
    if (!settings.onCuda()) {
      return "ResLab, batches augmented during the step";
    }
    // What the trainer made of its device is known only now, after the warm-up.
    TrainerInfo info = trainer.info();
    return "ResLab, steps "
        + (info.recorded() ? "recorded and replayed" : "issued one operation at a time")
        + (info.resident()
            ? ", images resident and augmented on the device"
            : ", batches augmented on the host")
        + (info.notice() == null ? "" : "; " + info.notice());
  }

  private Object answer(String request) {
    String[] words = request.split(" ", -1);
    return switch (words[0]) {
      case "round" -> round();
      case "profile" -> profile(Long.parseLong(words[1]));
      default ->
          throw new InvalidArgumentException(
              "found the request '%s', expected round or profile N".formatted(request));
    };
  }

  /**
   * As peer.py does: on a CUDA device as many steps as it takes to choose algorithms and record.
   */
  private void warmUp() {
    long rounds = settings.onCuda() ? Math.ceilDiv(CUDA_WARM_UP_STEPS, settings.steps()) : 1;
    for (long i = 0; i < rounds; i++) {
      var _ = round();
    }
  }

  private Map<String, Object> round() {
    double waited = 0;
    long seen = 0;
    long start = System.nanoTime();
    if (trainer == null) {
      seen = network.evaluate(images, Math.toIntExact(settings.batch()), never, null).images();
    } else {
      for (long done = 0; done < settings.steps(); ) {
        for (StepRecord step : trainer.run(settings.steps() - done, Duration.ZERO, never).steps()) {
          waited += step.waitSeconds();
          seen += step.images();
          done++;
        }
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> round = new LinkedHashMap<>();
    round.put("images", seen);
    round.put("seconds", seconds);
    round.put("wait_seconds", waited);
    round.put("peak_bytes", ProcessMemory.peakBytes());
    return round;
  }

  private static MachineLimits limits(String request) {
    if (!request.equals(LIMITS)) {
      throw new InvalidArgumentException(
          "found the request '%s', expected %s".formatted(request, LIMITS));
    }
    return NativeRuntime.get().measureLimits();
  }

  private StepProfile profile(long steps) {
    if (trainer == null) {
      throw new InvalidArgumentException("only the steps of a training can be profiled");
    }
    return trainer.profile(steps);
  }
}
