// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** How a cell, or a whole experiment, ended, or that it has not. */
public enum RunStatus {
  /** It is under way. A word that this version does not know was written by no end, either. */
  @JsonEnumDefaultValue
  RUNNING,
  /** It did all its steps. */
  COMPLETED,
  /** A loss became NaN or infinite. */
  DIVERGED,
  /** The cancel flag ended it. */
  CANCELLED,
  /** An error ended it, for example a full disk. */
  FAILED,
  /**
   * Its process was killed. It is never written: a reader concludes it where a directory says
   * {@link #RUNNING} and no process holds it.
   */
  INTERRUPTED
}
