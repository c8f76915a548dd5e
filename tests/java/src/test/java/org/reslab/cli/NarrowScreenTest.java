// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.MachineLimits;
import org.reslab.NativeRuntime;
import org.reslab.StepPart;
import org.reslab.StepPhase;
import org.reslab.StepProfile;
import org.reslab.StepRecord;
import org.reslab.TrainerInfo;
import org.reslab.bench.BenchResult;
import org.reslab.bench.ContenderResult;
import org.reslab.bench.Curve;
import org.reslab.bench.CurvesResult;
import org.reslab.bench.Figure;
import org.reslab.bench.Spread;
import org.reslab.bench.Target;
import org.reslab.experiment.Cell;
import org.reslab.experiment.CellPlan;
import org.reslab.experiment.Environment;
import org.reslab.experiment.EpochResult;
import org.reslab.parity.ParityCheck;
import org.reslab.report.BenchReport;
import org.reslab.report.ParityReport;
import org.reslab.report.Screen;
import org.reslab.report.TheoryReport;
import org.reslab.stats.Interval;
import org.reslab.theory.ClaimResult;
import picocli.CommandLine;

/** What commands print fits the terminal, and neither a word nor a number is cut for it. */
class NarrowScreenTest {
  private static final int WIDE = 2000;

  /** The lines below headers, and how long a call took. */
  private static final Pattern NO_WORD = Pattern.compile("-+|[0-9.]+s,?");

  /** Their output is for programs, and has lines of any length. */
  private static final List<String> FOR_PROGRAMS =
      List.of("completion", "man", "experiment schema");

  @TempDir static Path temp;

  /**
   * What is printed.
   *
   * @param name begins with a command
   * @param text on so many columns
   * @param seen all at once, for a later command may change what there is
   */
  private record Report(String name, Function<Integer, String> text, Map<Integer, String> seen) {
    String on(int columns) {
      if (seen.isEmpty()) {
        IntStream.of(60, 80, 100, 120, WIDE).forEach(at -> seen.put(at, text.apply(at).strip()));
      }
      return Objects.requireNonNull(seen.get(columns));
    }
  }

  private static final List<Report> PRINTED = new ArrayList<>();

  private static void add(String name, Function<Integer, String> text) {
    PRINTED.add(new Report(name, text, new HashMap<>()));
  }

  @BeforeAll
  static void runs() throws IOException {
    String dir = " --dir " + temp.resolve("runs");
    String small =
        " --data synthetic --subset 64 --test-subset 32 --batch 32 --width 4 --layers 1,1,1"
            + " --epochs 1 --threads 1 --out ";
    String diagnose =
        "diagnose --nets tinynet --width 4 --layers 1,1,1 --batch 16 --seeds 0,1"
            + " --blocks plain,basic,preact --input gaussian --out "
            + temp.resolve("runs/c");
    Path study =
        Files.writeString(
            temp.resolve("study.yaml"),
            """
            command: compare
            data: synthetic
            subset: 64
            test_subset: 32
            batch: 32
            width: 4
            layers: [1, 1, 1]
            epochs: 1
            device: cpu
            blocks: [dropout-shortcut, preact-bottleneck]
            matrix:
              lr: [0.1, 0.0123456]
              init: [default, he-fan-in]
            """);
    String weights = temp.resolve("w.safetensors").toString();
    String picture = Files.write(temp.resolve("none.png"), new byte[8]).toString();
    String runStudy = "experiment run " + study + " --out " + temp.resolve("study");
    for (String run :
        List.of(
            "compare --blocks plain,basic,preact --seeds 0,1" + small + temp.resolve("runs/a"),
            "train --block basic" + small + temp.resolve("runs/b"),
            diagnose,
            runStudy,
            "init --width 4 --out " + weights)) {
      Cli done = Cli.run(run.split(" ", -1));
      assertThat(done.code()).as(done.err()).isBetween(0, 1);
    }
    for (String command :
        List.of(
            "compare --resume " + temp.resolve("runs/a"),
            "train --resume " + temp.resolve("runs/b"),
            "train --net resnet-21",
            "train --block wat",
            diagnose,
            "diagnose --protocol notebook --blocks preact-noskip",
            runStudy,
            "experiment check " + study,
            "experiment new --out -",
            "experiment check " + picture,
            "runs list" + dir,
            "runs show a" + dir,
            "runs show c" + dir,
            "runs compare a b" + dir,
            "runs compare a c" + dir,
            "runs tag a good" + dir,
            "runs untag a good" + dir,
            "runs rm none" + dir,
            "runs reindex" + dir,
            "summary",
            "summary --net resnet-20 --block preact",
            "blocks list",
            "blocks show bottleneck",
            "nets list",
            "nets show resnet50d",
            "doctor",
            "data info --data-dir " + Cli.realImages(),
            "data verify --data-dir " + Cli.realImages(),
            "data fetch --data synthetic",
            "init --width 4 --out " + weights,
            "evaluate --checkpoint " + weights + " --data-dir " + Cli.realImages(),
            "evaluate --checkpoint " + picture,
            "predict --checkpoint " + weights + " " + picture,
            "report " + temp.resolve("runs/a") + " --out " + temp.resolve("page.html"),
            "export " + temp.resolve("runs/a") + " --format csv --out " + temp.resolve("csv"))) {
      add(command, columns -> printed(command, columns));
    }
    reports();
    add("train, under way", NarrowScreenTest::training);
  }

