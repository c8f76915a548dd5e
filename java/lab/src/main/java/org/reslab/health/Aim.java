// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** What a verdict answers. */
public enum Aim {
  /** Does the value match what theory predicts of this kind of network at initialisation? */
  PREDICTION,

  /** Does the value suggest that the network can be trained? */
  HEALTH,

  /** Nothing: the value is shown with the others. */
  @JsonEnumDefaultValue
  CONTEXT;

  /** Returns the word in files. */
  public String label() {
    return EnumLabels.of(this);
  }
}
