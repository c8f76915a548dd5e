// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.jspecify.annotations.Nullable;

/** An argument is outside its documented domain: an unknown name, a negative size. */
public class InvalidArgumentException extends ReslabException {
  private static final long serialVersionUID = 1L;

  /** Which argument it is, or null where the message alone says. */
  private final @Nullable String argument;

  /**
   * Makes the exception with its message.
   *
   * @param message what failed
   */
  public InvalidArgumentException(String message) {
    super(message);
    argument = null;
  }

  /**
   * Makes the exception with its message and its cause.
   *
   * @param message what failed
   * @param cause what it came from
   */
  public InvalidArgumentException(String message, Throwable cause) {
    super(message, cause);
    argument = null;
  }

  private InvalidArgumentException(String message, String argument) {
    super(message);
    this.argument = argument;
  }

  /**
   * Makes the exception of one argument.
   *
   * @param argument its name, in snake_case as in experiment files
   * @param problem what is wrong with it
   */
  public static InvalidArgumentException of(String argument, String problem) {
    return new InvalidArgumentException(argument + ": " + problem, argument);
  }

  /**
   * Checks an argument.
   *
   * @param holds whether it is inside its domain
   * @param argument its name, in snake_case as in experiment files
   * @param found its value
   * @param expected what the domain is
   * @throws InvalidArgumentException if it is not
   */
  public static void require(
      boolean holds, String argument, @Nullable Object found, String expected) {
    if (!holds) {
      throw new InvalidArgumentException(
          argument + " is " + found + ", expected " + expected, argument);
    }
  }

  /** Returns the name of the argument, or null where the message alone says which it is. */
  public @Nullable String argument() {
    return argument;
  }
}
