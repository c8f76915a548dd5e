// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reslab.NativeRuntime;
import org.reslab.bench.Curve;
import org.reslab.bench.CurvesBench;
import org.reslab.bench.CurvesFolder;
import org.reslab.bench.CurvesResult;
import org.reslab.bench.WorkerSettings;
import org.reslab.cli.TextLists.Counts;
import org.reslab.cli.TextLists.Texts;
import org.reslab.experiment.RunDirectory;
import org.reslab.files.Json;
import org.reslab.report.BenchReport;
import org.reslab.report.CurveChart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws cost curves. */
@Command(
    name = "curves",
    header = "Measure cost against images, batch, depth, width and threads.",
    abbreviateSynopsis = true,
    description = {
      "Writes curves.csv, curves.json and curves.png into the run directory. Every point is a"
          + " process of its own, so that its memory is, too. What a curve does not vary is set by"
          + " the other options; that over depth trains resnet-N."
    },
    footer = {
      "  reslab bench curves",
      "  reslab bench curves --curves depth --depths 8,20,56 --batch 64 --out runs/depth"
    },
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class BenchCurvesCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--curves",
      paramLabel = "CURVE,…",
      converter = Texts.Converter.class,
      description = "Any of images, batch, depth, width, threads (default: all).")
  private @Nullable Texts curves;

  @Option(
      names = "--round-steps",
      paramLabel = "N,…",
      converter = Counts.Converter.class,
      description = "Steps of a round, for the curve over images (default: 5,10,20,40).")
  private @Nullable Counts steps;

  @Option(
      names = "--batches",
      paramLabel = "N,…",
      converter = Counts.Converter.class,
      description = "For the curve over batch (default: 16,32,64,128,256).")
  private @Nullable Counts batches;

  @Option(
      names = "--depths",
      paramLabel = "N,…",
      converter = Counts.Converter.class,
      description = "For the curve over depth (default: 8,14,20,32,44,56).")
  private @Nullable Counts depths;

  @Option(
      names = "--widths",
      paramLabel = "N,…",
      converter = Counts.Converter.class,
      description = "For the curve over width (default: 8,16,32,64).")
  private @Nullable Counts widths;

  @Option(
      names = "--thread-counts",
      paramLabel = "N,…",
      converter = Counts.Converter.class,
      description = "For the curve over threads (default: 1 to the number of cores).")
  private @Nullable Counts threadCounts;

  @Mixin private final WorkloadOptions workload = WorkloadOptions.ofCpu();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of each point, at least 5 (default: ${DEFAULT-VALUE}).")
  private int rounds = 7;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads of one operation (default: LibTorch's choice).")
  private @Nullable Integer threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Run directory (default: a new one in runs/).")
  private @Nullable Path out;

  @Override
  public Integer call() {
    Map<Curve.Kind, List<Long>> values = values();
    if (threads != null) {
      NativeRuntime.get().setThreads(threads);
    }
    WorkerSettings settings = workload.settings(NativeRuntime.get().info().threads());
    Context context = common.context();
    StatusLine line = new StatusLine(context);
    CurvesBench bench =
        new CurvesBench(settings, rounds, context.cancellation().flag(), line::show);
    Path path =
        out == null
            ? RunDirectory.defaultPath("curves", Clock.system(ZoneId.systemDefault()))
            : out;
    RunDirectory directory = RunDirectory.create(path, false);
    CurvesResult result;
    try {
      result = bench.run(values);
    } catch (RuntimeException e) {
      directory.discardIfUnused();
      throw e;
    } finally {
      line.clear();
    }
    CurvesFolder.write(directory.path(), result);
    CurveChart.write(directory.path().resolve("curves.png"), result);
    if (common.json()) {
      Map<String, Object> document = Json.object(result);
      document.put("out", directory.path().toString());
      context.printJson(document);
    } else {
      context.print(BenchReport.text(result, context.screen()));
      context.print("\nrun directory: " + directory.path());
    }
    return ExitCodes.OK;
  }

  private Map<Curve.Kind, List<Long>> values() {
    Map<Curve.Kind, List<Long>> values = new EnumMap<>(Curve.Kind.class);
    for (Curve.Kind kind : wanted()) {
      values.put(
          kind,
          switch (kind) {
            case IMAGES -> listed(steps, 5, 10, 20, 40);
            case BATCH -> listed(batches, 16, 32, 64, 128, 256);
            case DEPTH -> listed(depths, 8, 14, 20, 32, 44, 56);
            case WIDTH -> listed(widths, 8, 16, 32, 64);
            case THREADS ->
                listed(
                    threadCounts,
                    LongStream.rangeClosed(1, Runtime.getRuntime().availableProcessors())
                        .toArray());
          });
    }
    return values;
  }

  private List<Curve.Kind> wanted() {
    return curves == null
        ? List.of(Curve.Kind.values())
        : curves.values().stream().map(this::kind).toList();
  }

  private Curve.Kind kind(String name) {
    for (Curve.Kind kind : Curve.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
        return kind;
      }
    }
    throw common.usage(
        "--curves has '%s', expected any of images, batch, depth, width, threads".formatted(name));
  }

  private static List<Long> listed(@Nullable Counts given, long... usual) {
    return given == null ? LongStream.of(usual).boxed().toList() : given.values();
  }
}
