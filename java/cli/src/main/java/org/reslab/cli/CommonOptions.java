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
  private static final String VERBOSE = "--verbose";

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

  @Option(names = VERBOSE, description = "Show where a failure happened.")
  private boolean verbose;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      converter = LabelConverters.Colours.class,
      completionCandidates = LabelConverters.Colours.class,
      description = "Colour the text: ${COMPLETION-CANDIDATES} (default: auto).")
  private ColourChoice colour = ColourChoice.AUTO;

  private final boolean trains;

  CommonOptions() {
    this(false);
  }

  private CommonOptions(boolean trains) {
    this.trains = trains;
  }

  /** Returns those of a command that shows a training. */
  static CommonOptions training() {
    return new CommonOptions(true);
  }

  /** Says in a command's help what it does with {@code --verbose}. */
  static void describe(CommandSpec command) {
    for (CommandSpec mixin : command.mixins().values()) {
      if (mixin.userObject() instanceof CommonOptions options && options.trains) {
        // Picocli has no other way to give an option of a mixin another text.
        OptionSpec general = command.findOption(VERBOSE);
        command.remove(general);
        command.addOption(
            OptionSpec.builder(general)
                .description(
                    "Show where a failure happened, when training waited for data, and which"
                        + " layers fast kernels do not serve.")
                .build());
      }
    }
  }

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
