// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;
import org.reslab.DeviceException;
import org.reslab.DivergedException;
import org.reslab.DtypeMismatchException;
import org.reslab.InternalErrorException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.NativeOutOfMemoryException;
import org.reslab.ShapeMismatchException;
import org.reslab.UnsupportedException;
import org.reslab.bindings.reslab_h;

/** Outcome of a native call, and the exception that reports a failure. */
enum NativeStatus {
  OK(reslab_h::RL_OK, InternalErrorException::new),
  INVALID_ARGUMENT(reslab_h::RL_INVALID_ARGUMENT, InvalidArgumentException::new),
  SHAPE_MISMATCH(reslab_h::RL_SHAPE_MISMATCH, ShapeMismatchException::new),
  DTYPE_MISMATCH(reslab_h::RL_DTYPE_MISMATCH, DtypeMismatchException::new),
  OUT_OF_MEMORY(reslab_h::RL_OUT_OF_MEMORY, NativeOutOfMemoryException::new),
  IO_ERROR(reslab_h::RL_IO_ERROR, NativeIoException::new),
  CORRUPT_DATA(reslab_h::RL_CORRUPT_DATA, CorruptDataException::new),
  CANCELLED(reslab_h::RL_CANCELLED, CancelledException::new),
  DIVERGED(reslab_h::RL_DIVERGED, message -> new DivergedException(message, List.of())),
  UNSUPPORTED(reslab_h::RL_UNSUPPORTED, UnsupportedException::new),
  DEVICE_ERROR(reslab_h::RL_DEVICE_ERROR, DeviceException::new),
  INTERNAL(reslab_h::RL_INTERNAL, InternalErrorException::new),
  WRONG_THREAD(reslab_h::RL_WRONG_THREAD, WrongThreadException::new);

  private final IntSupplier code;
  private final Function<String, RuntimeException> exception;

  NativeStatus(IntSupplier code, Function<String, RuntimeException> exception) {
    this.code = code;
    this.exception = exception;
  }

  /** Returns the status with a code; a code unknown here is a defect, {@link #INTERNAL}. */
  static NativeStatus of(int code) {
    for (NativeStatus status : values()) {
      if (status.code.getAsInt() == code) {
        return status;
      }
    }
    return INTERNAL;
  }

  /** Returns the exception to throw for this failure. */
  RuntimeException exception(String message) {
    return exception.apply(message);
  }
}
