// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.reslab.report.Screen;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the command line. */
public final class Main {
  /** Picocli's own least, and what is easily read. */
  private static final int NARROWEST_HELP = 55;

  private static final int WIDEST_HELP = 80;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // One kind of digits in all text, whatever the machine's.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    StandardOutput stdout = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = writer(stdout);
    PrintWriter err = writer(new FileOutputStream(FileDescriptor.err));
    Cancellation cancellation = Cancellation.bySignals(err);
    int code =
        run(
            new Context(
                out,
                err,
                Terminal.ofStandardError(),
                Terminal.screenOfStandardOutput(),
                cancellation),
            args);
    out.flush();
    if (stdout.lost() && code == ExitCodes.OK) {
      err.println("error: cannot write to standard output: " + stdout.reason());
      code = ExitCodes.FAILED;
    }
    err.flush();
    cancellation.finished();
    System.exit(cancellation.exitCode(code));
  }

  /**
   * Runs one command in this process, as if on no terminal.
   *
   * @param out receives the data
   * @param err receives messages and progress
   * @return the exit code
   */
  public static int run(String[] args, PrintWriter out, PrintWriter err) {
    return run(new Context(out, err, Terminal.none(), Screen.PLAIN, Cancellation.never()), args);
  }

  static int run(Context context, String... args) {
    CommandLine commandLine = commandLine(context);
    @Nullable UnmatchedArgumentException unknown = unknownCommand(commandLine, args);
    int code;
    if (unknown == null) {
      SettingOptions.addTo(commandLine, args);
      code = commandLine.execute(args);
    } else {
      code = new ErrorHandler(context.terminal()).handleParseException(unknown, args);
    }
    context.out().flush();
    context.err().flush();
    return code;
  }

  /** Finds a misspelt command, which picocli passes over where help is asked for. */
  private static @Nullable UnmatchedArgumentException unknownCommand(
      CommandLine commandLine, String... args) {
    CommandLine group = commandLine;
    for (String arg : args) {
      // The options of a group take no values, and a command's arguments are its own.
      if (arg.startsWith("-")) {
        continue;
      }
      if (group.getSubcommands().isEmpty()) {
        return null;
      }
      @Nullable CommandLine next = group.getSubcommands().get(arg);
      if (next == null) {
        return new UnmatchedArgumentException(group, List.of(arg));
      }
      group = next;
    }
    return null;
  }

  /** Returns the commands, without the options that {@link SettingOptions} adds. */
  static CommandLine commandLine(Context context) {
    ErrorHandler errors = new ErrorHandler(context.terminal());
    CommandLine commandLine =
        new CommandLine(new ReslabCommand(context))
            .setOut(PrintableOutput.ofHelp(context.out(), context.screen().colours()))
            .setErr(context.err())
            .setColorScheme(
                CommandLine.Help.defaultColorScheme(
                    context.screen().colours()
                        ? CommandLine.Help.Ansi.ON
                        : CommandLine.Help.Ansi.OFF))
            .setUsageHelpWidth(Math.clamp(context.screen().columns(), NARROWEST_HELP, WIDEST_HELP))
            .setUsageHelpLongOptionsMaxWidth(30)
            .setAbbreviatedOptionsAllowed(false)
            .setExecutionExceptionHandler(errors)
            .setParameterExceptionHandler(errors);
    layOut(commandLine);
    return commandLine;
  }

  /** Gives the help of every command the same form. */
  private static void layOut(CommandLine commandLine) {
    UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
    usage.sortOptions(false).optionListHeading("%nOptions:%n").commandListHeading("%nCommands:%n");
    if (usage.description().length > 0) {
      usage.descriptionHeading("%n");
    }
    if (!usage.exitCodeList().isEmpty()) {
      usage.exitCodeListHeading("%nExit codes:%n");
    }
    if (usage.footer().length > 0) {
      usage.footerHeading("%nExamples:%n");
    }
    CommonOptions.describe(commandLine.getCommandSpec());
    commandLine.getSubcommands().values().forEach(Main::layOut);
  }

  private static PrintWriter writer(java.io.OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), false);
  }
}
