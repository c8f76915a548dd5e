// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.util.function.IntPredicate;
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
    EQUAL("=", order -> order == 0),
    /** No value is the same. */
    UNEQUAL("!=", order -> order == 0),
    /** Is more. */
    MORE(">", order -> order > 0),
    /** Is at least. */
    AT_LEAST(">=", order -> order >= 0),
    /** Is less. */
    LESS("<", order -> order < 0),
    /** Is at most. */
    AT_MOST("<=", order -> order <= 0),
    /** Contains the text. */
    CONTAINS("~", _ -> false);

    private final String symbol;

    /**
     * Takes how a value compares with that of the condition; of {@link #UNEQUAL} what no value is.
     */
    private final IntPredicate test;

    Operator(String symbol, IntPredicate test) {
      this.symbol = symbol;
      this.test = test;
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

  /** Returns whether a run meets the condition. */
  boolean test(IndexedRun run) {
    boolean met = run.values(key).stream().anyMatch(each -> test(each.toString()));
    return met != (operator == Operator.UNEQUAL);
  }

  /** Numbers are compared as numbers, where both sides are some, and all else as texts. */
  private boolean test(String found) {
    if (operator == Operator.CONTAINS) {
      return found.contains(value);
    }
    @Nullable Double wanted = number(value);
    if (wanted == null) {
      return operator.test.test(found.compareTo(value));
    }
    @Nullable Double number = number(found);
    return number != null && operator.test.test(Double.compare(number, wanted));
  }

  /** Returns the number that a text is, or null where it is none. */
  static @Nullable Double number(String text) {
    return NUMBER.matcher(text).matches() ? Double.valueOf(text) : null;
  }
}
