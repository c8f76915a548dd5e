// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reslab.text.Printable;

/**
 * Writes text as {@link Printable} has it, so that nothing that a file or an argument holds reaches
 * the terminal as a command, wherever it is printed from.
 */
final class PrintableOutput extends PrintWriter {
  /** What the colours of this process's reports begin with, which nothing else can foresee. */
  static final String SEAL = Long.toHexString(new SecureRandom().nextLong());

  private static final Pattern SEALED = Pattern.compile("\u001B" + SEAL + "(\\[[0-9;]{0,8}m)");

  /** The colours of ECMA-48, as picocli writes them in a help. */
  private static final Pattern ANY = Pattern.compile("\u001B(\\[[0-9;]{0,8}m)");

  /** Its first group, behind an escape character, is let through; null lets nothing. */
  private final @Nullable Pattern colour;

  private PrintableOutput(PrintWriter out, @Nullable Pattern colour) {
    super(out);
    this.colour = colour;
  }

  /**
   * Wraps a writer, unless it is wrapped so.
   *
   * @param colours whether the colours of a screen with {@link #SEAL} are let through
   */
  static PrintableOutput of(PrintWriter out, boolean colours) {
    return of(out, colours ? SEALED : null);
  }

  /**
   * Wraps a writer for the help of commands, which holds no text of others.
   *
   * @param colours whether all colours are let through
   */
  static PrintableOutput ofHelp(PrintWriter out, boolean colours) {
    return of(out, colours ? ANY : null);
  }

  private static PrintableOutput of(PrintWriter out, @Nullable Pattern colour) {
    if (out instanceof PrintableOutput printable) {
      return printable.colour == colour
          ? printable
          : new PrintableOutput((PrintWriter) printable.out, colour);
    }
    return new PrintableOutput(out, colour);
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
    String printable = colour == null ? Printable.text(text) : withColours(colour, text);
    super.write(printable, 0, printable.length());
  }

  private static String withColours(Pattern colour, String text) {
    StringBuilder printable = new StringBuilder();
    Matcher found = colour.matcher(text);
    int from = 0;
    while (found.find()) {
      printable.append(Printable.text(text.substring(from, found.start())));
      printable.append('\u001B').append(found.group(1));
      from = found.end();
    }
    return printable.append(Printable.text(text.substring(from))).toString();
  }
}
