// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Symbolic links to files. */
final class Links {
  /** As many as Linux follows. */
  private static final int MOST = 40;

  private Links() {}

  /**
   * Follows links from a name to the name at their end, where nothing need be.
   *
   * @throws FileSystemLoopException if they have no end
   * @throws IOException if one cannot be read
   */
  static Path end(Path file) throws IOException {
    Path at = file;
    for (int i = 0; i < MOST; i++) {
      if (!Files.isSymbolicLink(at)) {
        return at;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    throw new FileSystemLoopException(file.toString());
  }
}
