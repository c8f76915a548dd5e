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
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.CancelFlag;
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
import org.reslab.report.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says whether this machine can run ResLab, and on what. */
@Command(
    name = "doctor",
    header = "Check this machine: Java, LibTorch, threads, CUDA, caches, and one training step.",
    exitCodeList = {
      "0:all is well",
      "1:the self-test failed",
      "2:wrong use",
      "3:the native part is unavailable"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final List<DatasetKind> DATASETS =
      List.of(DatasetKind.CIFAR10, DatasetKind.CIFAR100);

  @Mixin private final CommonOptions common = new CommonOptions();

  /** Outcome of a training step on made-up images; loss is NaN where it failed. */
  private record SelfTest(boolean passed, String message, double loss) {}

  @Override
  public Integer call() {
    @Nullable RuntimeInfo runtime = null;
    String reason = "";
    try {
      runtime = NativeRuntime.get().info();
    } catch (NativeUnavailableException e) {
      reason = String.valueOf(e.getMessage());
    }
    @Nullable SelfTest test = runtime == null ? null : selfTest();
    Path cache = DatasetStore.defaultDirectory();
    if (common.json()) {
      common.context().printJson(document(runtime, reason, test, cache));
    } else {
      common.context().print(text(runtime, reason, test, cache));
    }
    if (test == null) {
      return ExitCodes.NATIVE_UNAVAILABLE;
    }
    return test.passed() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  /** Trains a small network for one step and evaluates it. */
  private static SelfTest selfTest() {
    int images = 16;
    try (MemorySession session = MemorySession.open()) {
      var data = session.synthetic(images, 10, 0);
      Network network = session.network(NetworkSpec.of("tinynet", Block.of("basic")).withBase(8));
      TrainingConfig config = TrainingConfig.defaults(1).withBatch(images);
      Trainer trainer = session.trainer(network, data, config);
      StepRecord step = trainer.run(1, Duration.ZERO, CancelFlag.create()).steps().getFirst();
      boolean sound =
          Double.isFinite(step.loss())
              && step.gradNorm() > 0
              && network.evaluate(data).images() == images;
      String message = sound ? "one step on %d images".formatted(images) : "impossible: " + step;
      return new SelfTest(sound, message, step.loss());
    } catch (ReslabException e) {
      return new SelfTest(false, String.valueOf(e.getMessage()), Double.NaN);
    }
  }

  /** Returns free bytes where a folder is or would be made, -1 where the system does not tell. */
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

  private static Map<String, Object> document(
      @Nullable RuntimeInfo runtime, String reason, @Nullable SelfTest test, Path cache) {
    Map<String, Object> java = new LinkedHashMap<>();
    java.put("version", Runtime.version().toString());
    java.put("vendor", System.getProperty("java.vendor", ""));
    java.put("home", System.getProperty("java.home", ""));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", test == null ? "unavailable" : test.passed() ? "ok" : "failed");
    document.put("java", java);
    if (runtime == null) {
      document.put("reason", reason);
    } else {
      document.put("native", runtime);
    }
    document.put("loader_trace", NativeRuntime.lastTrace().steps());
    Map<String, Object> present = new LinkedHashMap<>();
    DATASETS.forEach(kind -> present.put(kind.label(), Datasets.inCache(kind)));
    document.put("cache", cache.toString());
    document.put("datasets", present);
    document.put("free_disk_bytes", freeBytes(cache));
    if (test != null) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("passed", test.passed());
      result.put("message", test.message());
      result.put("loss", test.loss());
      document.put("self_test", result);
    }
    return document;
  }

  private static String text(
      @Nullable RuntimeInfo runtime, String reason, @Nullable SelfTest test, Path cache) {
    StringBuilder out = new StringBuilder();
    line(out, "Java", Runtime.version() + " in " + System.getProperty("java.home", ""));
    if (runtime == null) {
      line(out, "native part", "unavailable: " + reason.lines().findFirst().orElse(""));
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
          "%d threads an operation, LibTorch on %s, own kernels %s"
              .formatted(runtime.threads(), runtime.cpuCapability(), runtime.cpuKernels()));
      line(
          out,
          "CUDA",
          runtime.cudaCompiled()
              ? "%d usable devices".formatted(runtime.cudaDevices())
              : "not in this LibTorch");
    }
    String label = "loader";
    for (LoadTrace.Step step : NativeRuntime.lastTrace().steps()) {
      line(out, label, step.place() + ": " + step.outcome());
      label = "";
    }
    long free = freeBytes(cache);
    line(out, "cache", cache + (free < 0 ? "" : ", " + Numbers.bytes((double) free) + " free"));
    for (DatasetKind kind : DATASETS) {
      line(
          out,
          kind.label(),
          Datasets.inCache(kind)
              ? "present"
              : "not there; 'reslab data fetch --data %s' gets it".formatted(kind.label()));
    }
    if (test != null) {
      line(out, "self-test", (test.passed() ? "passed: " : "FAILED: ") + test.message());
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String label, String value) {
    out.append("%-12s %s%n".formatted(label, value));
  }
}
