// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.util.Optional;
import org.reslab.InvalidArgumentException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A text in YAML, and its errors.
 *
 * @param origin names the text in messages
 * @param isFile whether messages name lines of it
 */
record YamlText(String origin, boolean isFile, String text) {

  /** Returns a place for messages: {@code FILE:LINE}. */
  String place(int line) {
    return isFile ? origin + ":" + line : origin;
  }

  /** Makes an error at a place of the text. */
  InvalidArgumentException error(Optional<Mark> mark, String message) {
    return new InvalidArgumentException(place(mark) + ": " + message);
  }

  /** Makes the error that a parser has found. */
  InvalidArgumentException invalid(RuntimeException e) {
    String place = origin;
    String reason;
    switch (e) {
      case MarkedYamlEngineException marked -> {
        Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
        place = place(mark);
        reason = mark.map(this::tab).filter(tab -> !tab.isEmpty()).orElseGet(() -> reason(marked));
      }
      case ReaderException reader -> {
        place = place(lineOf(reader.getPosition()));
        reason = "found the control character U+%04X".formatted(reader.getCodePoint());
      }
      case YamlEngineException engine -> reason = oneLine(String.valueOf(engine.getMessage()));
      default -> reason = oneLine(e.toString());
    }
    return new InvalidArgumentException("%s: not valid YAML: %s".formatted(place, reason), e);
  }

  private static String reason(MarkedYamlEngineException e) {
    String problem = oneLine(e.getProblem());
    return e.getContext() == null ? problem : oneLine(e.getContext()) + ": " + problem;
  }

  private String place(Optional<Mark> mark) {
    return isFile && mark.isPresent()
        ? place(mark.get().getLine() + 1) + ":" + (mark.get().getColumn() + 1)
        : origin;
  }

  /** Says that a tab is where an error is, or in the indentation of its line; empty without one. */
  private String tab(Mark mark) {
    String line = text.lines().skip(mark.getLine()).findFirst().orElse("");
    int column = Math.min(mark.getColumn(), line.length());
    String indentation = line.substring(0, line.length() - line.stripLeading().length());
    if (indentation.contains("\t")) {
      return "a tab stands there; YAML indents with blanks";
    }
    return line.startsWith("\t", column) ? "a tab stands there; write a blank" : "";
  }

  private int lineOf(int position) {
    return 1 + (int) text.codePoints().limit(position).filter(c -> c == '\n').count();
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
