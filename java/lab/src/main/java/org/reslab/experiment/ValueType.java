// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.reslab.InvalidArgumentException;
import org.reslab.yaml.FileValue;

/**
 * What a setting may hold.
 *
 * @param kind of a value, or of the items of a list
 * @param list whether it is a list, in place of which a single value may stand
 * @param labels the words of a value; empty where there are none, or others, too
 * @param schema of a value or an item, in words of JSON Schema
 */
public record ValueType(Kind kind, boolean list, List<String> labels, Map<String, Object> schema) {
  /** The kinds of values. */
  public enum Kind {
    /** Text about the experiment, which a matrix does not vary. */
    PROSE,
    /** Text. */
    TEXT,
    /** A file. */
    FILE,
    /** A folder. */
    FOLDER,
    /** True or false. */
    BOOL,
    /** A whole number. */
    INTEGER,
    /** A number. */
    NUMBER,
    /** A seed, or a range of seeds. */
    SEED,
    /** Names and the blocks that they stand for. */
    SPECS
  }

  private static final Map<String, Object> TEXT_SCHEMA =
      ordered("type", "string", "pattern", "\\S");

  static final ValueType PROSE = of(Kind.PROSE, TEXT_SCHEMA);
  static final ValueType TEXT = of(Kind.TEXT, TEXT_SCHEMA);
  static final ValueType TEXT_OR_FLAG =
      of(Kind.TEXT, Map.of("anyOf", List.of(TEXT_SCHEMA, Map.of("type", "boolean"))));
  static final ValueType FILE = of(Kind.FILE, TEXT_SCHEMA);
  static final ValueType FOLDER = of(Kind.FOLDER, TEXT_SCHEMA);
  static final ValueType BOOL = of(Kind.BOOL, Map.of("type", "boolean"));
  static final ValueType SPECS =
      of(Kind.SPECS, ordered("type", "object", "additionalProperties", Map.of("type", "string")));
  static final ValueType SEEDS =
      listOf(
          of(
              Kind.SEED,
              Map.of(
                  "anyOf",
                  List.of(
                      ordered("type", "integer", "minimum", 0),
                      ordered(
                          "type", "string", "pattern", "^\\s*\\d{1,18}\\.\\.\\d{1,18}\\s*$")))));

  private static ValueType of(Kind kind, Map<String, Object> schema) {
    return new ValueType(kind, false, List.of(), schema);
  }

  /** A whole number of at least {@code least}. */
  static ValueType integer(long least) {
    return of(Kind.INTEGER, ordered("type", "integer", "minimum", least));
  }

  /** A number of at least {@code least}. */
  static ValueType number(double least) {
    return of(Kind.NUMBER, ordered("type", "number", "minimum", least));
  }

  /** A number above {@code bound}. */
  static ValueType numberAbove(double bound) {
    return of(Kind.NUMBER, ordered("type", "number", "exclusiveMinimum", bound));
  }

  /** A number of at least {@code least} and below {@code bound}. */
  static ValueType numberIn(double least, double bound) {
    return of(Kind.NUMBER, ordered("type", "number", "minimum", least, "exclusiveMaximum", bound));
  }

  /** One of a few words. */
  static ValueType oneOf(List<String> labels) {
    return new ValueType(Kind.TEXT, false, labels, Map.of("enum", labels));
  }

  /** One of the labels of an enum's constants. */
  static <T> ValueType oneOf(T[] constants, Function<T, String> label) {
    return oneOf(Arrays.stream(constants).map(label).toList());
  }

  /** One of a few words, or text of which all matches a regular expression. */
  static ValueType oneOfOr(List<String> labels, String form) {
    return new ValueType(
        Kind.TEXT,
        false,
        labels,
        Map.of(
            "anyOf",
            List.of(
                Map.of("enum", labels), ordered("type", "string", "pattern", "^" + form + "$"))));
  }

  /** A list, or a single value in place of a list of one. */
  static ValueType listOf(ValueType item) {
    return new ValueType(item.kind, true, item.labels, item.schema);
  }

  /** Returns whether true and false stand for texts. */
  public boolean flagToo() {
    return equals(TEXT_OR_FLAG);
  }

  /** Returns whether it is one value, which a matrix can vary. */
  boolean scalar() {
    return !list && kind != Kind.PROSE && kind != Kind.SPECS;
  }

  /** Returns the JSON Schema of the whole value. */
  Map<String, Object> wholeSchema() {
    return list
        ? Map.of("anyOf", List.of(schema, ordered("type", "array", "items", schema)))
        : schema;
  }

  /**
   * Returns the value that a text on the command line stands for; the items of a list have commas
   * between them.
   *
   * @throws InvalidArgumentException if an item is empty
   */
  FileValue parse(String text) {
    if (kind == Kind.BOOL) {
      return FileValue.ofFlag(Boolean.parseBoolean(text));
    }
    boolean numbers = kind == Kind.INTEGER || kind == Kind.SEED || kind == Kind.NUMBER;
    return FileValue.ofTexts(list ? split(text) : List.of(text), numbers);
  }

  /**
   * Returns the items of a text, between commas that are in no brackets: {@code
   * basic,preact[norm=gn(8), act=silu]}.
   *
   * @throws InvalidArgumentException if one is empty
   */
  public static List<String> split(String text) {
    List<String> items = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ',';
      if (c == '[' || c == '(') {
        depth++;
      } else if (c == ']' || c == ')') {
        depth--;
      } else if (c == ',' && (depth <= 0 || i == text.length())) {
        String item = text.substring(start, i).strip();
        if (item.isEmpty()) {
          throw new InvalidArgumentException("'%s': found an empty entry".formatted(text));
        }
        items.add(item);
        start = i + 1;
      }
    }
    return List.copyOf(items);
  }

  /**
   * Returns a value as YAML and on the command line write it, without the brackets of a list:
   * {@code 0..4} for seeds in a row, {@code 0.0005} and not {@code 5.0E-4}.
   */
  static String text(Object value) {
    if (value instanceof List<?> items) {
      return isRange(items)
          ? items.getFirst() + ".." + items.getLast()
          : String.join(", ", items.stream().map(ValueType::text).toList());
    }
    return value instanceof Double number
        ? BigDecimal.valueOf(number).stripTrailingZeros().toPlainString()
        : value.toString();
  }

  private static boolean isRange(List<?> items) {
    for (int i = 0; i < items.size(); i++) {
      if (!(items.get(i) instanceof Long seed) || seed != (Long) items.getFirst() + i) {
        return false;
      }
    }
    return items.size() > 1;
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
