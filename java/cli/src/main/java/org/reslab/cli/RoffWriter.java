// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import java.util.stream.Collectors;

/** Writes a manual page: the few macros of {@code man(7)}, and text that stays text. */
final class RoffWriter {
  private final StringBuilder out = new StringBuilder();

  /**
   * Begins the page.
   *
   * @param name in capitals
   * @param source the program and its version, for the footer
   */
  void title(String name, String source) {
    macro("TH", quoted(name), "1", quoted(""), quoted(source), quoted("ResLab"));
    macro("nh");
    macro("ad", "l");
  }

  void section(String heading) {
    macro("SH", quoted(heading));
  }

  void subsection(String heading) {
    macro("SS", quoted(heading));
  }

  void text(String text) {
    out.append(escaped(text)).append('\n');
  }

  void paragraph(String text) {
    macro("PP");
    text(text);
  }

  void synopsis(String name, String rest) {
    out.append(bold(name)).append(' ').append(escaped(rest)).append('\n');
  }

  /** Writes a term in bold, and its description. */
  void entry(String term, String text) {
    macro("TP");
    out.append(bold(term)).append('\n');
    text(text);
  }

  /**
   * Writes an option.
   *
   * @param value what follows each name, such as {@code =N}; empty for a flag
   */
  void option(List<String> names, String value, String text) {
    macro("TP");
    out.append(names.stream().map(RoffWriter::bold).collect(Collectors.joining(", ")));
    if (!value.isEmpty()) {
      out.append("\\fI").append(escaped(value)).append("\\fR");
    }
    out.append('\n');
    text(text);
  }

  /** Writes lines as they are. */
  void code(List<String> lines) {
    macro("PP");
    macro("nf");
    lines.forEach(this::text);
    macro("fi");
  }

  private void macro(String name, String... arguments) {
    out.append('.').append(name);
    for (String argument : arguments) {
      out.append(' ').append(argument);
    }
    out.append('\n');
  }

  private static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  private static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  /**
   * Keeps roff from taking text for markup: backslashes, hyphens that shells must be able to copy,
   * a dot or a quote that begins a line, and what is not ASCII.
   */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    if (text.startsWith(".") || text.startsWith("'")) {
      escaped.append("\\&");
    }
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\\' -> escaped.append("\\(rs");
            case '-' -> escaped.append("\\-");
            case '\'' -> escaped.append("\\(aq");
            case '`' -> escaped.append("\\(ga");
            case '^' -> escaped.append("\\(ha");
            case '~' -> escaped.append("\\(ti");
            case '"' -> escaped.append("\\(dq");
            case '\n' -> escaped.append(' ');
            default -> {
              if (c < 0x7f) {
                escaped.appendCodePoint(c);
              } else {
                escaped.append("\\[u%04X]".formatted(c));
              }
            }
          }
        });
    return escaped.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
