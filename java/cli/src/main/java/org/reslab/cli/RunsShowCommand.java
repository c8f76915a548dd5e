// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.report.RunsReport;
import org.reslab.store.RunTags;
import org.reslab.store.StoredRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells all of one run. */
@Command(
    name = "show",
    header = "Show a run: settings, results, and what is missing or damaged.",
    footer = {"  reslab runs show compare-20260131"})
final class RunsShowCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final RunsOptions runs = new RunsOptions();

  @Parameters(
      arity = "1",
      paramLabel = "RUN",
      description = "A path, a name below --dir, or the beginning of one.")
  private String run = "";

  @Override
  public Integer call() {
    Path path = runs.resolve(run);
    StoredRun stored = StoredRun.open(path);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("run", stored.path());
      document.put("kind", stored.kind());
      document.put("status", stored.status());
      document.put("started", stored.started());
      document.put("tags", RunTags.read(path));
      document.put("environment", stored.environment());
      document.put("problems", stored.problems());
      document.put("comparison", stored.comparison());
      document.put("diagnosis", stored.diagnosis());
      common.context().printJson(document);
    } else {
      Context context = common.context();
      context.print(RunsReport.show(stored, RunTags.read(path), context.screen()));
    }
    return ExitCodes.OK;
  }
}
