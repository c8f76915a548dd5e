// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.store.RunTags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Add tags to a run. */
@Command(
    name = "tag",
    header = "Add tags to a run.",
    description = {"Tags are kept in the run directory, in tags.json; prints those it has now."},
    footer = {"  reslab runs tag runs/a baseline"})
final class RunsTagCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final RunsOptions runs = new RunsOptions();

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A path, a name below --dir, or the beginning of one.")
  private String run = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "TAG", description = "Tags.")
  private List<String> tags = List.of();

  @Override
  public Integer call() {
    Path path = runs.resolve(run);
    List<String> now = RunTags.add(path, tags);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("run", path);
      document.put("tags", now);
      common.context().printJson(document);
    } else {
      common.context().print(path + ": " + (now.isEmpty() ? "no tags" : String.join(" ", now)));
    }
    return ExitCodes.OK;
  }
}
