// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.PrintWriter;
import java.util.List;
import org.reslab.Net;
import org.reslab.files.Json;
import org.reslab.report.Screen;

/**
 * What a command runs in.
 *
 * @param out data, and nothing else
 * @param err messages and progress
 * @param terminal what {@code err} can show
 * @param screen what {@code out} can show
 */
record Context(
    PrintWriter out, PrintWriter err, Terminal terminal, Screen screen, Cancellation cancellation) {
  /** Lets colours through where the screen has some, and no other command to the terminal. */
  Context {
    screen = screen.sealed(PrintableOutput.SEAL);
    out = PrintableOutput.of(out, screen.colours());
    err = PrintableOutput.of(err, false);
  }

  /** Returns the same with another screen. */
  Context on(Screen other) {
    return new Context(out, err, terminal, other, cancellation);
  }

  /** Prints the one JSON document of a command. */
  void printJson(Object document) {
    out.println(Json.text(document));
    out.flush();
  }

  /** Prints a report as wide as the screen, ended by a line feed whether or not it has one. */
  void print(String text) {
    printAsItIs(screen.fit(text));
  }

  /** Prints text for programs, whose lines may have any length. */
  void printAsItIs(String text) {
    out.print(text.endsWith("\n") ? text : text + System.lineSeparator());
    out.flush();
  }

  /** Sends a command to the terminal that {@code err} is. */
  void command(String sequence) {
    ((PrintableOutput) err).command(sequence);
  }

  /** Prints how nets differ from others with similar names, where there are such. */
  void notices(List<String> nets) {
    for (String net : nets) {
      String notice = Net.of(net).notice();
      if (!notice.isEmpty()) {
        message("note: " + notice);
      }
    }
  }

  /** Prints a message to the user. */
  void message(String text) {
    err.println(terminal.fit(text));
    err.flush();
  }
}
