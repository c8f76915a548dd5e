// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The runs of a project. */
@Command(
    name = "runs",
    header = "List, compare, tag and remove the runs of a folder.",
    description = {
      "Run directories are the truth; the index next to them, .index.sqlite, only makes lists fast"
          + " and can be deleted at any time."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  reslab runs list --filter block=preact 'test_accuracy>0.7'",
      "  reslab runs list --sort -test_accuracy",
      "  reslab runs show compare-20260131",
      "  reslab runs compare runs/a runs/b",
      "  reslab runs tag runs/a baseline"
    },
    subcommands = {
      RunsListCommand.class,
      RunsShowCommand.class,
      RunsCompareCommand.class,
      RunsTagCommand.class,
      RunsUntagCommand.class,
      RunsRemoveCommand.class,
      RunsReindexCommand.class
    })
final class RunsCommand implements Runnable {
  @Mixin private final GroupOptions group = new GroupOptions();

  @Override
  public void run() {
    throw group.missingCommand();
  }
}
