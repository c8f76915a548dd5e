// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.util.Collection;

/** How a verdict comes out. Ascending: of several, the last counts. */
public enum Status {
  /** Told, not judged. */
  INFO,

  /** The whole interval lies in the expected range. */
  PASS,

  /** The data leave open on which side of a bound the value lies. */
  BORDERLINE,

  /** The metric is defined for no seed; also what a file says in a word of a newer version. */
  @JsonEnumDefaultValue
  UNDEFINED,

  /** Outside of what is expected. */
  WARN,

  /** Outside of what is tolerable. */
  FAIL;

  /** Returns the word in files. */
  public String label() {
    return EnumLabels.of(this);
  }

  /** Returns the worst, {@link #INFO} of none. */
  public static Status worst(Collection<Status> statuses) {
    return statuses.stream().max(Status::compareTo).orElse(INFO);
  }
}
