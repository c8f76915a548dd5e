// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why a write failed, which a {@link java.io.PrintWriter} forgets. A
 * reader that has seen enough and went ({@code | head}) is no failure.
 */
final class StandardOutput extends FilterOutputStream {
  private @Nullable IOException failure;

  StandardOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /** Returns whether data was lost that someone was there to read. */
  boolean lost() {
    return failure != null && !"Broken pipe".equals(failure.getMessage());
  }

  String reason() {
    return failure == null ? "" : String.valueOf(failure.getMessage());
  }
}
