// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.Codes;

/** Why {@link Trainer#run} came back. */
public enum StopReason {
  /** It had done the steps asked for. */
  STEPS,
  /** Its time was over. */
  TIME,
  /** An epoch is complete. */
  EPOCH,
  /** The last epoch is complete; further calls return this at once, without a step. */
  FINISHED,
  /** The {@link CancelFlag} was set; the trainer can go on with a further call. */
  CANCELLED;

  /** The constant of the C ABI. */
  int code() {
    return switch (this) {
      case STEPS -> Codes.stopSteps();
      case TIME -> Codes.stopTime();
      case EPOCH -> Codes.stopEpoch();
      case FINISHED -> Codes.stopFinished();
      case CANCELLED -> Codes.stopCancelled();
    };
  }

  static StopReason ofCode(int code) {
    for (StopReason value : values()) {
      if (value.code() == code) {
        return value;
      }
    }
    throw new InternalErrorException(
        "the native part named stop reason " + code + ", which is unknown");
  }
}
