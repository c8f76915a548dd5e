// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.store.RunIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Rebuilds the index. */
@Command(
    name = "reindex",
    header = "Read every run again and rebuild the index.",
    description = {"A list does by itself what is needed; this is for files changed by hand."})
final class RunsReindexCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final RunsOptions runs = new RunsOptions();

  @Override
  public Integer call() {
    Context context = common.context();
    try (RunIndex index = runs.index(context)) {
      RunIndex.Refresh refresh = index.rebuild();
      if (common.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("dir", runs.dir());
        document.put("runs", refresh.read());
        context.printJson(document);
      } else {
        context.print("%s runs in %s".formatted(refresh.read(), runs.dir()));
      }
    }
    return ExitCodes.OK;
  }
}
