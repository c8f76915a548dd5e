// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.Callable;
import org.reslab.bench.BorderBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Times the border to native code. */
@Command(
    name = "border",
    header = "Time calls across the border to native code.",
    description = {
      "Calibrated loops in this JVM: an order of magnitude on any machine, not a benchmark of the"
          + " compiler."
    },
    footer = {"  reslab bench border --json"},
    exitCodeList = {
      "0:done",
      "1:a figure misses its target under --check, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class BenchBorderCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final BenchOptions options = new BenchOptions();

  @Override
  public Integer call() {
    options.threads();
    return options.run(
        common, (cancel, listener) -> new BorderBench(options.rounds(), cancel, listener).run());
  }
}
