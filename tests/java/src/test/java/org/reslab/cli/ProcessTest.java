// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.Alone;
import org.reslab.OnBothKernels;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What needs a process of its own: signals, environment, standard output, a missing native part.
 */
@Alone
@OnBothKernels
class ProcessTest {
  @TempDir Path temp;

  /** The exit code is that by which a shell reports the signal. */
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129", "USR1, 138"})
  void aSignalKeepsWhatWasMeasured(String signal, int code) throws Exception {
    Path run = temp.resolve("run");
    Process process =
        Cli.start(
            temp,
            Map.of(),
            List.of(),
            "compare",
            "--data",
            "synthetic",
            "--subset",
            "20000",
            "--batch",
            "32",
            "--base",
            "8",
            "--epochs",
            "50",
            "--out",
            run.toString());
    try {
      Path metrics = run.resolve("metrics.jsonl");
      while (!Files.exists(metrics) || Files.size(metrics) == 0) {
        assertThat(process.isAlive()).as(() -> read(temp.resolve("stderr"))).isTrue();
        Thread.sleep(20);
      }
      kill(process, signal);
      Cli result = Cli.await(process, temp);
      assertThat(result.code()).as(result.err()).isEqualTo(code);
      JsonNode summary =
          JsonMapper.shared().readTree(Files.readString(run.resolve("summary.json")));
      assertThat(summary.get("status").asString()).isEqualTo("cancelled");
      assertThat(run.resolve("checkpoints/tinynet-plain-s0/last.state.safetensors"))
          .isNotEmptyFile();
      for (String line : Files.readAllLines(metrics)) {
        assertThat(JsonMapper.shared().readTree(line).get("metric").asString()).isNotEmpty();
      }
      assertThat(result.out()).contains("cancelled");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void kill(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
  }

  /** A step of this network takes seconds. */
  @Test
  void aLongStepIsWaitedForAndSaidAndASecondSignalEndsAtOnce() throws Exception {
    for (boolean again : List.of(false, true)) {
      Path run = temp.resolve("run-" + again);
      Process process =
          Cli.start(
              temp,
              Map.of(),
              List.of(),
              ("train --net resnet-56 --data synthetic --subset 4096 --test-subset 16 --batch 1024"
                      + " --threads 1 --out "
                      + run)
                  .split(" "));
      try {
        Path metrics = run.resolve("metrics.jsonl");
        while (!Files.exists(metrics) || Files.size(metrics) == 0) {
          assertThat(process.isAlive()).as(() -> read(temp.resolve("stderr"))).isTrue();
          Thread.sleep(20);
        }
        Thread.sleep(500); // into the second step
        kill(process, "INT");
        while (!read(temp.resolve("stderr")).contains("SIGINT: stopping after the step")) {
          assertThat(process.isAlive()).as(() -> read(temp.resolve("stderr"))).isTrue();
          Thread.sleep(20);
        }
        if (again) {
          kill(process, "INT");
        }
        Cli result = Cli.await(process, temp);
        assertThat(result.code()).as(result.err()).isEqualTo(130);
        String status =
            JsonMapper.shared()
                .readTree(Files.readString(run.resolve("summary.json")))
                .get("status")
                .asString();
        assertThat(status).isEqualTo(again ? "running" : "cancelled");
        assertThat(Files.exists(run.resolve("checkpoints/resnet-56-basic-s0/last.safetensors")))
            .isEqualTo(!again);
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /**
   * They would take away the code that a call on another thread is executing: an interrupt within a
   * long step ended in a crash report.
   */
  @Test
  void theProcessEndsWithoutTheDestructorsOfNativeLibraries() throws Exception {
    Path log = temp.resolve("loader");
    Map<String, String> telling = Map.of("LD_DEBUG", "files", "LD_DEBUG_OUTPUT", log.toString());
    assertThat(Cli.fork(temp, telling, List.of(), "blocks", "show", "basic").code()).isZero();
    assertThat(Cli.fork(temp, telling, List.of(), "blocks", "show", "basik").code()).isEqualTo(2);
    List<Path> logs;
    try (Stream<Path> files = Files.list(temp)) {
      logs = files.filter(file -> file.getFileName().toString().startsWith("loader.")).toList();
    }
    assertThat(logs).hasSize(2);
    for (Path each : logs) {
      List<String> lines = Files.readAllLines(each);
      assertThat(lines).anyMatch(line -> line.matches(".*calling init: .*libreslab\\.so.*"));
      assertThat(lines).noneMatch(line -> line.matches(".*calling fini: .*libreslab\\.so.*"));
      assertThat(lines).noneMatch(line -> line.matches(".*calling fini: .*libtorch_cpu\\.so.*"));
    }
  }

  @Test
  void aKilledRunLeavesASummaryThatSaysRunning() throws Exception {
    Path run = temp.resolve("run");
    Process process =
        Cli.start(
            temp,
            Map.of(),
            List.of(),
            "train",
            "--data",
            "synthetic",
            "--subset",
            "20000",
            "--base",
            "8",
            "--out",
            run.toString());
    try {
      Path metrics = run.resolve("metrics.jsonl");
      while (!Files.exists(metrics) || Files.size(metrics) == 0) {
        assertThat(process.isAlive()).as(() -> read(temp.resolve("stderr"))).isTrue();
        Thread.sleep(20);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    JsonNode summary = JsonMapper.shared().readTree(Files.readString(run.resolve("summary.json")));
    assertThat(summary.get("status").asString()).isEqualTo("running");
    assertThat(summary.get("runs").size()).isZero();
  }

  @Test
  void missingNativePartIsExitCodeThree() throws Exception {
    List<String> nowhere = List.of("-Dreslab.native=" + temp.resolve("nowhere"));
    Cli summary = Cli.fork(temp, Map.of(), nowhere, "summary");
    assertThat(summary.code()).isEqualTo(3);
    assertThat(summary.out()).isEmpty();
    assertThat(summary.err()).contains(temp.resolve("nowhere").toString());
    Cli doctor = Cli.fork(temp, Map.of(), nowhere, "doctor", "--json");
    assertThat(doctor.code()).isEqualTo(3);
    assertThat(doctor.json().get("status").asString()).isEqualTo("unavailable");
    assertThat(doctor.json().get("loader_trace").size()).isPositive();
    assertThat(Cli.fork(temp, Map.of(), nowhere, "--help").code()).isZero();
  }

  @Test
  void fetchFindsWhatTheCacheHas() throws Exception {
    Path cache = temp.resolve("datasets/cifar-10-batches-bin");
    Files.createDirectories(cache);
    for (String name : List.of("MD5SUMS", "data_batch_1.bin", "test_batch.bin")) {
      Files.copy(Path.of(Cli.realImages(), name), cache.resolve(name));
    }
    Map<String, String> environment = Map.of("RESLAB_CACHE", temp.toString());
    Cli fetch = Cli.fork(temp, environment, List.of(), "data", "fetch", "--json");
    assertThat(fetch.code()).as(fetch.err()).isZero();
    assertThat(fetch.json().get("directory").asString()).isEqualTo(cache.toString());
    assertThat(fetch.json().get("train").size()).isEqualTo(1);
  }

  @Test
  void doctorToleratesADamagedCache() throws Exception {
    Path cache = Files.createDirectories(temp.resolve("datasets/cifar-10-batches-bin"));
    Files.writeString(cache.resolve("MD5SUMS"), "no checksum\n");
    Map<String, String> environment = Map.of("RESLAB_CACHE", temp.toString());
    Cli doctor = Cli.fork(temp, environment, List.of(), "doctor", "--json");
    assertThat(doctor.code()).as(doctor.err()).isZero();
    assertThat(doctor.json().get("datasets").get("cifar10").asBoolean()).isFalse();
  }

  @Test
  void readerThatLeavesIsNoFailureAndFullDiskIs() throws Exception {
    Cli gone = shell("completion | true");
    assertThat(gone.code()).isZero();
    assertThat(gone.err()).isEmpty();
    Cli full = shell("completion > /dev/full");
    assertThat(full.code()).isEqualTo(1);
    assertThat(full.err()).contains("cannot write to standard output").contains("No space left");
  }

  /** Runs the program in a shell, with a rest of a command line that may redirect. */
  private Cli shell(String rest) throws IOException, InterruptedException {
    StringBuilder line = new StringBuilder();
    Cli.command(List.of()).forEach(word -> line.append('\'').append(word).append("' "));
    Process process =
        new ProcessBuilder("bash", "-c", "set -o pipefail; " + line + rest)
            .redirectOutput(temp.resolve("stdout").toFile())
            .redirectError(temp.resolve("stderr").toFile())
            .start();
    return Cli.await(process, temp);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
