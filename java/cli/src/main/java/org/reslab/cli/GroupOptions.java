// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a command has that only leads to others. */
final class GroupOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  private boolean help;

  /** Returns the failure of a call that names no command. */
  ParameterException missingCommand() {
    CommandSpec group = Objects.requireNonNull(spec, "not attached to a command");
    String commands = String.join(", ", group.subcommands().keySet());
    return new ParameterException(group.commandLine(), "missing a command: one of " + commands);
  }
}
