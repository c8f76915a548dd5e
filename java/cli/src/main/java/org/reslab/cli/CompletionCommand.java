// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the script that completes commands in a shell. */
@Command(
    name = "completion",
    header = "Print the completion script for bash and zsh.",
    footer = {"  source <(reslab completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public Integer call() {
    CommandLine root = common.commandLine().getCommandSpec().root().commandLine();
    String script = AutoComplete.bash(root.getCommandName(), root);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("shells", new String[] {"bash", "zsh"});
      document.put("script", script);
      common.context().printJson(document);
    } else {
      common.context().print(script);
    }
    return ExitCodes.OK;
  }
}
