// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command has. */
final class CommonOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  private boolean help;

  @Option(names = "--json", description = "Print exactly one JSON document.")
  private boolean json;

  @Option(
      names = "--verbose",
      description =
          "Show where a failure happened; train and compare also say when they waited for data and"
              + " which layers fast kernels do not serve.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      converter = LabelConverters.Colours.class,
      completionCandidates = LabelConverters.Colours.class,
      description = "Colour the text: ${COMPLETION-CANDIDATES} (default: auto).")
  private ColourChoice colour = ColourChoice.AUTO;

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }

  Context context() {
    Context context = ((ReslabCommand) spec().root().userObject()).context();
    return context.on(colour.applyTo(context.screen()));
  }

  CommandLine commandLine() {
    return spec().commandLine();
  }

  /** Returns the options on the command line, by their longest names, but for those excepted. */
  List<String> given(Set<String> excepted) {
    return commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(name -> !excepted.contains(name))
        .toList();
  }

  /** Returns a failure that says how the command is to be used. */
  ParameterException usage(String message) {
    return new ParameterException(commandLine(), message);
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "not attached to a command");
  }
}
