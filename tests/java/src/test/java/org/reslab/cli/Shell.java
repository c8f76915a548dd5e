// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What a piece of shell code of a page did, in a folder with a launcher like that of a clone.
 *
 * @param code exit code of its last command
 * @param output what it printed, errors too
 */
record Shell(int code, String output) {
  /**
   * Runs code with this JVM's {@code java}.
   *
   * @param folder where it runs
   * @param cache of the program
   */
  static Shell run(String code, Path folder, Path cache) throws IOException, InterruptedException {
    Path log = folder.resolveSibling("output");
    ProcessBuilder builder = new ProcessBuilder("bash", "--norc", "-c", code);
    builder.environment().put("RESLAB_CACHE", cache.toString());
    builder
        .environment()
        .merge(
            "PATH",
            Path.of(System.getProperty("java.home"), "bin").toString(),
            (path, bin) -> bin + File.pathSeparator + path);
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("did not end within five minutes: " + code);
    }
    return new Shell(process.exitValue(), Files.readString(log));
  }

  /** Writes a launcher like that of a clone, which need not build. */
  static void writeLauncher(Path file) throws IOException {
    String words =
        Cli.command(List.of("-XX:TieredStopAtLevel=1")).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(file, "#!/usr/bin/env bash\nexec " + words + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
