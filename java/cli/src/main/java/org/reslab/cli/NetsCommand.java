// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.Net;
import org.reslab.report.TextTable;
import org.reslab.report.TextTable.Align;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the named nets, and what a net's text means. */
@Command(
    name = "nets",
    header = "List the named nets, or show what a net is.",
    description = {
      "A net is one line of text: a stem, stages of blocks, and a head. What its stages are made of"
          + " is the net's own, or that of --block."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  reslab nets list",
      "  reslab nets show resnet50",
      "  reslab nets show 'stem: conv3(=16) bn relu; stages: 2*16 2*32/2; blocks: basic'"
    },
    subcommands = {NetsCommand.ListNets.class, NetsCommand.Show.class})
final class NetsCommand implements Runnable {
  @Mixin private final GroupOptions group = new GroupOptions();

  @Override
  public void run() {
    throw group.missingCommand();
  }

  /** All named nets. */
  @Command(name = "list", header = "List the named nets and families of nets.")
  static final class ListNets implements Callable<Integer> {
    @Mixin private final CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
      List<Net> nets = Net.catalog();
      if (common.json()) {
        common.context().printJson(Map.of("nets", nets));
        return ExitCodes.OK;
      }
      TextTable table = new TextTable().column("net", Align.LEFT).column("what it is", Align.LEFT);
      nets.forEach(net -> table.row(List.of(net.name(), net.summary())));
      Context context = common.context();
      context.print(table.text(context.screen()));
      return ExitCodes.OK;
    }
  }

  /** One net. */
  @Command(
      name = "show",
      header = "Show a net's canonical form, its blocks and where it comes from.",
      footer = {"  reslab nets show resnet50", "  reslab nets show resnet-20 --json"})
  static final class Show implements Callable<Integer> {
    @Mixin private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "NET", description = "A name, or clauses.")
    private String text = "";

    @Override
    public Integer call() {
      Net net = Net.of(text);
      String notice = net.notice();
      if (common.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", net.name());
        document.put("spec", net.spec());
        document.put("block", net.block());
        document.put("family", net.family());
        document.put("summary", net.summary());
        document.put("source", net.source());
        document.put("notice", notice);
        common.context().printJson(document);
        return ExitCodes.OK;
      }
      StringBuilder lines = new StringBuilder();
      line(lines, "net", net.name());
      line(lines, "spec", net.spec());
      line(lines, "block", net.block());
      line(lines, "what", net.summary());
      line(lines, "source", net.source());
      line(lines, "notice", notice);
      common.context().print(lines.toString());
      return ExitCodes.OK;
    }

    private static void line(StringBuilder lines, String what, String text) {
      if (!text.isEmpty()) {
        lines.append("%-9s%s\n".formatted(what, text));
      }
    }
  }
}
