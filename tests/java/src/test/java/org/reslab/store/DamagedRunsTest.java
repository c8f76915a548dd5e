// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.ReslabException;
import org.reslab.SpecialFiles;
import org.reslab.data.DatasetKind;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.DiagnosisExperiment;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentListener;
import org.reslab.experiment.ExperimentRunner;
import org.reslab.experiment.RunDirectory;
import org.reslab.files.Json;
import org.reslab.report.RunsReport;
import org.reslab.report.Screen;
import org.reslab.report.page.HtmlReport;
import org.reslab.report.page.Language;

/** Files of runs with any value in any place: readers say what is wrong, and do not break. */
class DamagedRunsTest {
  private static final List<String> VALUES = List.of("null", "\"x\"", "[null]");

  @TempDir Path folder;

  private Path train() {
    Experiment experiment =
        Experiment.builder()
            .blocks(List.of("basic"))
            .width(4)
            .layers(List.of(1L, 1L, 1L))
            .data(DatasetKind.SYNTHETIC)
            .subset(16L)
            .testSubset(16L)
            .training(t -> t.batch(16).epochs(1))
            .diagnoseEvery(1L)
            .device(Device.CPU)
            .threads(1)
            .build();
    RunDirectory directory = RunDirectory.create(folder.resolve("run"), false);
    new ExperimentRunner(experiment, directory, new ExperimentListener() {}, CancelFlag.create())
        .run();
    return directory.path();
  }

  /** Everything that reads a run; a file may be refused, but nothing else may happen. */
  private void requireReadable(Path run, String what) {
    try {
      RunDigest.read("run", run);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("the list breaks with " + what, e);
    }
    try {
      StoredRun stored = StoredRun.open(run);
      RunsReport.show(stored, List.of(), Screen.PLAIN);
      RunComparison.of(List.of(stored, stored), List.of("a", "b"));
      new HtmlReport(Language.ENGLISH, null)
          .write(List.of(stored), folder.resolve("page.html"), false);
    } catch (ReslabException _) {
      return; // named
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("a reader breaks with " + what, e);
    }
  }

  /** Replaces each value in a line of JSON by others, one at a time. */
  private void mutate(Path run, Path file, String before, String json, String after)
      throws IOException {
    int values = places(json).size();
    assertThat(values).isPositive();
    for (int i = 0; i < values; i++) {
      for (String value : VALUES) {
        String changed = with(json, i, value);
        Files.writeString(file, before + changed + after);
        requireReadable(run, "%s: %s".formatted(file.getFileName(), changed));
      }
    }
    Files.writeString(file, before + json + after);
  }

  /** Where values begin and end: the whole, members and elements at any depth. */
  private static List<int[]> places(String json) {
    List<int[]> places = new ArrayList<>();
    scan(json, 0, places);
    return places;
  }

  /** Reads the value at an offset of compact JSON, and returns its end. */
  private static int scan(String json, int at, List<int[]> places) {
    int[] place = {at, at};
    places.add(place);
    char first = json.charAt(at);
    int end = at + 1;
    if (first == '{' || first == '[') {
      while (json.charAt(end) != '}' && json.charAt(end) != ']') {
        if (json.charAt(end) == ',') {
          end++;
        }
        if (first == '{') {
          end = text(json, end) + 1;
        }
        end = scan(json, end, places);
      }
      end++;
    } else if (first == '"') {
      end = text(json, at);
    } else {
      while (end < json.length() && ",]}".indexOf(json.charAt(end)) < 0) {
        end++;
      }
    }
    place[1] = end;
    return end;
  }

  private static int text(String json, int at) {
    int end = at + 1;
    while (json.charAt(end) != '"') {
      end += json.charAt(end) == '\\' ? 2 : 1;
    }
    return end + 1;
  }

  private static String with(String json, int index, String value) {
    int[] place = places(json).get(index);
    return json.substring(0, place[0]) + value + json.substring(place[1]);
  }

  private static String compact(Path file) throws IOException {
    return Json.line(Json.parseObject(Files.readString(file)));
  }

  @Test
  void aTrainedRunIsReadWithAnyValueInAnyPlace() throws IOException {
    Path run = train();
    Path evaluation = run.resolve("checkpoints/tinynet-basic-s0/last.evaluation.json");
    Files.writeString(
        evaluation,
        "{\"classes\":[\"a\",\"b\"],\"confusion\":[[1,2],[0,3]],\"mistakes\":[{\"index\":1,\"label\":0,"
            + "\"predicted\":1,\"probability\":0.75,\"png\":\"\"}],\"scores\":"
            + "{\"test_top5_accuracy\":0.5,\"test_calibration_error\":0.25,"
            + "\"val_top5_accuracy\":0.5,\"val_calibration_error\":0.25}}");
    Files.writeString(run.resolve("tags.json"), "{\"tags\":[\"t\"]}");
    for (Path file :
        List.of(
            run.resolve("environment.json"),
            run.resolve("summary.json"),
            run.resolve("tags.json"),
            evaluation)) {
      mutate(run, file, "", compact(file), "\n");
    }
    for (String name : List.of("metrics.jsonl", "timing.jsonl", "histograms.jsonl")) {
      String all = Files.readString(run.resolve(name));
      int end = all.indexOf('\n');
      String line = all.substring(0, end).replaceFirst("\"counts\":\\[[^]]*]", "\"counts\":[1,2]");
      mutate(run, run.resolve(name), "", line, all.substring(end));
    }
  }

  @Test
  void aDiagnosisIsReadWithAnyValueInAnyPlace() throws IOException {
    Path run = folder.resolve("run");
    DiagnosisSettings settings =
        DiagnosisSettings.builder()
            .nets(List.of("resnet-8"))
            .blocks(List.of("plain"))
            .widths(List.of(4L))
            .seeds(List.of(0L, 1L))
            .batch(4)
            .device(Device.CPU)
            .build();
    new DiagnosisExperiment(settings, DiagnosisListener.SILENT, CancelFlag.create()).run(run);
    Path file = run.resolve("diagnosis.json");
    StoredDiagnosis whole = StoredDiagnosis.parse(Files.readString(file));
    mutate(run, file, "", Json.line(whole.withoutValues()), "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "metrics.jsonl",
        "timing.jsonl",
        "histograms.jsonl",
        "summary.json",
        "environment.json",
        "experiment.yaml",
        "checkpoints/tinynet-basic-s0/last.evaluation.json",
      })
  void whatIsNoRegularFileIsNamed(String name) throws IOException {
    Path run = train();
    Path file = run.resolve(name);
    byte[] whole = Files.readAllBytes(file);
    Files.delete(file);
    Files.createDirectory(file);
    requireProblem(run, name + " is no regular file but a folder");
    Files.delete(file);
    SpecialFiles.fifo(file);
    requireProblem(run, name + " is no regular file but a FIFO");
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());
    requireProblem(run, name + " is no regular file but a link that leads back to itself");
    Files.delete(file);
    Files.write(file, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}', '\n'});
    requireProblem(run, name);
    Files.write(file, whole);
    assertThat(StoredRun.open(run).problems()).isEmpty();
  }

  private void requireProblem(Path run, String part) {
    assertThat(StoredRun.open(run).problems()).anyMatch(problem -> problem.contains(part));
    requireReadable(run, part);
  }
}
