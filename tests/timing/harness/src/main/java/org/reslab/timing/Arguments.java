// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@code name=value} words of a side's command line, or of its report. */
final class Arguments {
  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Splits the words.
   *
   * @throws IllegalArgumentException for a word without {@code =}
   */
  static Arguments of(String... words) {
    Arguments arguments = new Arguments();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("found '" + word + "' without '=', expected name=value");
      }
      arguments.values.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return arguments;
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "found no '" + name + "=' among " + values.keySet() + ", expected one");
    }
    return value;
  }

  Path path(String name) {
    return Path.of(text(name));
  }

  int count(String name) {
    try {
      return Integer.parseUnsignedInt(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " is '" + text(name) + "', expected a number of at least 0", e);
    }
  }

  double number(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is '" + text(name) + "', expected a number", e);
    }
  }
}
