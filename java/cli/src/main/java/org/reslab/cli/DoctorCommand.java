// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.DeviceException;
import org.reslab.DeviceInfo;
import org.reslab.LoadTrace;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.NativeUnavailableException;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.ReslabException;
import org.reslab.RuntimeInfo;
import org.reslab.StepRecord;
import org.reslab.Trainer;
import org.reslab.TrainingConfig;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetStore;
import org.reslab.text.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether this machine can run ResLab, and on what. */
@Command(
    name = "doctor",
    header = "Check this machine: Java, LibTorch, threads, CUDA, caches, and one training step.",
    exitCodeList = {
      "0:all is well",
      "1:the self-test failed",
      "2:usage error",
      "3:the native part is unavailable"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final List<DatasetKind> DATASETS = DatasetKind.withFiles();

  @Mixin private final CommonOptions common = new CommonOptions();

  /** Outcome of a training step on made-up images; loss is NaN where it failed. */
  private record SelfTest(boolean passed, String message, double loss) {
    Map<String, Object> document() {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("passed", passed);
      result.put("message", message);
      result.put("loss", loss);
      return result;
    }
  }

  /**
   * A CUDA device.
   *
   * @param info null where it cannot be opened
   * @param unusable why it cannot be used, null where it can
   * @param test null where it cannot be used
   */
  private record Card(
      Device device,
      @Nullable DeviceInfo info,
      @Nullable String unusable,
      @Nullable SelfTest test) {
    static Card of(int index) {
      Device device = Device.cuda(index);
      DeviceInfo info;
      try {
        info = NativeRuntime.get().device(index);
      } catch (DeviceException e) {
        return new Card(device, null, "it cannot be opened: " + e.getMessage(), null);
      }
      return info.supported()
          ? new Card(device, info, null, selfTest(device))
          : new Card(
              device,
              info,
              "this build holds no code for it; build against a LibTorch for this card",
              null);
    }
  }

  /** What was found out; {@code runtime} and {@code test} are null without the native part. */
  private record Findings(
      @Nullable RuntimeInfo runtime,
      String reason,
      @Nullable SelfTest test,
      List<Card> cards,
      Path cache) {
    boolean passed() {
      return test != null
          && test.passed()
          && cards.stream().allMatch(card -> card.test() == null || card.test().passed());
    }
  }

  @Override
  public Integer call() {
    Findings found = examine();
    if (common.json()) {
      common.context().printJson(document(found));
    } else {
      common.context().print(text(found));
    }
    if (found.runtime() == null) {
      return ExitCodes.NATIVE_UNAVAILABLE;
    }
    return found.passed() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static Findings examine() {
    Path cache = DatasetStore.defaultDirectory();
    NativeRuntime runtime;
    try {
      runtime = NativeRuntime.get();
    } catch (NativeUnavailableException e) {
      return new Findings(null, String.valueOf(e.getMessage()), null, List.of(), cache);
    }
    RuntimeInfo info = runtime.info();
    List<Card> cards = IntStream.range(0, info.cudaDevices()).mapToObj(Card::of).toList();
    return new Findings(info, "", selfTest(Device.CPU), cards, cache);
  }

  /** Trains a small network for one step and evaluates it. */
  private static SelfTest selfTest(Device device) {
    int images = 16;
    try (MemorySession session = MemorySession.open()) {
      var data = session.synthetic(images, 10, 0);
      Network network =
          session.network(
              NetworkSpec.builder("tinynet", Block.of("basic")).width(8).build(), device);
      TrainingConfig config = TrainingConfig.builder(1).batch(images).build();
      Trainer trainer = session.trainer(network, data, config);
      StepRecord step = trainer.run(1, Duration.ZERO, CancelFlag.create()).steps().getFirst();
      boolean sound =
          Double.isFinite(step.loss())
              && step.gradNorm() > 0
              && network.evaluate(data).images() == images;
      String message = sound ? "one step on %s images".formatted(images) : "impossible: " + step;
      return new SelfTest(sound, message, step.loss());
    } catch (ReslabException e) {
      return new SelfTest(false, String.valueOf(e.getMessage()), Double.NaN);
    }
  }

  /**
   * Returns free bytes where a folder is or would be made, -1 where the system does not report it.
   */
  private static long freeBytes(Path folder) {
    @Nullable Path existing = folder.toAbsolutePath();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      return existing == null ? -1 : Files.getFileStore(existing).getUsableSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  private static Map<String, Object> document(Findings found) {
    Map<String, Object> java = new LinkedHashMap<>();
    java.put("version", Runtime.version().toString());
    java.put("vendor", System.getProperty("java.vendor", ""));
    java.put("home", System.getProperty("java.home", ""));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "status", found.runtime() == null ? "unavailable" : found.passed() ? "ok" : "failed");
    document.put("java", java);
    if (found.runtime() == null) {
      document.put("reason", found.reason());
    } else {
      document.put("native", found.runtime());
      document.put("devices", found.cards().stream().map(DoctorCommand::document).toList());
    }
    document.put("loader_trace", NativeRuntime.lastTrace().steps());
    Map<String, Object> present = new LinkedHashMap<>();
    DATASETS.forEach(kind -> present.put(kind.label(), Datasets.inCache(kind)));
    document.put("cache", found.cache().toString());
    document.put("datasets", present);
    document.put("free_disk_bytes", freeBytes(found.cache()));
    if (found.test() != null) {
      document.put("self_test", found.test().document());
    }
    return document;
  }

  private static Map<String, Object> document(Card card) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("device", card.device().label());
    DeviceInfo info = card.info();
    if (info != null) {
      document.put("name", info.name());
      document.put("compute_capability", info.computeCapability());
      document.put("multiprocessors", info.multiprocessors());
      document.put("memory_total", info.memoryTotal());
      document.put("memory_free", info.memoryFree());
      document.put("supported", info.supported());
    }
    if (card.unusable() != null) {
      document.put("unusable", card.unusable());
    }
    if (card.test() != null) {
      document.put("self_test", card.test().document());
    }
    return document;
  }

  private static String text(Findings found) {
    StringBuilder out = new StringBuilder();
    line(out, "Java", Runtime.version() + " in " + System.getProperty("java.home", ""));
    RuntimeInfo runtime = found.runtime();
    if (runtime == null) {
      line(out, "native part", "unavailable: " + found.reason().lines().findFirst().orElse(""));
    } else {
      line(out, "native part", "reslab " + runtime.reslabVersion());
      line(
          out,
          "LibTorch",
          "compiled against %s, running %s"
              .formatted(runtime.torchCompiled(), runtime.torchRunning()));
      line(
          out,
          "CPU",
          "%s threads an operation, LibTorch on %s, own kernels %s"
              .formatted(runtime.threads(), runtime.cpuCapability(), runtime.cpuKernels()));
      cuda(out, runtime, found.cards());
    }
    String label = "loader";
    for (LoadTrace.Step step : NativeRuntime.lastTrace().steps()) {
      line(out, label, step.place() + ": " + step.outcome());
      label = "";
    }
    long free = freeBytes(found.cache());
    line(
        out,
        "cache",
        found.cache() + (free < 0 ? "" : ", " + Numbers.bytes((double) free) + " free"));
    for (DatasetKind kind : DATASETS) {
      line(
          out,
          kind.label(),
          Datasets.inCache(kind)
              ? "present"
              : "not there; 'reslab data fetch --data %s' gets it".formatted(kind.label()));
    }
    if (found.test() != null) {
      line(out, "self-test", outcome(found.test()));
    }
    return out.toString();
  }

  private static void cuda(StringBuilder out, RuntimeInfo runtime, List<Card> cards) {
    if (runtime.cudaVersion() != null) {
      line(
          out,
          "CUDA",
          "%s, driver %s"
              .formatted(
                  runtime.cudaVersion(),
                  runtime.cudaDriver() == null
                      ? "none"
                      : "for CUDA up to " + runtime.cudaDriver()));
    }
    if (!runtime.cudaArchitectures().isEmpty()) {
      line(out, "", "code for " + String.join(" ", runtime.cudaArchitectures()));
    }
    if (runtime.cudaUnavailable() != null) {
      line(
          out,
          runtime.cudaVersion() == null ? "CUDA" : "",
          "not available: " + runtime.cudaUnavailable());
    }
    for (Card card : cards) {
      DeviceInfo info = card.info();
      String label = card.device().label();
      if (info != null) {
        line(
            out,
            label,
            "%s, compute capability %s, %s of %s free"
                .formatted(
                    info.name(),
                    info.computeCapability(),
                    Numbers.bytes((double) info.memoryFree()),
                    Numbers.bytes((double) info.memoryTotal())));
        label = "";
      }
      if (card.unusable() != null) {
        line(out, label, "cannot be used: " + card.unusable());
      }
      if (card.test() != null) {
        line(out, label, "self-test " + outcome(card.test()));
      }
    }
  }

  private static String outcome(SelfTest test) {
    return (test.passed() ? "passed: " : "FAILED: ") + test.message();
  }

  private static void line(StringBuilder out, String label, String value) {
    out.append("%-12s %s%n".formatted(label, value));
  }
}
