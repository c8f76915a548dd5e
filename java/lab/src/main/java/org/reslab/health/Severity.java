// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** How much a value outside its range, or a finding, counts. Ascending. */
public enum Severity {
  /** Worth knowing. */
  INFO(Status.INFO),

  /** Known to harm, or not as it should be. */
  @JsonEnumDefaultValue
  WARN(Status.WARN),

  /** The network will hardly train, or is not what it claims to be. */
  FAIL(Status.FAIL);

  private final Status status;

  Severity(Status status) {
    this.status = status;
  }

  /** Returns the status of what is outside, or found. */
  public Status status() {
    return status;
  }
}
