// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.Callable;
import org.reslab.store.RunTags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Add tags to a run. */
@Command(
    name = "tag",
    header = "Add tags to a run.",
    description = {"Tags are kept in the run directory, in tags.json; prints those it has now."},
    footer = {"  reslab runs tag runs/a baseline"})
final class RunsTagCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final TagOptions tags = new TagOptions();

  @Override
  public Integer call() {
    return tags.apply(common, RunTags::add);
  }
}
