// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Prints the script that completes commands in a shell. */
@Command(
    name = "completion",
    header = "Print the completion script for bash and zsh.",
    footer = {"  source <(reslab completion)"})
final class CompletionCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public Integer call() {
    CommandSpec root = common.commandLine().getCommandSpec().root();
    SettingOptions.addToAll(root.commandLine());
    String script = AutoComplete.bash(root.name(), new CommandLine(withNegativeForms(root)));
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("shells", new String[] {"bash", "zsh"});
      document.put("script", script);
      common.context().printJson(document);
    } else {
      common.context().printAsItIs(script);
    }
    return ExitCodes.OK;
  }

  /**
   * Returns a copy of a command and all below it that has {@code --no-shuffle} as an option of its
   * own: of an option that can be negated, picocli completes {@code --shuffle} alone.
   */
  private static CommandSpec withNegativeForms(CommandSpec command) {
    CommandSpec copy = CommandSpec.create().name(command.name());
    for (OptionSpec option : command.options()) {
      copy.addOption(OptionSpec.builder(option).negatable(false).build());
      if (option.negatable()) {
        String negative =
            command.negatableOptionTransformer().makeNegative(option.longestName(), command);
        copy.addOption(OptionSpec.builder(negative).build());
      }
    }
    for (PositionalParamSpec argument : command.positionalParameters()) {
      copy.addPositional(PositionalParamSpec.builder(argument).build());
    }
    command
        .subcommands()
        .forEach(
            (name, child) -> copy.addSubcommand(name, withNegativeForms(child.getCommandSpec())));
    return copy;
  }
}
