// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.reslab.NativeRuntime;

/**
 * A peer that speaks as {@code peer.py} does and computes nothing: a shell script. What it is asked
 * lies in a file afterwards.
 */
public final class FakePeer {
  /** Parameters of tinynet basic with base 8. */
  public static final long PARAMETERS = 44370;

  private FakePeer() {}

  /** One that is ready and answers rounds, each of 100 seconds by its own account. */
  public static Path good(Path folder) throws IOException {
    return of(folder, NativeRuntime.get().info().torchRunning(), PARAMETERS);
  }

  static Path of(Path folder, String version, long parameters) throws IOException {
    String ready =
        "{\"ready\": true, \"description\": \"a fake\", \"version\": \""
            + version
            + "\", \"threads\": 1, \"parameters\": "
            + parameters
            + ", \"idle_bytes\": 1000}";
    String answer = "{\"images\": 16, \"seconds\": 100, \"peak_bytes\": 2000}";
    return script(
        folder,
        String.join(
            "\n",
            "echo '" + ready + "'",
            "while read -r line; do",
            "  echo \"$line\" >> '" + folder.resolve("asked") + "'",
            "  echo '" + answer + "'",
            "done"));
  }

  /** One that has no PyTorch. */
  public static Path unavailable(Path folder) throws IOException {
    return script(folder, "echo '{\"unavailable\": \"no torch here\"}'");
  }

  /** A script of any content; its first line is made here. */
  static Path script(Path folder, String body) throws IOException {
    Path script = folder.resolve("fake-peer");
    Files.writeString(script, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  static List<String> asked(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("asked"));
  }
}
