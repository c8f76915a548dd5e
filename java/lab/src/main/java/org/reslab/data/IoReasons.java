// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** I/O failures in words: several exceptions carry only a name, or nothing, as their message. */
final class IoReasons {
  private IoReasons() {}

  static String of(Throwable failure) {
    return switch (failure) {
      case AccessDeniedException e -> "permission denied: " + e.getFile();
      case NoSuchFileException e -> "no such file: " + e.getFile();
      case FileAlreadyExistsException e -> "already exists and is not a folder: " + e.getFile();
      case UnknownHostException e -> "host not found: " + e.getMessage();
      case HttpTimeoutException e -> "no answer in time";
      case ConnectException e -> unreachable(e);
      default -> {
        @Nullable String message = failure.getMessage();
        yield message == null ? failure.getClass().getSimpleName() : message;
      }
    };
  }

  private static String unreachable(ConnectException failure) {
    for (@Nullable Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "host not found";
      }
    }
    @Nullable String message = failure.getMessage();
    return message == null ? "no connection" : "no connection: " + message;
  }
}