  @AfterAll
  static void forget() {
    PRINTED.clear();
  }

  /** What would take minutes to measure. */
  private static void reports() {
    Environment environment = Environment.capture(NativeRuntime.get(), Device.CPU);
    Spread spread = new Spread(1234.5678, 1201.25, 1290.125, 1111.5, 1333.75, 9);
    Spread none = new Spread(Double.NaN, Double.NaN, Double.NaN, 0.25, 0.75, 2);
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("net", "tinynet");
    settings.put("block", "branch: conv3/s bn silu conv3 bn; merge: add");
    settings.put("base", 32);
    settings.put("batch", 128);
    settings.put("threads", 12);
    settings.put("python", "/usr/lib/python3/a-virtual-environment/bin/python3");
    BenchResult bench =
        new BenchResult(
            "train",
            settings,
            9,
            environment,
            new MachineLimits(12, 1234.56, 78.9),
            List.of(
                new ContenderResult(
                    "reslab", "ResLab, fast kernels, recorded steps", spread, List.of(1.0), 1, 9),
                new ContenderResult(
                    "notebook-channels-last",
                    "PyTorch 2.12.1, the notebook's training loop in channels-last",
                    none,
                    List.of(1.0),
                    1L << 30,
                    5L << 32)),
            List.of(
                new Figure("reslab / notebook-channels-last", "ratio", spread),
                new Figure("images a second", "images/s", none)),
            new StepProfile(
                0.0123,
                List.of(
                    new StepPart(
                        "aten::convolution_backward_of_a_long_name",
                        StepPart.Kind.OPERATION,
                        StepPhase.BACKWARD,
                        0.00987,
                        21),
                    new StepPart(
                        "waiting for the batch",
                        StepPart.Kind.WAIT,
                        StepPhase.FORWARD,
                        0.0001,
                        1))),
            List.of(
                new Target.Judged(
                    new Target("reslab / notebook-channels-last", 1.25, Target.Kind.AT_LEAST),
                    1.5,
                    Target.Outcome.NOT_MEASURED)),
            List.of("jni was not measured: no JNI in this build, see the documentation of it"));
    CurvesResult curves =
        new CurvesResult(
            settings,
            9,
            environment,
            List.of(
                new Curve(
                    Curve.Kind.THREADS,
                    List.of(new Curve.Point(1, spread, 1L << 28, 1L << 33)),
                    List.of(
                        new Curve.Fit(
                            "bytes of a step",
                            Curve.Form.LINEAR,
                            new Interval(14325, 6890, 29783, 5),
                            123456.789,
                            0.98765)))));
    List<ClaimResult> claims =
        List.of(
            new ClaimResult(
                "input-gradient cosine of inputs of cosine .9, ReLU perceptron of 50 layers",
                0.012345,
                "± 0.01",
                new Interval(0.012456, 0.011234, 0.013456, 16),
                "product of arc-cosine kernels of degree 0, Cho & Saul 2009, along the degree-1"
                    + " recursion",
                true),
            new ClaimResult(
                "scale_free_spread at depth 56: preact, basic, plain (smallest ratio of"
                    + " neighbours)",
                Double.NaN,
                "rounded to 2 decimals",
                new Interval(1234567.5, Double.NaN, Double.NaN, 3),
                "simulated with PyTorch; below the 1.211 of independent inputs",
                false));
    List<ParityCheck> checks =
        List.of(
            new ParityCheck("batches", "cifar10 of 512 images, augmented", 0, 0, "bits"),
            new ParityCheck(
                "gradient norm, fp32", "resnet-20 preact-bottleneck-noskip", 1e-7, 3e-5, "share"),
            new ParityCheck("relative_sensitivity_2eps", "tinynet", Double.NaN, 1e-3, "relative"));
    for (String name : List.of("train", "evaluate", "pipeline", "diagnose", "border")) {
      add("bench " + name, columns -> fitted(columns, screen -> BenchReport.text(bench, screen)));
    }
    add("bench curves", columns -> fitted(columns, screen -> BenchReport.text(curves, screen)));
    add("verify-theory", columns -> fitted(columns, screen -> TheoryReport.text(claims, screen)));
    add("verify-device", columns -> fitted(columns, screen -> ParityReport.text(checks, screen)));
  }

