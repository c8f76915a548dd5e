// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.OnBothKernels;
import org.reslab.SpecialFiles;
import org.reslab.StepRecord;
import org.reslab.files.RunFiles;

/** A run whose files were damaged is not resumed, and nothing of it is lost. */
@OnBothKernels
class ResumeDamageTest {
  private static final String CHECKPOINTS = "checkpoints";

  /** Stopped in its second cell, after the first epoch; each test damages a copy. */
  @TempDir static Path trained;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    begin(SmallRuns.interruptible().checkpointEvery(2L).build(), trained.resolve("run"), 17);
  }

  /** Trains until so many steps of the grid are done. */
  private static void begin(Experiment experiment, Path path, long steps) {
    CancelFlag cancel = CancelFlag.create();
    ExperimentListener listener =
        new ExperimentListener() {
          private long seen;

          @Override
          public void steps(
              Cell cell, List<StepRecord> done, double imagesPerSecond, Duration eta) {
            seen += done.size();
            if (seen >= steps) {
              cancel.cancel();
            }
          }
        };
    new ExperimentRunner(experiment, RunDirectory.create(path, false), listener, cancel).run();
  }

  private Path stopped() throws IOException {
    Path from = trained.resolve("run");
    Path run = folder.resolve("run");
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, run.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    return run;
  }

  private static Comparison resume(Path path) {
    RunDirectory directory = RunDirectory.resume(path);
    return new ExperimentRunner(
            directory.experiment(), directory, new ExperimentListener() {}, CancelFlag.create())
        .run();
  }

  @Test
  void metricsThatWereCutByHandAreRefused() throws IOException {
    Path run = stopped();
    Path metrics = run.resolve("metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics);
    Files.write(metrics, lines.subList(0, 3));
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("metrics.jsonl has")
        .hasMessageContaining("at the last checkpoint");
    Files.delete(metrics);
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("metrics.jsonl is missing");
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() throws IOException {
    Path run = stopped();
    Path other = folder.resolve("other");
    begin(SmallRuns.interruptible().blocks(List.of("basic")).seeds(List.of(7L)).build(), other, 6);
    Files.copy(
        other.resolve("checkpoints/tinynet-basic-s7/last.safetensors"),
        run.resolve("checkpoints/tinynet-basic-s0/last.safetensors"),
        StandardCopyOption.REPLACE_EXISTING);
    requireRefused(run, "does not belong to the weights");
  }

  /** Every file of a run but its lock. */
  private static Map<String, byte[]> all(Path run) throws IOException {
    Map<String, byte[]> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(run.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    content.remove(RunFiles.LOCK);
    return content;
  }

  /** Resuming is refused with this message, and no byte of the run is another afterwards. */
  private static void requireRefused(Path run, String... parts) throws IOException {
    Map<String, byte[]> before = all(run);
    assertThatThrownBy(() -> resume(run))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll(parts);
    Map<String, byte[]> after = all(run);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    String edited = text.replaceFirst(from, to);
    assertThat(edited).isNotEqualTo(text);
    Files.writeString(file, edited);
  }

  private static final String PROGRESS = "checkpoints/tinynet-basic-s0/last.progress.json";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metrics_bytes|metrics_byte|metrics_bytes",
        "timing_bytes|timing|timing_bytes",
        "histograms_bytes|histogram_bytes|histograms_bytes",
        "\"status\"|\"state\"|status",
        "\"step\"|\"steps\"|step",
        "\"epochs\"|\"epoch\"|epochs",
        "\"running\"|\"finished\"|\"finished\"",
        "\"cancelled\"|\"failed\"|status is failed",
        "\"cancelled\"|null|status is null",
        "metrics_bytes\" : (\\d+)|metrics_bytes\" : -$1|metrics_bytes is -",
        "(?s).*|null|found null",
        "(?s).*|[1]|last.progress.json is damaged",
      })
  void aProgressThatIsNotWholeIsRefused(String from, String to, String message) throws IOException {
    Path run = stopped();
    Path progress = run.resolve(PROGRESS);
    if (Files.readString(progress).contains("\"cancelled\"") && from.contains("running")) {
      edit(progress, "\"cancelled\"", "\"running\"");
    }
    edit(progress, from, to);
    requireRefused(run, "last.progress.json is damaged", message, "remove the folder");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metrics_bytes\" : \\d+|metrics_bytes\" : 0",
        "metrics_bytes\" : (\\d+)|metrics_bytes\" : 1$1",
        "metrics_bytes\" : (\\d+)\\d|metrics_bytes\" : $1",
        "timing_bytes\" : \\d+|timing_bytes\" : 0",
        "timing_bytes\" : (\\d+)|timing_bytes\" : 9$1",
        "histograms_bytes\" : \\d+|histograms_bytes\" : 0",
        "histograms_bytes\" : (\\d+)|histograms_bytes\" : 1$1",
        "\"cancelled\"|\"completed\"",
        "\"step\" : \\d+|\"step\" : 5",
        "\"step\" : \\d+|\"step\" : 11",
        "\"step\" : \\d+|\"step\" : 9000000000000",
        "\"epochs\" : \\d+|\"epochs\" : 0",
        "\"epochs\" : \\d+|\"epochs\" : 2",
      })
  void aProgressThatDoesNotFitIsRefused(String from, String to) throws IOException {
    Path run = stopped();
    edit(run.resolve(PROGRESS), from, to);
    requireRefused(run, run.toString(), "start again with another --out");
  }

  @Test
  void aCellThatHasEndedIsCheckedToo() throws IOException {
    Path run = stopped();
    Path progress = run.resolve("checkpoints/tinynet-plain-s0/last.progress.json");
    String whole = Files.readString(progress);
    edit(progress, "\"step\" : 10", "\"step\" : 8");
    requireRefused(run, "completed after step 8 and 2 epochs, but experiment.yaml has 10 steps");
    Files.writeString(progress, whole);
    edit(progress, "metrics_bytes\" : (\\d+)", "metrics_bytes\" : 9$1");
    requireRefused(run, "says that files were shorter");
    Files.writeString(progress, whole);
    Files.delete(progress);
    requireRefused(run, "last.progress.json is missing");
    Files.writeString(progress, whole);
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tinynet-plain-s0/best.safetensors",
        "tinynet-basic-s0/best.safetensors",
        "tinynet-basic-s0/last.safetensors",
        "tinynet-basic-s0/last.state.safetensors",
        "tinynet-basic-s0/last.progress.json",
      })
  void aMissingFileOfACheckpointIsRefused(String name) throws IOException {
    Path run = stopped();
    Files.delete(run.resolve("checkpoints").resolve(name));
    requireRefused(run, name + " is missing", "remove the folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.jsonl", "timing.jsonl", "histograms.jsonl"})
  void aFileThatWasChangedByHandIsRefused(String name) throws IOException {
    Path run = stopped();
    Path file = run.resolve(name);
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\"seed\"", "\"sead\""));
    requireRefused(run, name, "line 1 is damaged");
    Files.delete(file);
    requireRefused(run, name + " is missing");
    Path other = Files.writeString(folder.resolve("other"), text);
    Files.createSymbolicLink(file, other);
    requireRefused(run, name + " is a link");
    assertThat(other).hasContent(text);
    Files.delete(file);
    Files.createDirectory(file);
    requireRefused(run, name + " is no regular file but a folder");
    Files.delete(file);
    SpecialFiles.fifo(file);
    requireRefused(run, name + " is no regular file but a FIFO");
    Files.delete(file);
    Files.writeString(file, text);
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @ParameterizedTest
  @CsvSource({"loss, lost", "test_accuracy, test_accuracies", "lr, rl"})
  void aValueThatLacksIsRefused(String from, String to) throws IOException {
    Path run = stopped();
    Path metrics = run.resolve("metrics.jsonl");
    String text = Files.readString(metrics);
    String other = text.replaceFirst("\"metric\":\"" + from, "\"metric\":\"" + to);
    assertThat(other).isNotEqualTo(text);
    Files.writeString(metrics, other);
    Path progress = run.resolve(PROGRESS);
    Files.writeString(
        progress,
        Files.readString(progress)
            .replaceFirst("metrics_bytes\" : \\d+", "metrics_bytes\" : " + other.length()));
    requireRefused(run, run.toString(), "the files were changed");
  }

  @ParameterizedTest
  @CsvSource({
    "test_subset: 50, test_subset: 40",
    "subset: 80, subset: 64",
    "width: 4, width: 8",
    "epochs: 2, epochs: 3",
    "batch: 16, batch: 8",
  })
  void otherSettingsAreRefused(String from, String to) throws IOException {
    Path run = stopped();
    Path file = run.resolve("experiment.yaml");
    String text = Files.readString(file);
    edit(file, "(?m)^" + from, to);
    String key = from.substring(0, from.indexOf(':'));
    requireRefused(run, "experiment.yaml has " + key, "summary.json", "put that back");
    Files.writeString(file, text);
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void anotherNumberOfTestImagesIsRefusedWithoutASummary() throws IOException {
    Path run = stopped();
    Files.delete(run.resolve("summary.json"));
    edit(run.resolve("experiment.yaml"), "test_subset: 50", "test_subset: 40");
    requireRefused(run, "last.evaluation.json has 50 test images, but now there are 40");
  }

  /** Two lines change places: neighbours, or one of the first cell and one of the second. */
  @ParameterizedTest
  @CsvSource({
    "metrics.jsonl, loss, grad_norm",
    "metrics.jsonl, lr, loss",
    "metrics.jsonl, train_loss, test_accuracy",
    "metrics.jsonl, lr, train_loss",
    "timing.jsonl, train_seconds, epoch_seconds",
    "timing.jsonl, epoch_seconds, images_per_second",
  })
  void linesThatWereReorderedAreRefused(String name, String a, String b) throws IOException {
    Path run = stopped();
    Path file = run.resolve(name);
    List<String> lines = Files.readAllLines(file);
    for (boolean last : List.of(false, true)) {
      List<String> changed = new ArrayList<>(lines);
      int first = indexOf(lines, a, 0, last);
      Collections.swap(changed, first, indexOf(lines, b, last ? 0 : first, last));
      Files.write(file, changed);
      requireRefused(run, name, "out of order", "the files were changed");
    }
    Files.write(file, lines);
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  private static int indexOf(List<String> lines, String metric, int from, boolean last) {
    String key = "\"metric\":\"" + metric + "\"";
    for (int i = 0; i < lines.size(); i++) {
      int at = last ? lines.size() - 1 - i : i;
      if (at >= from && lines.get(at).contains(key)) {
        return at;
      }
    }
    throw new AssertionError(metric + " is in no line");
  }

  @ParameterizedTest
  @ValueSource(strings = {CHECKPOINTS, CHECKPOINTS + "/tinynet-plain-s0"})
  void checkpointsBehindALinkAreRefused(String name) throws IOException {
    Path run = stopped();
    Path moved = Files.move(run.resolve(name), folder.resolve("elsewhere"));
    Files.createSymbolicLink(run.resolve(name), moved);
    Map<String, byte[]> before = all(moved);
    requireRefused(run, name + " is a link, which is not followed");
    assertThat(all(moved).keySet()).isEqualTo(before.keySet());
    Files.delete(run.resolve(name));
    Files.move(moved, run.resolve(name));
    assertThat(resume(run).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(strings = {CHECKPOINTS, CHECKPOINTS + "/tinynet-plain-s0"})
  void aNewRunIsNotWrittenBehindALink(String name) throws IOException {
    Path run = folder.resolve("new");
    Path victim = Files.createDirectory(folder.resolve("victim"));
    Path link = run.resolve(name);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, victim);
    assertThatThrownBy(() -> RunDirectory.create(run, false))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is not empty");
    assertThat(link).isSymbolicLink();
    assertThat(victim).isEmptyDirectory();
  }
}
