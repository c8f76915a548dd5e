// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.files.Json;

/**
 * One line between this process and a worker: a JSON object.
 *
 * @param line as it was read
 * @param values by name
 */
record Message(String line, Map<String, @Nullable Object> values) {
  /**
   * Reads a line.
   *
   * @throws CorruptDataException if it is no JSON object
   */
  static Message parse(String line) {
    return new Message(line, Json.parseObject(line));
  }

  boolean has(String name) {
    return values.get(name) != null;
  }

  String text(String name) {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw lacks(name, "a text");
  }

  boolean flag(String name) {
    if (values.get(name) instanceof Boolean flag) {
      return flag;
    }
    throw lacks(name, "true or false");
  }

  double number(String name) {
    if (values.get(name) instanceof Number number) {
      return number.doubleValue();
    }
    throw lacks(name, "a number");
  }

  long whole(String name) {
    if (values.get(name) instanceof Number number
        && !(number instanceof Double)
        && !(number instanceof Float)) {
      return number.longValue();
    }
    throw lacks(name, "a whole number");
  }

  /** The objects of a list. */
  List<Message> objects(String name) {
    if (!(values.get(name) instanceof List<?> list)) {
      throw lacks(name, "a list");
    }
    List<Message> objects = new ArrayList<>();
    for (Object item : list) {
      objects.add(parse(Json.line(item)));
    }
    return objects;
  }

  /** The constant that a text names in lower case. */
  <E extends Enum<E>> E constant(String name, Class<E> type) {
    String text = text(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
        return constant;
      }
    }
    throw lacks(name, "one of " + Arrays.toString(type.getEnumConstants()));
  }

  private CorruptDataException lacks(String name, String expected) {
    return new CorruptDataException(
        "the message %s has '%s' as %s, expected %s"
            .formatted(line, name, values.get(name), expected));
  }
}
