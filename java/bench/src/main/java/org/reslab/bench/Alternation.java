// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;

/**
 * Rounds of several workers in turn, so that what disturbs the machine disturbs all of them: A B C,
 * then C B A, then A B C again.
 */
final class Alternation {
  /** The least rounds from which anything is concluded. */
  static final int LEAST_ROUNDS = 5;

  private final CancelFlag cancel;
  private final BenchListener listener;

  Alternation(CancelFlag cancel, BenchListener listener) {
    this.cancel = cancel;
    this.listener = listener;
  }

  /** Makes so many rounds with each of the workers, which have been warmed up. */
  Map<String, Rounds> run(List<WorkerProcess> workers, int rounds) {
    Map<String, List<Message>> answers = new LinkedHashMap<>();
    workers.forEach(worker -> answers.put(worker.contender().name(), new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      List<WorkerProcess> order = new ArrayList<>(workers);
      if (round % 2 == 1) {
        Collections.reverse(order);
      }
      for (WorkerProcess worker : order) {
        if (cancel.isCancelled()) {
          throw new CancelledException("the benchmark was stopped");
        }
        String name = worker.contender().name();
        listener.progress("round %d of %d: %s".formatted(round + 1, rounds, name));
        answers.computeIfAbsent(name, _ -> new ArrayList<>()).add(worker.ask("round"));
      }
    }
    Map<String, Rounds> result = new LinkedHashMap<>();
    answers.forEach((name, messages) -> result.put(name, Rounds.of(messages)));
    return result;
  }
}
