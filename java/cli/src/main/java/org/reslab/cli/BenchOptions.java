// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.NativeIoException;
import org.reslab.NativeRuntime;
import org.reslab.bench.BenchListener;
import org.reslab.bench.BenchResult;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;
import org.reslab.report.BenchReport;
import picocli.CommandLine.Option;

/** What every benchmark has: how often, on how many threads, and what becomes of the result. */
final class BenchOptions {
  /** Of six rounds or more a median has an interval. */
  private static final int DEFAULT_ROUNDS = 7;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of each contender, in turn; at least 5 (default: ${DEFAULT-VALUE}).")
  private int rounds = DEFAULT_ROUNDS;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads of one operation (default: LibTorch's choice).")
  private @Nullable Integer threads;

  @Option(names = "--check", description = "Exit with 1 where a measured figure misses its target.")
  private boolean check;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the result as JSON (default: it is printed only).")
  private @Nullable Path out;

  int rounds() {
    return rounds;
  }

  /** Whether targets are to be held. */
  boolean check() {
    return check;
  }

  /** The threads of every contender, set for this process, too. */
  int threads() {
    NativeRuntime runtime = NativeRuntime.get();
    if (threads != null) {
      runtime.setThreads(threads);
    }
    return runtime.info().threads();
  }

  /** Runs a benchmark, shows how far it is, and prints and keeps what it found. */
  int run(CommonOptions common, BiFunction<CancelFlag, BenchListener, BenchResult> benchmark) {
    Context context = common.context();
    if (out != null) {
      // Before minutes of measuring.
      create(out);
    }
    StatusLine line = new StatusLine(context);
    BenchResult result;
    try {
      result = benchmark.apply(context.cancellation().flag(), line::show);
    } finally {
      line.clear();
    }
    if (common.json()) {
      context.printJson(Json.object(result));
    } else {
      context.print(BenchReport.text(result, context.screen()));
    }
    if (out != null) {
      AtomicFile.write(out.resolve("bench-" + result.benchmark() + ".json"), Json.text(result));
    }
    return check && result.missesTarget() ? ExitCodes.FAILED : ExitCodes.OK;
  }

  private static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new NativeIoException("cannot create " + folder + ": " + e, e);
    }
  }
}
