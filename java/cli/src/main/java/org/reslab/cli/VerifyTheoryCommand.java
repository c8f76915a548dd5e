// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.report.TheoryReport;
import org.reslab.text.Numbers;
import org.reslab.theory.ClaimResult;
import org.reslab.theory.TheorySuite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds the probes against theory. */
@Command(
    name = "verify-theory",
    header = "Measure what theory predicts of networks at initialisation.",
    description = {
      "Prints for each claim the prediction, the measured mean with its 95 %% interval over seeds,"
          + " the tolerance and the source. Two minutes on two cores; --quick takes ten seconds."
    },
    footer = {"  reslab verify-theory", "  reslab verify-theory --quick --json"},
    exitCodeList = {
      "0:every claim holds",
      "1:a claim does not hold, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class VerifyTheoryCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(names = "--quick", description = "Fewer seeds, and no network of 56 layers.")
  private boolean quick;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Networks at a time, each on one CPU thread (default: one for each core).")
  private @Nullable Integer jobs;

  @Override
  public Integer call() {
    Context context = common.context();
    int atOnce = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    List<ClaimResult> results;
    try (ProgressLine line = new ProgressLine(context)) {
      results =
          TheorySuite.run(
              quick,
              atOnce,
              context.cancellation().flag(),
              (part, parts, done, networks, eta) ->
                  line.show(
                      "part %s of %s: %s of %s networks, ETA of these %s"
                          .formatted(part, parts, done, networks, Numbers.duration(eta))));
    }
    boolean passed = results.stream().allMatch(ClaimResult::passed);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("passed", passed);
      document.put("claims", results);
      context.printJson(document);
    } else {
      context.print(TheoryReport.text(results, context.screen()));
    }
    return passed ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
