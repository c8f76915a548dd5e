// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

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

/**
 * One value of an experiment file and where it stands. Each getter throws a message that names
 * both.
 */
record FileValue(Path file, int line, String key, JsonNode node) {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");
  private static final long LARGEST_RANGE = 10_000;

  String string() {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw expected("text");
    }
    return node.stringValue().strip();
  }

  boolean bool() {
    if (!node.isBoolean()) {
      throw expected("true or false");
    }
    return node.booleanValue();
  }

  long integer() {
    return integer(node);
  }

  int int32() {
    long value = integer();
    if (value != (int) value) {
      throw expected("a whole number of at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /**
   * YAML's core schema and Jackson disagree on forms such as {@code .1}, so text that reads as a
   * number is one.
   */
  double number() {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    try {
      return Double.parseDouble(string());
    } catch (NumberFormatException _) {
      throw expected("a number");
    }
  }

  List<Long> integers() {
    List<Long> values = new ArrayList<>();
    for (JsonNode item : items()) {
      values.add(integer(item));
    }
    return values;
  }

  List<String> strings() {
    List<String> values = new ArrayList<>();
    for (JsonNode item : items()) {
      if (!item.isString() || item.stringValue().isBlank()) {
        throw expected("text, or a list of texts");
      }
      values.add(item.stringValue().strip());
    }
    return values;
  }

  /** Reads whole numbers and ranges such as {@code 0..4}, both ends included. */
  List<Long> seeds() {
    List<Long> seeds = new ArrayList<>();
    for (JsonNode item : items()) {
      Matcher range = RANGE.matcher(item.isString() ? item.stringValue().strip() : "");
      if (range.matches()) {
        long first = Long.parseLong(range.group(1));
        long last = Long.parseLong(range.group(2));
        if (last < first || last - first >= LARGEST_RANGE) {
          throw expected("a range first..last of at most " + LARGEST_RANGE + " seeds");
        }
        for (long seed = first; seed <= last; seed++) {
          seeds.add(seed);
        }
      } else if (item.isIntegralNumber() && item.canConvertToLong()) {
        seeds.add(item.longValue());
      } else {
        throw expected("whole numbers, or a range such as 0..4");
      }
    }
    return seeds;
  }

  Map<String, String> entries() {
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
  <T> T label(Function<String, T> parser) {
    try {
      return parser.apply(string());
    } catch (InvalidArgumentException e) {
      throw new InvalidArgumentException("%s:%d: %s".formatted(file, line, e.getMessage()), e);
    }
  }

  private long integer(JsonNode item) {
    if (!item.isIntegralNumber() || !item.canConvertToLong()) {
      throw expected("a whole number" + (node.isArray() ? " in each place" : ""));
    }
    return item.longValue();
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

  private InvalidArgumentException expected(String what) {
    return new InvalidArgumentException(
        "%s:%d: %s: found %s, expected %s".formatted(file, line, key, node, what));
  }
}
