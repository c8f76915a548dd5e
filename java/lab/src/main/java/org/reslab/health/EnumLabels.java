// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.reslab.InvalidArgumentException;
import org.reslab.text.EditDistance;

/** The names of enum constants in files. */
final class EnumLabels {
  private EnumLabels() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the constant that a label names.
   *
   * @param what the thing that has such values, for messages
   * @throws InvalidArgumentException if none has it; the message lists those there are
   */
  static <E extends Enum<E>> E parse(String what, E[] values, String label) {
    List<String> labels = Arrays.stream(values).map(EnumLabels::of).toList();
    int index = labels.indexOf(label);
    if (index < 0) {
      throw unknown(what, label, labels);
    }
    return values[index];
  }

  static InvalidArgumentException unknown(String what, String found, List<String> known) {
    String nearest = EditDistance.nearest(found, known);
    return new InvalidArgumentException(
        "%s: found '%s', expected one of %s%s"
            .formatted(
                what,
                found,
                String.join(", ", known),
                nearest == null ? "" : "; did you mean '" + nearest + "'?"));
  }
}
