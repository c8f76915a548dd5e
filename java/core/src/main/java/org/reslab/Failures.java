// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.List;
import org.reslab.internal.NativeScope;
import org.reslab.internal.Status;

/** The exceptions that native failures are reported as. */
final class Failures {
  private Failures() {}

  static RuntimeException create(Status status, String message) {
    return switch (status) {
      case INVALID_ARGUMENT -> new InvalidArgumentException(message);
      case SHAPE_MISMATCH -> new ShapeMismatchException(message);
      case DTYPE_MISMATCH -> new DtypeMismatchException(message);
      case OUT_OF_MEMORY -> new NativeOutOfMemoryException(message);
      case IO_ERROR -> new NativeIoException(message);
      case CORRUPT_DATA -> new CorruptDataException(message);
      case CANCELLED -> new CancelledException(message);
      case DIVERGED -> new DivergedException(message, List.of());
      case UNSUPPORTED -> new UnsupportedException(message);
      case DEVICE_ERROR -> new DeviceException(message);
      case WRONG_THREAD -> new WrongThreadException(message);
      case OK, INTERNAL -> new InternalErrorException(message);
    };
  }

  /** Memory for calls of this thread that belong to no session; loads the native part. */
  static NativeScope newScope() {
    NativeRuntime.get();
    return new NativeScope(Failures::create);
  }
}
