// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A run, and the tags that it is given or loses. */
final class TagOptions {
  @Mixin private final RunsOptions runs = new RunsOptions();

  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "A path, a name below --dir, or the beginning of one.")
  private String run = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "TAG", description = "Tags.")
  private List<String> tags = List.of();

  /**
   * Changes the tags and prints those that the run has now.
   *
   * @param change takes the run's folder and the tags, and returns all that it has
   */
  int apply(CommonOptions common, BiFunction<Path, Collection<String>, List<String>> change) {
    Path path = runs.resolve(run);
    List<String> now = change.apply(path, tags);
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
