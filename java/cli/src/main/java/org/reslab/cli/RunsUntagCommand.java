// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.Callable;
import org.reslab.store.RunTags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Take tags off a run. */
@Command(
    name = "untag",
    header = "Take tags off a run.",
    description = {"Tags are kept in the run directory, in tags.json; prints those it has now."},
    footer = {"  reslab runs untag runs/a baseline"})
final class RunsUntagCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final TagOptions tags = new TagOptions();

  @Override
  public Integer call() {
    return tags.apply(common, RunTags::remove);
  }
}
