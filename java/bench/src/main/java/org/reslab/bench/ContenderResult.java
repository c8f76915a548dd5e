// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.List;

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
    List<Double> seconds,
    long idleBytes,
    long peakBytes) {
  /** Copies the list. */
  public ContenderResult {
    seconds = List.copyOf(seconds);
  }

  static ContenderResult of(WorkerProcess worker, Rounds rounds) {
    Message greeting = worker.greeting();
    return new ContenderResult(
        worker.contender().name(),
        greeting.text("description"),
        rounds.spread(Rounds.Round::rate),
        rounds.all().stream().map(Rounds.Round::seconds).toList(),
        greeting.whole("idle_bytes"),
        rounds.peakBytes());
  }
}
