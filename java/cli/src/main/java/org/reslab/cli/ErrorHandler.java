// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.reslab.CancelledException;
import org.reslab.ReslabException;
import org.reslab.SpecSyntaxException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong on standard error, and turns it into the exit code. */
final class ErrorHandler implements IExecutionExceptionHandler, IParameterExceptionHandler {
  private final Terminal terminal;

  ErrorHandler(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    Set<String> commands = command.getSubcommands().keySet();
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      String word = unmatched.getUnmatched().getFirst();
      String problem =
          commands.isEmpty() || word.startsWith("-")
              ? failure.getMessage()
              : "unknown command '%s': expected one of %s"
                  .formatted(word, String.join(", ", commands));
      err.println(terminal.fit("error: " + problem));
      if (!suggestions.isEmpty()) {
        err.println(terminal.fit("did you mean: " + String.join(", ", suggestions) + "?"));
      }
    } else {
      err.println(terminal.fit("error: " + failure.getMessage()));
    }
    err.printf("see '%s --help'%n", command.getCommandSpec().qualifiedName());
    return ExitCodes.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult parseResult) {
    PrintWriter err = command.getErr();
    boolean verbose = command.getParseResult().hasMatchedOption("--verbose");
    switch (failure) {
      case SpecSyntaxException e -> {
        err.println(terminal.fit("error: " + e.getMessage()));
        err.println("  " + e.text());
        err.println("  " + " ".repeat(Math.max(0, e.column() - 1)) + "^");
      }
      case CancelledException e -> err.println(terminal.fit("interrupted: " + e.getMessage()));
      case ReslabException e -> err.println(terminal.fit("error: " + e.getMessage()));
      default -> {
        err.println(terminal.fit("error: unexpected failure: " + failure));
        if (!verbose) {
          err.println("this is a defect of ResLab; --verbose shows where it happened");
        }
      }
    }
    if (verbose) {
      failure.printStackTrace(err);
    }
    return ExitCodes.of(failure);
  }
}
