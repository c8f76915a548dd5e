// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;

/**
 * The rounds of one worker.
 *
 * @param all in the order in which they were made, at least one
 * @param peakBytes most resident memory of the process so far
 */
record Rounds(List<Round> all, long peakBytes) {
  /**
   * One round.
   *
   * @param images that it took in
   * @param seconds of wall time
   * @param waitSeconds in which steps waited for their batches; 0 where nothing does
   */
  record Round(double images, double seconds, double waitSeconds) {
    static Round of(Message answer) {
      return new Round(
          answer.number("images"),
          answer.number("seconds"),
          answer.has("wait_seconds") ? answer.number("wait_seconds") : 0);
    }

    double rate() {
      return images / seconds;
    }
  }

  Rounds {
    all = List.copyOf(all);
  }

  /**
   * Makes rounds with several workers in turn, which have been warmed up.
   *
   * @return by name of the contender
   * @throws CancelledException between two rounds if {@code cancel} is set
   */
  static Map<String, Rounds> inTurn(
      List<WorkerProcess> workers, int rounds, CancelFlag cancel, BenchListener listener) {
    Map<String, List<Message>> answers = new LinkedHashMap<>();
    workers.forEach(worker -> answers.put(worker.contender().name(), new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (WorkerProcess worker : Alternation.order(round, workers)) {
        Stop.ifAsked(cancel);
        String name = worker.contender().name();
        listener.progress("round %s of %s: %s".formatted(round + 1, rounds, name));
        answers.computeIfAbsent(name, _ -> new ArrayList<>()).add(worker.ask("round"));
      }
    }
    Map<String, Rounds> result = new LinkedHashMap<>();
    answers.forEach((name, messages) -> result.put(name, of(messages)));
    return result;
  }

  static Rounds of(List<Message> answers) {
    return new Rounds(
        answers.stream().map(Round::of).toList(), answers.getLast().whole("peak_bytes"));
  }

  /** A quantity of each round. */
  Spread spread(ToDoubleFunction<Round> quantity) {
    return Spread.of(all.stream().mapToDouble(quantity).toArray());
  }

  /** How much faster than another these were, round by round. */
  Spread ratioOver(Rounds other) {
    double[] ratios = new double[all.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = all.get(i).rate() / other.all.get(i).rate();
    }
    return Spread.of(ratios);
  }

  /** The share of each round that was waiting. */
  Spread waitShare() {
    return spread(round -> round.waitSeconds() / round.seconds());
  }
}
