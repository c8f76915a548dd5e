// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.util.function.ToIntFunction;
import org.reslab.InternalErrorException;

/** Finds enum values by their constants of the C ABI. */
final class Constants {
  private Constants() {}

  /**
   * Returns the value with a constant.
   *
   * @param what the constant names, for the message
   * @throws InternalErrorException if no value has it
   */
  static <E> E find(E[] values, ToIntFunction<E> code, int found, String what) {
    for (E value : values) {
      if (code.applyAsInt(value) == found) {
        return value;
      }
    }
    throw new InternalErrorException(
        "the native part returned the " + what + " " + found + ", which is unknown");
  }
}