  private static String fitted(int columns, Function<Screen, String> report) {
    Screen screen = new Screen(columns, false);
    return screen.fit(report.apply(screen));
  }

  private static Context context(int columns, StringWriter out, StringWriter err) {
    return new Context(
        new PrintWriter(out),
        new PrintWriter(err),
        new Terminal(false, columns),
        new Screen(columns, false),
        Cancellation.never());
  }

  private static String printed(String command, int columns) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Main.run(context(columns, out, err), command.split(" ", -1));
    return out.toString() + err;
  }

  /** What train and compare print while they run. */
  private static String training(int columns) {
    StringWriter err = new StringWriter();
    try (TrainingDisplay display =
        new TrainingDisplay(context(columns, new StringWriter(), err), true)) {
      Cell cell =
          new Cell(
              "resnet-1202", new Block("preact-bottleneck-noskip", "branch: conv3", "", ""), 7);
      display.warning("the images are few: 64 of 50,000, and each epoch has 2 steps of batch 32");
      display.estimate(Duration.ofMinutes(21), 3);
      display.cellStarted(
          cell,
          new CellPlan(2, 3, 19_400_618, 1L << 40, 5, 391, 1955, List.of("stem.0", "head.2")));
      display.stepsDescribed(cell, new TrainerInfo(true, true, 1234, 65536, null));
      display.cellResumed(cell, 1234567);
      display.steps(
          cell, List.of(new StepRecord(1, 1, 128, 2, 3, .1, .5, .4)), 800, Duration.ofSeconds(9));
      display.epochFinished(
          cell, new EpochResult(1, 391, 1.785, 1.5, .4398, null, null, 3.3, .1, 80, 70, 700));
    }
    return err.toString();
  }

  /** No line is wider, unless it is one word, which has no place to be broken at. */
  private static void requireFit(String name, String text, int columns) {
    for (String line : text.lines().toList()) {
      if (line.codePointCount(0, line.length()) > columns) {
        assertThat(line.strip()).as("%s at %d", name, columns).doesNotContain(" ");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 120})
  void everyReportFits(int columns) {
    for (Report report : PRINTED) {
      assertThat(report.on(columns)).as(report.name()).isNotBlank();
      requireFit(report.name(), report.on(columns), columns);
    }
  }

  /** The words and numbers on a wide screen are those on a narrow one, in some order. */
  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 120})
  void noWordAndNoNumberIsCut(int columns) {
    for (Report report : PRINTED) {
      if (!report.name().equals("doctor")) { // the free space changes
        assertThat(words(report.on(columns)))
            .as("%s at %d", report.name(), columns)
            .containsAll(words(report.on(WIDE)));
      }
    }
  }

  private static List<String> words(String text) {
    return Stream.of(text.split("\\s+", -1))
        .filter(word -> !NO_WORD.matcher(word).matches())
        .distinct()
        .toList();
  }

  /** The line that is rewritten shows whole words, and what matters most. */
  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 100, 120})
  void theLiveLineIsNotCutInsideAWord(int columns) {
    StringWriter err = new StringWriter();
    Context live =
        new Context(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            new Terminal(true, columns),
            Screen.PLAIN,
            Cancellation.never());
    String text = FetchDisplay.bar("download", 85_000_000, 170_000_000) + ", ETA 6.0s";
    new StatusLine(live).show(text);
    String shown = err.toString().replace("\r\u001b[K", "");
    assertThat(shown).hasSizeLessThan(columns);
    assertThat(words(text)).containsAll(words(shown));
  }

  @Test
  void everyCommandIsPrinted() {
    List<String> leaves =
        commands("", Cli.commandLine())
            .filter(entry -> entry.getValue().getSubcommands().isEmpty())
            .map(Map.Entry::getKey)
            .filter(path -> !FOR_PROGRAMS.contains(path))
            .toList();
    assertThat(leaves)
        .hasSizeGreaterThan(20)
        .allSatisfy(path ->
            assertThat(PRINTED).as(path).anyMatch(report -> report.name().startsWith(path)));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 120})
  void theHelpOfEveryCommandFits(int columns) {
    List<String> paths = commands("", Cli.commandLine()).map(Map.Entry::getKey).toList();
    for (String path : paths) {
      requireFit(path + " --help", printed((path + " --help").strip(), columns), columns);
    }
  }

  private static Stream<Map.Entry<String, CommandLine>> commands(String path, CommandLine command) {
    return Stream.concat(
        Stream.of(Map.entry(path, command)),
        command.getSubcommands().entrySet().stream()
            .flatMap(entry -> commands((path + " " + entry.getKey()).strip(), entry.getValue())));
  }
}
