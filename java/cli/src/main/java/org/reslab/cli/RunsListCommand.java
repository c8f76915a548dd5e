// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.report.RunsReport;
import org.reslab.store.IndexedRun;
import org.reslab.store.RunFilter;
import org.reslab.store.RunIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists runs. */
@Command(
    name = "list",
    header = "List runs.",
    description = {
      "A condition is KEY OP VALUE with one of = != > >= < <= ~ (contains). Keys are the settings"
          + " of experiment files, net, block, seed, metrics such as test_accuracy, and name, kind,"
          + " status, started, seconds, tag, verdict. Where a run has several values, one must meet"
          + " it. An accuracy is a fraction."
    },
    footer = {
      "  reslab runs list",
      "  reslab runs list --filter block=basic status=completed 'test_accuracy>0.7'",
      "  reslab runs list --sort -test_accuracy --limit 10 --json"
    })
final class RunsListCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final RunsOptions runs = new RunsOptions();

  @Option(
      names = "--filter",
      arity = "1..*",
      paramLabel = "CONDITION",
      description = "Only runs that meet all of these.")
  private List<String> filters = new ArrayList<>();

  @Option(
      names = "--sort",
      paramLabel = "[-]KEY",
      description = "Sort by this key, with - in falling order (default: -started).")
  private String sort = "-started";

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
  private @Nullable Integer limit;

  @Override
  public Integer call() {
    if (limit != null && limit < 1) {
      throw new InvalidArgumentException("--limit is " + limit + ", expected at least 1");
    }
    List<RunFilter> conditions = filters.stream().map(RunFilter::parse).toList();
    Context context = common.context();
    try (RunIndex index = runs.index(context)) {
      RunIndex.Refresh refresh = index.refresh();
      if (common.verbose()) {
        context.message(
            "%s runs read, %s unchanged, %s gone"
                .formatted(refresh.read(), refresh.unchanged(), refresh.forgotten()));
        if (index.unusable() != null) {
          context.message(index.unusable() + "; this call does without it");
        }
      }
      List<IndexedRun> found = index.find(conditions, sort, limit);
      if (common.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("dir", runs.dir());
        document.put("runs", found);
        context.printJson(document);
      } else if (found.isEmpty()) {
        context.message(
            refresh.read() + refresh.unchanged() == 0
                ? "found no runs in " + runs.dir()
                : "no run meets this");
      } else {
        context.print(RunsReport.list(found, context.screen()));
      }
    }
    return ExitCodes.OK;
  }
}
