// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/**
 * A mistake, or something worth knowing, that needs no measurement.
 *
 * @param code what kind
 * @param severity how much it counts
 * @param where the block, network or setting
 * @param message what was found and what follows
 * @param remedy what to change; empty where there is nothing
 * @param source where the knowledge comes from
 */
public record Finding(
    Code code, Severity severity, String where, String message, String remedy, String source) {
  /** The kinds of findings. */
  public enum Code {
    /** A shortcut is declared and never added. */
    FORGOTTEN_ADDITION,

    /** There is no shortcut. */
    NO_SHORTCUT,

    /** A convolution without enough padding shrinks its maps. */
    UNPADDED_CONVOLUTION,

    /** The stream of a pre-activated network reaches the head without normalisation. */
    NO_FINAL_NORM,

    /** An activation after the addition is on the shortcut's path. */
    ACTIVATION_AFTER_ADDITION,

    /** A normalisation after the addition is on the shortcut's path. */
    NORM_AFTER_ADDITION,

    /** An activation is among the shortcut's own operations. */
    ACTIVATION_ON_SHORTCUT,

    /** The shortcut is scaled, gated, dropped or convolved. */
    ALTERED_SHORTCUT,

    /** The branch ends with an activation, and can only add. */
    BRANCH_ENDS_ACTIVATED,

    /** Nothing is normalised. */
    NO_NORMALIZATION,

    /** The schedule changes the learning rate before the first step. */
    RATE_CHANGED_AT_START,

    /** Of a newer version, which wrote the file. */
    @JsonEnumDefaultValue
    UNKNOWN;

    /** Returns the name in messages and files, for example {@code forgotten-addition}. */
    public String label() {
      return EnumLabels.of(this);
    }
  }
}
