// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import org.reslab.bindings.reslab_h;

/** Outcome of a native call. */
public enum Status {
  OK,
  INVALID_ARGUMENT,
  SHAPE_MISMATCH,
  DTYPE_MISMATCH,
  OUT_OF_MEMORY,
  IO_ERROR,
  CORRUPT_DATA,
  CANCELLED,
  DIVERGED,
  UNSUPPORTED,
  DEVICE_ERROR,
  INTERNAL,
  WRONG_THREAD;

  private int code() {
    return switch (this) {
      case OK -> reslab_h.RL_OK();
      case INVALID_ARGUMENT -> reslab_h.RL_INVALID_ARGUMENT();
      case SHAPE_MISMATCH -> reslab_h.RL_SHAPE_MISMATCH();
      case DTYPE_MISMATCH -> reslab_h.RL_DTYPE_MISMATCH();
      case OUT_OF_MEMORY -> reslab_h.RL_OUT_OF_MEMORY();
      case IO_ERROR -> reslab_h.RL_IO_ERROR();
      case CORRUPT_DATA -> reslab_h.RL_CORRUPT_DATA();
      case CANCELLED -> reslab_h.RL_CANCELLED();
      case DIVERGED -> reslab_h.RL_DIVERGED();
      case UNSUPPORTED -> reslab_h.RL_UNSUPPORTED();
      case DEVICE_ERROR -> reslab_h.RL_DEVICE_ERROR();
      case INTERNAL -> reslab_h.RL_INTERNAL();
      case WRONG_THREAD -> reslab_h.RL_WRONG_THREAD();
    };
  }

  /** The status with a code; a code that this side does not know is a defect, {@link #INTERNAL}. */
  static Status ofCode(int code) {
    for (Status status : values()) {
      if (status.code() == code) {
        return status;
      }
    }
    return INTERNAL;
  }
}
