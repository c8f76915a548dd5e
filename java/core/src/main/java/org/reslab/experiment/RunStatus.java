// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

/** How a run, or a whole experiment, ended. */
public enum RunStatus {
  /** It did all its steps. */
  COMPLETED,
  /** A loss became NaN or infinite. */
  DIVERGED,
  /** The cancel flag ended it. */
  CANCELLED,
  /** An error ended it, for example a full disk. */
  FAILED
}
