// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What one side measured of itself, printed as one line of {@code name=value} words.
 *
 * @param runSeconds from before the network is built until everything is released; the process has
 *     its libraries loaded by then
 * @param stepsSeconds of the steps after the warm-up
 * @param peakKib largest resident set of the process, in KiB
 * @param losses of every step, exact
 * @param gradNorms global gradient norm of every step, exact
 */
public record SideReport(
    double runSeconds,
    double stepsSeconds,
    long peakKib,
    List<Double> losses,
    List<Double> gradNorms) {
  /** Copies the lists. */
  public SideReport {
    losses = List.copyOf(losses);
    gradNorms = List.copyOf(gradNorms);
  }

  /** Returns the line without its end. */
  String line() {
    return "run_seconds=%.9f steps_seconds=%.9f peak_kib=%d losses=%s grad_norms=%s"
        .formatted(runSeconds, stepsSeconds, peakKib, exact(losses), exact(gradNorms));
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException where a word is missing or no number
   */
  static SideReport parse(String line) {
    Arguments words = Arguments.of(line.strip().split(" "));
    return new SideReport(
        words.number("run_seconds"),
        words.number("steps_seconds"),
        words.count("peak_kib"),
        values(words.text("losses")),
        values(words.text("grad_norms")));
  }

  private static String exact(List<Double> values) {
    return values.stream().map(Double::toHexString).collect(Collectors.joining(","));
  }

  private static List<Double> values(String text) {
    DoubleStream values = Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble);
    return values.boxed().toList();
  }
}
