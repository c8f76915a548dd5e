// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.border;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.reslab.files.Json;
import org.reslab.timing.Ratio;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs every benchmark of this package in rounds, the product's way and the peer's in turn, each in
 * a process of its own, and prints the ratio of their times.
 */
@Command(
    name = "tests/timing/border/run",
    header = "Time calls across the border, foreign functions against JNI, in turn.",
    description = {"", "Only figures of an otherwise idle machine mean anything."},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class Main implements Callable<Integer> {
  /** What a downcall may take, over JNI: the target of the project. */
  private static final double LIMIT = 1.0;

  private static final String OWN = "ffm";

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description = "Benchmarks whose names hold this, for example Downcall (default: all).")
  private Pattern only = Pattern.compile("");

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Processes for each side of a benchmark, at least 3 (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--millis",
      paramLabel = "N",
      description =
          "Length of an iteration; 3 of them warm up, 5 measure (default: ${DEFAULT-VALUE}).")
  private long millis = 500;

  @Option(
      names = "--jvm-arg",
      paramLabel = "ARG",
      description = "Of the processes, for example -XX:TieredStopAtLevel=1; may be given again.")
  private List<String> jvmArguments = new ArrayList<>();

  @Option(
      names = "--check",
      description = "Exit with 1 where the median of Downcall, FFM / JNI, is above " + LIMIT + ".")
  private boolean check;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write every round and the result to a file.")
  private @Nullable Path json;

  private Main() {}

  /**
   * Times of one benchmark in nanoseconds an operation, and their ratio.
   *
   * @param benchmark name of its class
   * @param peer name of the peer's method
   * @param ffmNanos the product's, one a round
   * @param jniNanos the peer's, one a round
   * @param ratio of the product's to the peer's
   */
  record Result(
      String benchmark, String peer, List<Double> ffmNanos, List<Double> jniNanos, Ratio ratio) {}

  /** Runs the benchmarks. Exit code 0 done, 1 failed or target missed, 2 usage error. */
  public static void main(String[] args) {
    CommandLine command =
        new CommandLine(new Main())
            .setExecutionExceptionHandler((failure, line, parsed) -> {
              line.getErr().println("border: " + failure.getMessage());
              return failure instanceof IllegalArgumentException ? 2 : 1;
            });
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws IOException, RunnerException {
    if (rounds < 3) {
      throw new IllegalArgumentException("--rounds is " + rounds + ", expected at least 3");
    }
    if (millis < 1) {
      throw new IllegalArgumentException("--millis is " + millis + ", expected at least 1");
    }
    Map<String, List<String>> methods = methods();
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "--only is '" + only + "', which no benchmark's name holds");
    }
    List<Result> results = new ArrayList<>();
    for (Map.Entry<String, List<String>> entry : methods.entrySet()) {
      for (Result result : measure(entry.getKey(), entry.getValue())) {
        System.out.println(line(result));
        results.add(result);
      }
    }
    if (json != null) {
      Files.writeString(json, Json.text(Map.of("benchmarks", results)) + "\n");
    }
    return check && missed(results) ? 1 : 0;
  }

  private static boolean missed(List<Result> results) {
    Result downcall =
        results.stream()
            .filter(result -> result.benchmark().equals(Downcall.class.getSimpleName()))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException("--check needs Downcall, which --only left out"));
    System.out.println("Downcall: " + downcall.ratio().verdict(LIMIT));
    return !downcall.ratio().atMost(LIMIT);
  }

  /** Returns the methods of each benchmark class by its simple name. */
  private Map<String, List<String>> methods() {
    Collection<BenchmarkListEntry> all =
        BenchmarkList.defaultList()
            .getAll(
                OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                List.of());
    Map<String, List<String>> methods = new TreeMap<>();
    for (BenchmarkListEntry entry : all) {
      String path = entry.getUsername();
      int dot = path.lastIndexOf('.');
      String name = path.substring(path.lastIndexOf('.', dot - 1) + 1, dot);
      if (only.matcher(name).find()) {
        methods.computeIfAbsent(name, _ -> new ArrayList<>()).add(path.substring(dot + 1));
      }
    }
    return methods;
  }

  private List<Result> measure(String benchmark, List<String> methods) throws RunnerException {
    Map<String, List<Double>> nanos = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      // The order turns, so that no side always comes second.
      for (String method : round % 2 == 0 ? methods : methods.reversed()) {
        nanos.computeIfAbsent(method, _ -> new ArrayList<>()).add(nanos(benchmark, method));
      }
    }
    List<Double> own = nanos.remove(OWN);
    if (own == null) {
      throw new IllegalStateException(
          "benchmark " + benchmark + " has the methods " + methods + ", expected one named " + OWN);
    }
    List<Result> results = new ArrayList<>();
    nanos.forEach((peer, theirs) -> {
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        ratios.add(own.get(round) / theirs.get(round));
      }
      results.add(new Result(benchmark, peer, own, theirs, Ratio.of(ratios)));
    });
    return results;
  }

  /** Measures one method in a process of its own. */
  private double nanos(String benchmark, String method) throws RunnerException {
    String name = Main.class.getPackageName() + "." + benchmark + "." + method;
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("^" + Pattern.quote(name) + "$")
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.milliseconds(millis))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.milliseconds(millis))
                    .jvmArgsAppend(jvmArguments.toArray(String[]::new))
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    return results.iterator().next().getPrimaryResult().getScore();
  }

  private static String line(Result result) {
    return "%-14s ffm %10.1f ns  %-10s %10.1f ns  ratio %s"
        .formatted(
            result.benchmark(),
            Ratio.of(result.ffmNanos()).median().mean(),
            result.peer(),
            Ratio.of(result.jniNanos()).median().mean(),
            result.ratio().text());
  }
}
