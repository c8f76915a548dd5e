// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.List;

/**
 * What the rounds of one worker took.
 *
 * @param images of each round
 * @param seconds of each round
 * @param waitSeconds of each round, in which the step waited for its batch; 0 where nothing does
 * @param peakBytes most resident memory of the process so far
 */
record Rounds(double[] images, double[] seconds, double[] waitSeconds, long peakBytes) {
  static Rounds of(List<Message> answers) {
    return new Rounds(
        column(answers, "images"),
        column(answers, "seconds"),
        answers.stream()
            .mapToDouble(answer -> answer.has("wait_seconds") ? answer.number("wait_seconds") : 0)
            .toArray(),
        answers.getLast().whole("peak_bytes"));
  }

  private static double[] column(List<Message> answers, String name) {
    return answers.stream().mapToDouble(answer -> answer.number(name)).toArray();
  }

  int count() {
    return seconds.length;
  }

  /** Images a second of each round. */
  double[] rates() {
    double[] rates = new double[count()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = images[i] / seconds[i];
    }
    return rates;
  }

  /** How much faster than another these were, round by round. */
  double[] ratesOver(Rounds other) {
    double[] ratios = rates();
    double[] others = other.rates();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= others[i];
    }
    return ratios;
  }

  /** The share of each round that was waiting. */
  double[] waitShares() {
    double[] shares = new double[count()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = waitSeconds[i] / seconds[i];
    }
    return shares;
  }
}
