// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the tools of the JDK that the tests run on, as a user of the jars does. */
final class Jdk {
  private Jdk() {}

  /** Returns the path of a tool, for example {@code javac}. */
  static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /**
   * Runs a command, which must succeed within three minutes.
   *
   * @param folder where it runs and its output is kept
   * @return its output, standard error included
   */
  static String run(Path folder, List<String> command) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    String output = Files.readString(log);
    assertThat(process.exitValue()).as("%s%n%s", String.join(" ", command), output).isZero();
    return output;
  }
}
