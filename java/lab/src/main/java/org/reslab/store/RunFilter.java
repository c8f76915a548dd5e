// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;

/**
 * A condition on runs: {@code KEY OP VALUE}. A run with several values of a key, such as its
 * blocks, meets it if one of them does; {@code !=} is met where none is equal. A key that a run
 * does not have meets only {@code !=}.
 *
 * @param key a setting, a metric, or one of name, kind, status, started, seconds, tag
 * @param operator how
 * @param value what is compared with
 */
public record RunFilter(String key, Operator operator, String value) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([A-Za-z_][\\w.-]*)\\s*(!=|>=|<=|=|>|<|~)\\s*(.*?)\\s*", Pattern.DOTALL);

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  /** How a value is compared. */
  public enum Operator {
    /** Is the same text, or the same number. */
    EQUAL("=", "="),
    /** No value is the same. */
    UNEQUAL("!=", "="),
    /** Is more. */
    MORE(">", ">"),
    /** Is at least. */
    AT_LEAST(">=", ">="),
    /** Is less. */
    LESS("<", "<"),
    /** Is at most. */
    AT_MOST("<=", "<="),
    /** Contains the text. */
    CONTAINS("~", "");

    private final String symbol;
    private final String sql;

    Operator(String symbol, String sql) {
      this.symbol = symbol;
      this.sql = sql;
    }

    String symbol() {
      return symbol;
    }
  }

  /**
   * Reads a condition.
   *
   * @throws InvalidArgumentException if it is not of the form KEY OP VALUE
   */
  public static RunFilter parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || matcher.group(3).isEmpty()) {
      throw new InvalidArgumentException(
          "filter: found '%s', expected KEY OP VALUE with one of = != > >= < <= ~, for example"
                  .formatted(text)
              + " block=basic or test_accuracy>0.7");
    }
    for (Operator operator : Operator.values()) {
      if (operator.symbol().equals(matcher.group(2))) {
        return new RunFilter(matcher.group(1), operator, matcher.group(3));
      }
    }
    throw new IllegalStateException("no operator " + matcher.group(2));
  }

  /** Returns the condition in SQL on the row {@code r} of runs; {@code parameters} bind it. */
  String sql() {
    String test =
        operator == Operator.CONTAINS
            ? "instr(f.text, ?) > 0"
            : number(value) == null
                ? "f.text %s ?".formatted(operator.sql)
                : "f.number %s ?".formatted(operator.sql);
    return "%sEXISTS (SELECT 1 FROM facts f WHERE f.run = r.id AND f.key = ? AND %s)"
        .formatted(operator == Operator.UNEQUAL ? "NOT " : "", test);
  }

  /** Returns what {@link #sql} is to be bound to. */
  List<Object> parameters() {
    @Nullable Double number = operator == Operator.CONTAINS ? null : number(value);
    return List.of(key, number == null ? value : number);
  }

  /** Returns the number that a text is, or null where it is none. */
  static @Nullable Double number(String text) {
    return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
  }
}
