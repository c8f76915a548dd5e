// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of a parsed JSON document; what is missing, or of another type, is empty or NaN. */
final class Fields {
  private Fields() {}

  /** Returns an object. */
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, entry) -> object.put(String.valueOf(key), entry));
    }
    return object;
  }

  /** Returns the objects of a list. */
  static List<Map<String, @Nullable Object>> objects(@Nullable Object value) {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    list(value).forEach(entry -> objects.add(object(entry)));
    return objects;
  }

  /** Returns a list. */
  static List<@Nullable Object> list(@Nullable Object value) {
    return value instanceof List<?> list ? new ArrayList<@Nullable Object>(list) : List.of();
  }

  /** Returns a text, or a number as text. */
  static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** Returns a number; NaN for null. */
  static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** Returns the numbers of a list. */
  static double[] numbers(@Nullable Object value) {
    return list(value).stream().mapToDouble(Fields::number).toArray();
  }
}
