// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.Block;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.report.TextTable;
import org.reslab.report.TextTable.Align;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the named blocks, and what a block's text means. */
@Command(
    name = "blocks",
    header = "List the named blocks, or show what a block is.",
    description = {
      "A block is one line of text: a branch, a shortcut, their merge, and what comes before and"
          + " after. Modifiers in square brackets change a named one."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  reslab blocks list",
      "  reslab blocks show preact",
      "  reslab blocks show 'basic[norm=gn(8), act=silu, zero-init]'"
    },
    subcommands = {BlocksCommand.ListBlocks.class, BlocksCommand.Show.class})
final class BlocksCommand implements Runnable {
  @Mixin private final GroupOptions group = new GroupOptions();

  @Override
  public void run() {
    throw group.missingCommand();
  }

  /** All named blocks. */
  @Command(name = "list", header = "List the named blocks.")
  static final class ListBlocks implements Callable<Integer> {
    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
      List<Block> blocks = Block.catalog();
      if (common.json()) {
        common.context().printJson(Map.of("blocks", blocks));
        return ExitCodes.OK;
      }
      TextTable table =
          new TextTable().column("block", Align.LEFT).column("what it is", Align.LEFT);
      blocks.forEach(block -> table.row(List.of(block.name(), block.summary())));
      Context context = common.context();
      context.print(table.text(context.screen()));
      return ExitCodes.OK;
    }
  }

  /** One block. */
  @Command(
      name = "show",
      header = "Show a block's canonical spec and where it comes from.",
      footer = {
        "  reslab blocks show preact",
        "  reslab blocks show 'basic[norm=gn(8), act=silu, zero-init]'"
      })
  static final class Show implements Callable<Integer> {
    @Mixin private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "BLOCK", description = "A name, a spec, or either with [modifiers].")
    private String text = "";

    @Mixin
    private final SettingOptions options = SettingOptions.some(ExperimentCommand.TRAIN, "define");

    @Override
    public Integer call() {
      Block block = options.over(null).training().blocks(List.of(text)).build().blocks().getFirst();
      if (common.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", block.name());
        document.put("spec", block.spec());
        document.put("summary", block.summary());
        document.put("source", block.source());
        common.context().printJson(document);
        return ExitCodes.OK;
      }
      StringBuilder lines = new StringBuilder("block    " + block.name() + "\n");
      lines.append("spec     ").append(block.spec()).append('\n');
      if (!block.summary().isEmpty()) {
        lines.append("what     ").append(block.summary()).append('\n');
      }
      if (!block.source().isEmpty()) {
        lines.append("source   ").append(block.source()).append('\n');
      }
      common.context().print(lines.toString());
      return ExitCodes.OK;
    }
  }
}
