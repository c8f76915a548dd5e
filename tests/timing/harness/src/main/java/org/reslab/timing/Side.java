// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One of the two programs under comparison.
 *
 * @param name for display
 * @param command the program and its arguments
 */
record Side(String name, List<String> command) {
  /**
   * What one process of a side did.
   *
   * @param report what it measured of itself
   * @param processSeconds from its start to its end, as seen from outside
   */
  record Run(SideReport report, double processSeconds) {
    Times times() {
      return new Times(
          report.runSeconds(), report.stepsSeconds(), processSeconds, report.peakKib());
    }
  }

  /**
   * What one process took; the parts are those of {@link SideReport} and {@link Run}.
   *
   * @param runSeconds of the whole run
   * @param stepsSeconds of the steps after the warm-up
   * @param processSeconds of the whole process
   * @param peakKib largest resident set in KiB
   */
  record Times(double runSeconds, double stepsSeconds, double processSeconds, long peakKib) {}

  /** Copies the command. */
  Side {
    command = List.copyOf(command);
  }

  /**
   * Runs the program to its end. What it writes to stderr goes to this process's.
   *
   * @throws IOException where it cannot be started, fails, or prints no report
   */
  Run run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (code != 0) {
      throw new IOException(
          "the "
              + name
              + " side ended with exit code "
              + code
              + ", expected 0; it was started as "
              + String.join(" ", command));
    }
    // A library may write to stdout too: the report is the last line.
    String last = output.lines().reduce("", (before, line) -> line);
    try {
      return new Run(SideReport.parse(last), seconds);
    } catch (IllegalArgumentException e) {
      throw new IOException("the " + name + " side printed no report: " + e.getMessage(), e);
    }
  }
}
