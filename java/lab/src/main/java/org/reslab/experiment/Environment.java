// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.Device;
import org.reslab.NativeRuntime;
import org.reslab.RuntimeInfo;

/**
 * Where an experiment ran, for whoever wants to run it again.
 *
 * @param started when, in UTC
 * @param commandLine of this process; empty where the system does not report it
 * @param reslabVersion of the native part
 * @param torchCompiled LibTorch version of the headers
 * @param torchRunning LibTorch version of the loaded library
 * @param cpuCapability vector instructions that LibTorch uses
 * @param cpuKernels ResLab's own kernels for this CPU, or {@code none}
 * @param cudaCompiled whether LibTorch was built with CUDA
 * @param cudaDevices usable CUDA devices
 * @param javaVersion version of the running JVM
 * @param javaVendor its vendor
 * @param os name and version of the operating system
 * @param arch processor architecture
 * @param cpuModel as the system names it, null where it does not
 * @param cores logical processors available to this process
 * @param threads CPU threads of one operation
 * @param device that the networks live on
 * @param deviceName of a CUDA device, as the driver has it; null for a CPU
 * @param cudaVersion CUDA that LibTorch was built with, null without
 * @param cudaDriver newest CUDA that the driver serves, null without a driver
 * @param git commit of the checkout that this program runs from, null outside of one or without git
 */
public record Environment(
    String started,
    List<String> commandLine,
    String reslabVersion,
    String torchCompiled,
    String torchRunning,
    String cpuCapability,
    String cpuKernels,
    boolean cudaCompiled,
    int cudaDevices,
    String javaVersion,
    String javaVendor,
    String os,
    String arch,
    @Nullable String cpuModel,
    int cores,
    int threads,
    String device,
    @Nullable String deviceName,
    @Nullable String cudaVersion,
    @Nullable String cudaDriver,
    @Nullable Git git) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final long GIT_SECONDS = 5;

  /**
   * A checkout.
   *
   * @param commit full hash
   * @param modified whether tracked files differ from it
   */
  public record Git(String commit, boolean modified) {}

  /**
   * Describes this process and machine.
   *
   * @param device that is used; not {@link Device#AUTO}
   */
  public static Environment capture(NativeRuntime nativePart, Device device) {
    RuntimeInfo runtime = nativePart.info();
    ProcessHandle.Info process = ProcessHandle.current().info();
    List<String> commandLine =
        Stream.concat(
                process.command().stream(),
                process.arguments().map(Arrays::stream).orElseGet(Stream::empty))
            .toList();
    return new Environment(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        commandLine,
        runtime.reslabVersion(),
        runtime.torchCompiled(),
        runtime.torchRunning(),
        runtime.cpuCapability(),
        runtime.cpuKernels(),
        runtime.cudaCompiled(),
        runtime.cudaDevices(),
        Runtime.version().toString(),
        System.getProperty("java.vendor", ""),
        System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""),
        System.getProperty("os.arch", ""),
        readCpuModel(),
        Runtime.getRuntime().availableProcessors(),
        runtime.threads(),
        device.label(),
        device.kind() == Device.Kind.CUDA ? nativePart.device(device.index()).name() : null,
        runtime.cudaVersion(),
        runtime.cudaDriver(),
        readGit());
  }

  /**
   * Returns why numbers measured here may differ from those of an earlier process; empty where they
   * are the same bit for bit.
   *
   * @param earlier what that process's {@code environment.json} holds
   */
  List<String> differences(Map<String, @Nullable Object> earlier) {
    Map<String, @Nullable Object> now = new LinkedHashMap<>();
    now.put("torch_running", torchRunning);
    now.put("cpu_capability", cpuCapability);
    now.put("cpu_kernels", cpuKernels);
    now.put("threads", threads);
    now.put("device", device);
    now.put("device_name", deviceName);
    List<String> differences = new ArrayList<>();
    now.forEach((key, value) -> {
      Object before = earlier.get(key);
      if (!Objects.equals(value, before)) {
        differences.add("%s was %s and is %s".formatted(key, before, value));
      }
    });
    return differences;
  }

  private static @Nullable String readCpuModel() {
    if (!Files.isReadable(CPU_INFO)) {
      return null;
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(null);
    } catch (IOException | UncheckedIOException _) {
      return null; // the model's name is worth no failed experiment
    }
  }

  private static @Nullable Git readGit() {
    CodeSource source = Environment.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return null;
    }
    try {
      Path place = Path.of(source.getLocation().toURI());
      Path folder = Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
      if (folder == null) {
        return null;
      }
      String commit = git(folder, "rev-parse", "HEAD");
      String changes = git(folder, "status", "--porcelain", "--untracked-files=no");
      return commit == null || changes == null ? null : new Git(commit, !changes.isEmpty());
    } catch (URISyntaxException | IllegalArgumentException | IOException _) {
      return null; // no folder, or no git
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static @Nullable String git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(Stream.of("git", "-C", folder.toString()), Arrays.stream(arguments)).toList();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    // Ends a git that hangs, and with it the reading of what it prints.
    var _ =
        process
            .onExit()
            .orTimeout(GIT_SECONDS, TimeUnit.SECONDS)
            .exceptionally(_ -> {
              process.destroyForcibly();
              return process;
            });
    byte[] output = process.getInputStream().readAllBytes();
    return process.waitFor() == 0 ? new String(output, StandardCharsets.UTF_8).strip() : null;
  }
}
