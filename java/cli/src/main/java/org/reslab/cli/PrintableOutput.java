// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.PrintWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reslab.text.Printable;

/**
 * Writes text as {@link Printable} has it, so that nothing that a file or an argument holds reaches
 * the terminal as a command, wherever it is printed from.
 */
final class PrintableOutput extends PrintWriter {
  /** The colours of ECMA-48. */
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]{0,8}m");

  private final boolean colours;

  private PrintableOutput(PrintWriter out, boolean colours) {
    super(out);
    this.colours = colours;
  }

  /**
   * Wraps a writer, unless it is wrapped.
   *
   * @param colours whether colours are let through
   */
  static PrintableOutput of(PrintWriter out, boolean colours) {
    if (out instanceof PrintableOutput printable) {
      return printable.colours == colours
          ? printable
          : new PrintableOutput((PrintWriter) printable.out, colours);
    }
    return new PrintableOutput(out, colours);
  }

  /** Writes a command to the terminal, as it is. */
  void command(String sequence) {
    super.write(sequence, 0, sequence.length());
  }

  @Override
  public void write(int character) {
    write(String.valueOf((char) character));
  }

  @Override
  public void write(char[] characters, int offset, int length) {
    write(new String(characters, offset, length));
  }

  @Override
  public void write(String text, int offset, int length) {
    write(text.substring(offset, offset + length));
  }

  @Override
  public void write(String text) {
    String printable = colours ? withColours(text) : Printable.text(text);
    super.write(printable, 0, printable.length());
  }

  private static String withColours(String text) {
    StringBuilder printable = new StringBuilder();
    Matcher colour = COLOUR.matcher(text);
    int from = 0;
    while (colour.find()) {
      printable.append(Printable.text(text.substring(from, colour.start())));
      printable.append(colour.group());
      from = colour.end();
    }
    return printable.append(Printable.text(text.substring(from))).toString();
  }
}
