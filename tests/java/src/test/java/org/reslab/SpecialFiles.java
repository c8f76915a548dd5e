// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;

/** Files that are not regular; a test that cannot have one is skipped. */
public final class SpecialFiles {
  private SpecialFiles() {}

  /** Makes a FIFO, which whoever opens it waits at. */
  public static Path fifo(Path file) throws IOException {
    make(file, "mkfifo", file.toString());
    return file;
  }

  /** Makes a device like /dev/null, which only root may. */
  public static Path device(Path file) throws IOException {
    make(file, "mknod", file.toString(), "c", "1", "3");
    return file;
  }

  private static void make(Path file, String... command) throws IOException {
    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .onExit()
            .join()
            .exitValue();
    assumeTrue(code == 0, command[0] + " can make " + file);
  }
}
