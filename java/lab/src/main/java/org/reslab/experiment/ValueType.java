// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a setting may hold.
 *
 * @param schema the same in words of JSON Schema
 * @param scalar whether it is one value, which a matrix can vary
 */
record ValueType(Map<String, Object> schema, boolean scalar) {
  static final ValueType TEXT = new ValueType(ordered("type", "string", "pattern", "\\S"), true);

  /** Text that a matrix does not vary. */
  static final ValueType PROSE = new ValueType(TEXT.schema(), false);

  static final ValueType BOOL = new ValueType(Map.of("type", "boolean"), true);
  static final ValueType SPECS =
      new ValueType(
          ordered("type", "object", "additionalProperties", Map.of("type", "string")), false);
  static final ValueType SEEDS =
      oneOrMore(
          ordered(
              "anyOf",
              List.of(
                  ordered("type", "integer", "minimum", 0),
                  ordered("type", "string", "pattern", "^\\s*\\d{1,18}\\.\\.\\d{1,18}\\s*$"))));

  /** A whole number of at least {@code least}. */
  static ValueType integer(long least) {
    return new ValueType(ordered("type", "integer", "minimum", least), true);
  }

  /** A number of at least {@code least}. */
  static ValueType number(double least) {
    return new ValueType(ordered("type", "number", "minimum", least), true);
  }

  /** A number above {@code bound}. */
  static ValueType numberAbove(double bound) {
    return new ValueType(ordered("type", "number", "exclusiveMinimum", bound), true);
  }

  /** A number of at least {@code least} and below {@code bound}. */
  static ValueType numberIn(double least, double bound) {
    return new ValueType(
        ordered("type", "number", "minimum", least, "exclusiveMaximum", bound), true);
  }

  /** One of a few words, or text of which all matches a regular expression. */
  static ValueType oneOfOr(List<String> labels, String form) {
    return new ValueType(
        Map.of(
            "anyOf",
            List.of(
                Map.of("enum", labels), ordered("type", "string", "pattern", "^" + form + "$"))),
        true);
  }

  /** One of a few words. */
  static ValueType oneOf(List<String> labels) {
    return new ValueType(Map.of("enum", labels), true);
  }

  /** A list, or a single value in place of a list of one. */
  static ValueType listOf(ValueType item) {
    return oneOrMore(item.schema());
  }

  private static ValueType oneOrMore(Map<String, Object> item) {
    return new ValueType(
        Map.of("anyOf", List.of(item, ordered("type", "array", "items", item))), false);
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
