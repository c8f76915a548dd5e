// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

/**
 * What one contender did.
 *
 * @param name short
 * @param description what it is
 * @param imagesPerSecond over the rounds
 * @param seconds of each round, in their order
 * @param idleBytes resident memory of its process before the first step
 * @param peakBytes most resident memory of its process; that of processes it started is not in it
 */
public record ContenderResult(
    String name,
    String description,
    Spread imagesPerSecond,
    double[] seconds,
    long idleBytes,
    long peakBytes) {
  static ContenderResult of(WorkerProcess worker, Rounds rounds) {
    Message greeting = worker.greeting();
    return new ContenderResult(
        worker.contender().name(),
        greeting.text("description"),
        Spread.of(rounds.rates()),
        rounds.seconds(),
        greeting.whole("idle_bytes"),
        rounds.peakBytes());
  }
}
