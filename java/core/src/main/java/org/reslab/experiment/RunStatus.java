// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

/** How a run, or a whole experiment, ended, or that it has not. */
public enum RunStatus {
  /** It is under way; in a summary that nobody writes any more, its process was killed. */
  RUNNING,
  /** It did all its steps. */
  COMPLETED,
  /** A loss became NaN or infinite. */
  DIVERGED,
  /** The cancel flag ended it. */
  CANCELLED,
  /** An error ended it, for example a full disk. */
  FAILED
}
