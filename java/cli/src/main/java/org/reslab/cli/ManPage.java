// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The manual page of a command, in the roff of {@code man(7)}, made of what its {@code --help} is
 * made of.
 */
final class ManPage {
  private final CommandSpec command;
  private final UsageMessageSpec usage;
  private final RoffWriter roff = new RoffWriter();

  private ManPage(CommandSpec command) {
    this.command = command;
    this.usage = command.usageMessage();
  }

  /** Returns the page's name, {@code reslab-bench-train}. */
  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /** Returns the command and all below it, each before its own. */
  static List<CommandSpec> withSubcommands(CommandSpec command) {
    List<CommandSpec> all = new ArrayList<>(List.of(command));
    for (var child : command.subcommands().values()) {
      all.addAll(withSubcommands(child.getCommandSpec()));
    }
    return all;
  }

  /** Returns the page as text of ASCII alone. */
  static String of(CommandSpec command) {
    return new ManPage(command).write();
  }

  private String write() {
    String version = command.root().version().length == 0 ? "" : command.root().version()[0];
    roff.title(name(command).toUpperCase(Locale.ROOT), version);
    roff.section("NAME");
    roff.text(name(command) + " - " + stripPeriod(joined(usage.header())));
    synopsis();
    if (usage.description().length > 0) {
      roff.section("DESCRIPTION");
      Arrays.stream(usage.description()).forEach(text -> roff.paragraph(formatted(text)));
    }
    arguments();
    options();
    subcommands();
    if (!usage.exitCodeList().isEmpty()) {
      roff.section("EXIT STATUS");
      usage.exitCodeList().forEach((code, text) -> roff.entry(code, formatted(text)));
    }
    if (command.parent() == null) {
      roff.section("ENVIRONMENT");
      EnvironmentVariables.ALL.forEach(roff::entry);
    }
    examples();
    seeAlso();
    return roff.toString();
  }

  private void synopsis() {
    roff.section("SYNOPSIS");
    String all = new Help(command, Ansi.OFF).synopsis(0).replaceAll("\\s+", " ").strip();
    String name = command.qualifiedName();
    roff.synopsis(name, all.substring(name.length()).strip());
  }

  private void arguments() {
    if (command.positionalParameters().isEmpty()) {
      return;
    }
    roff.section("ARGUMENTS");
    for (PositionalParamSpec argument : command.positionalParameters()) {
      String label = argument.paramLabel() + (argument.arity().max() > 1 ? "..." : "");
      roff.entry(label, joined(argument.description()));
    }
  }

  private void options() {
    List<OptionSpec> options =
        command.options().stream().filter(option -> !option.hidden()).toList();
    if (options.isEmpty()) {
      return;
    }
    roff.section("OPTIONS");
    options.stream().filter(option -> heading(option) == null).forEach(this::option);
    options.stream()
        .map(ManPage::heading)
        .filter(heading -> heading != null)
        .distinct()
        .forEach(heading -> {
          roff.subsection(heading);
          options.stream().filter(option -> heading.equals(heading(option))).forEach(this::option);
        });
  }

  /** Returns the heading under which an option stands, or null for those without one. */
  private static @Nullable String heading(OptionSpec option) {
    @Nullable ArgGroupSpec group = option.group();
    if (group == null || group.heading() == null) {
      return null;
    }
    String heading = formatted(group.heading()).strip();
    return heading.endsWith(":") ? heading.substring(0, heading.length() - 1) : heading;
  }

  private void option(OptionSpec option) {
    List<String> names =
        Arrays.stream(option.names())
            .sorted(Comparator.comparingInt(String::length))
            .map(name -> option.negatable() ? negatable(name) : name)
            .toList();
    String value = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
    roff.option(names, value, joined(option.description()));
  }

  private String negatable(String name) {
    return command.negatableOptionTransformer().makeSynopsis(name, command);
  }

  private void subcommands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    roff.section("COMMANDS");
    command
        .subcommands()
        .values()
        .forEach(child -> {
          CommandSpec spec = child.getCommandSpec();
          roff.entry(name(spec) + "(1)", stripPeriod(joined(spec.usageMessage().header())) + ".");
        });
  }

  private void examples() {
    List<String> lines = Arrays.stream(usage.footer()).map(ManPage::formatted).toList();
    List<String> code = lines.stream().filter(line -> line.startsWith("  ")).toList();
    if (!code.isEmpty()) {
      roff.section("EXAMPLES");
      roff.code(code.stream().map(line -> line.substring(2)).toList());
    }
    List<String> notes =
        lines.stream().filter(line -> !line.startsWith("  ") && !line.isBlank()).toList();
    if (!notes.isEmpty()) {
      roff.section("NOTES");
      notes.forEach(roff::paragraph);
    }
  }

  private void seeAlso() {
    List<String> pages = new ArrayList<>();
    @Nullable CommandSpec parent = command.parent();
    if (parent != null) {
      pages.add(name(parent) + "(1)");
    }
    for (var child : command.subcommands().values()) {
      pages.add(name(child.getCommandSpec()) + "(1)");
    }
    roff.section("SEE ALSO");
    roff.text(String.join(", ", pages));
  }

  /** Picocli formats the descriptions of options and arguments itself, and leaves other texts. */
  private static String formatted(String text) {
    return String.format(text);
  }

  private static String joined(String... lines) {
    return String.join(" ", lines);
  }

  private static String stripPeriod(String text) {
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
