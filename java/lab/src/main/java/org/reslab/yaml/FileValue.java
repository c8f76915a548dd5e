// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reslab.InvalidArgumentException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One value of a file and where it stands. Each getter throws an {@link InvalidArgumentException}
 * whose message names the place, what was found and what was expected.
 *
 * @param file the file
 * @param line 1-based, of the key; 0 where the value stands in no file, and {@code file} names its
 *     origin
 * @param key the key, with the keys that it stands below
 * @param node the value
 */
public record FileValue(Path file, int line, String key, JsonNode node) {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");
  private static final Path COMMAND_LINE = Path.of("");
  private static final long LARGEST_RANGE = 10_000;

  /**
   * Returns a value of the command line, which names the option in messages itself: a single item,
   * or a list of several.
   *
   * @param numbers whether items that read as numbers are such
   */
  public static FileValue ofTexts(List<String> items, boolean numbers) {
    ArrayNode nodes = JsonNodeFactory.instance.arrayNode();
    for (String item : items) {
      JsonNode value = CoreSchemaValue.of(item.strip());
      // The reader of what is no number says what it expects.
      nodes.add(numbers && value.isNumber() ? value : nodes.stringNode(item));
    }
    return new FileValue(COMMAND_LINE, 0, "", nodes.size() == 1 ? nodes.get(0) : nodes);
  }

  /** Returns a truth value of the command line. */
  public static FileValue ofFlag(boolean value) {
    return new FileValue(COMMAND_LINE, 0, "", JsonNodeFactory.instance.booleanNode(value));
  }

  /** Returns a mapping of the command line. */
  public static FileValue ofEntries(Map<?, ?> entries) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    entries.forEach((name, text) -> node.put(name.toString(), text.toString()));
    return new FileValue(COMMAND_LINE, 0, "", node);
  }

  /** Returns where the value stands, for messages: {@code FILE:LINE}. */
  public String place() {
    return line == 0 ? file.toString() : file + ":" + line;
  }

  /** Returns text that is not blank. */
  public String string() {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw expected("text");
    }
    return node.stringValue().strip();
  }

  /** Returns a truth value. */
  public boolean bool() {
    if (!node.isBoolean()) {
      throw expected("true or false");
    }
    return node.booleanValue();
  }

  /** Returns text that is not blank; a truth value counts as the text "true" or "false". */
  public String textOrFlag() {
    return node.isBoolean() ? String.valueOf(node.booleanValue()) : string();
  }

  /** Returns a whole number. */
  public long integer() {
    return integer(node);
  }

  /** Returns a whole number of 32 bits. */
  public int int32() {
    long value = integer();
    if (value != (int) value) {
      throw expected("a whole number of at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** Returns a number. */
  public double number() {
    return number(node);
  }

  /** Returns numbers; a single one counts as a list of one. */
  public List<Double> numbers() {
    List<Double> values = new ArrayList<>();
    for (JsonNode item : items()) {
      values.add(number(item));
    }
    return values;
  }

  /** Returns whole numbers; a single one counts as a list of one. */
  public List<Long> integers() {
    List<Long> values = new ArrayList<>();
    for (JsonNode item : items()) {
      values.add(integer(item));
    }
    return values;
  }

  /** Returns texts; a single one counts as a list of one. */
  public List<String> strings() {
    List<String> values = new ArrayList<>();
    for (JsonNode item : items()) {
      if (!item.isString() || item.stringValue().isBlank()) {
        throw expected("text, or a list of texts");
      }
      values.add(item.stringValue().strip());
    }
    return values;
  }

  /**
   * Returns seeds and ranges of them such as {@code 0..4}, both ends included. A number by itself
   * is that one seed.
   */
  public List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (JsonNode item : items()) {
      Matcher range = RANGE.matcher(item.isString() ? item.stringValue().strip() : "");
      if (range.matches()) {
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last < first || last - first >= LARGEST_RANGE) {
          throw expected(
              "a range FIRST..LAST with FIRST <= LAST and at most " + LARGEST_RANGE + " seeds");
        }
        for (long seed = first; seed <= last; seed++) {
          seeds.add(seed);
        }
      } else if (item.isIntegralNumber() && item.canConvertToLong() && item.longValue() >= 0) {
        seeds.add(item.longValue());
      } else {
        throw expected("seeds from 0 to 2^63 - 1, or ranges of them such as 0..4");
      }
    }
    return seeds;
  }

  /** Returns a mapping of text to text, in its order. */
  public Map<String, String> entries() {
    if (!node.isObject()) {
      throw expected("lines of the form 'name: spec' below it");
    }
    Map<String, String> entries = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isString()) {
        throw expected("text after '" + entry.getKey() + ":'");
      }
      entries.put(entry.getKey(), entry.getValue().stringValue().strip());
    }
    return entries;
  }

  /** Reads text with a parser whose errors lack the place. */
  public <T> T label(Function<String, T> parser) {
    String text = string();
    try {
      return parser.apply(text);
    } catch (InvalidArgumentException e) {
      throw placed(e);
    }
  }

  /** Reads texts with such a parser; a single one counts as a list of one. */
  public <T> List<T> labels(Function<String, T> parser) {
    List<T> values = new ArrayList<>();
    for (String text : strings()) {
      try {
        values.add(parser.apply(text));
      } catch (InvalidArgumentException e) {
        throw placed(e);
      }
    }
    return values;
  }

  /** Returns a path. */
  public Path path() {
    String text = string();
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      throw expected("a path");
    }
  }

  private InvalidArgumentException placed(InvalidArgumentException e) {
    return new InvalidArgumentException(placed(String.valueOf(e.getMessage())), e);
  }

  private String placed(String message) {
    return file.equals(COMMAND_LINE) ? message : place() + ": " + message;
  }

  private double number(JsonNode item) {
    if (!item.isNumber()) {
      throw expected("a number" + unquoted(item) + (node.isArray() ? " in each place" : ""));
    }
    return item.doubleValue();
  }

  private long integer(JsonNode item) {
    if (!item.isIntegralNumber() || !item.canConvertToLong()) {
      throw expected("a whole number" + unquoted(item) + (node.isArray() ? " in each place" : ""));
    }
    return item.longValue();
  }

  /** Returns what to say where only the quotes keep a text from being a number. */
  private static String unquoted(JsonNode item) {
    return item.isString() && CoreSchemaValue.of(item.stringValue().strip()).isNumber()
        ? " without quotes"
        : "";
  }

  /** Returns the items of a list; a single value counts as a list of one. */
  private Iterable<JsonNode> items() {
    if (node.isArray()) {
      return node.values();
    }
    if (node.isObject() || node.isNull()) {
      throw expected("a value or a list of values");
    }
    return List.of(node);
  }

  /** Makes the error that the value is not what is expected. */
  public InvalidArgumentException expected(String what) {
    return new InvalidArgumentException(
        placed((key.isEmpty() ? "" : key + ": ") + "found %s, expected %s".formatted(node, what)));
  }
}
