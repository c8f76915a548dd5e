// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.reslab.InvalidArgumentException;
import org.reslab.report.RunsReport;
import org.reslab.store.RunComparison;
import org.reslab.store.StoredRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Compares runs. */
@Command(
    name = "compare",
    header = "Compare runs: settings that differ, results, differences paired by seed.",
    footer = {"  reslab runs compare runs/a runs/b"})
final class RunsCompareCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final RunsOptions runs = new RunsOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Two or more; the first is held against each other.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    List<Path> paths = runs.resolve(names);
    if (paths.size() < 2) {
      throw new InvalidArgumentException(
          "found " + paths.size() + " run, expected two different ones or more");
    }
    List<String> labels =
        paths.stream()
            .map(path ->
                path.startsWith(runs.dir())
                    ? runs.dir().relativize(path).toString()
                    : path.toString())
            .toList();
    RunComparison comparison =
        RunComparison.of(paths.stream().map(StoredRun::open).toList(), labels);
    if (common.json()) {
      common.context().printJson(comparison);
    } else {
      Context context = common.context();
      context.print(RunsReport.compare(comparison, context.screen()));
    }
    return ExitCodes.OK;
  }
}
