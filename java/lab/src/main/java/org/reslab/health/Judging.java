// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

/** What of a value is held against a range. */
public enum Judging {
  /** The whole interval; one seed then decides nothing. */
  INTERVAL,

  /** The estimate alone, for ranges that were given for single numbers. */
  VALUE
}
