// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the exception that a failed native call is reported as. */
@FunctionalInterface
public interface FailureFactory {
  /**
   * Makes the exception.
   *
   * @param status never {@link Status#OK}
   * @param message the native part's account, for people
   */
  RuntimeException create(Status status, String message);
}
