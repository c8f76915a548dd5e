// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds values by the names that they have on the command line and in files. */
final class ByLabel {
  private ByLabel() {}

  /**
   * Finds the value with a label.
   *
   * @param subject begins the message, for example {@code "the precision is"}
   * @throws InvalidArgumentException if none has it
   */
  static <T> T find(String subject, String label, T[] values, Function<T, String> labels) {
    for (T value : values) {
      if (labels.apply(value).equals(label)) {
        return value;
      }
    }
    throw new InvalidArgumentException(
        "%s '%s', expected one of %s"
            .formatted(
                subject,
                label,
                Arrays.stream(values).map(labels).collect(Collectors.joining(", "))));
  }
}
