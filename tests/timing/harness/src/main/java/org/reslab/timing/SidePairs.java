// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.reslab.bench.Alternation;

/**
 * Two sides run in turn, the order turned from pair to pair: A B, B A, A B, … so that neither side
 * always comes second.
 *
 * @param first the side above the fraction line
 * @param second the side below it
 */
record SidePairs(Side first, Side second) {
  /** The two runs of a pair, by side and not by order. */
  record Pair(Side.Run first, Side.Run second) {
    /** Returns a quantity of the first side over that of the second. */
    double ratio(ToDoubleFunction<Side.Run> quantity) {
      return quantity.applyAsDouble(first) / quantity.applyAsDouble(second);
    }
  }

  /** Hears of each pair when it is done. */
  interface Listener {
    void pair(int number, Pair pair) throws IOException;
  }

  /**
   * Runs pairs. One more goes before them and does not count: it fills the page cache.
   *
   * @param count of pairs that count
   * @param listener hears also of the pair before them, as number 0
   */
  List<Pair> run(int count, Listener listener) throws IOException, InterruptedException {
    List<Pair> pairs = new ArrayList<>();
    for (int number = 0; number <= count; number++) {
      Map<Side, Side.Run> runs = new HashMap<>();
      for (Side side : Alternation.order(number, List.of(second, first))) {
        runs.put(side, side.run());
      }
      Pair pair =
          new Pair(
              Objects.requireNonNull(runs.get(first)), Objects.requireNonNull(runs.get(second)));
      listener.pair(number, pair);
      if (number > 0) {
        pairs.add(pair);
      }
    }
    return pairs;
  }

  /** Returns the ratios of a quantity, first over second. */
  static Ratio ratio(List<Pair> pairs, ToDoubleFunction<Side.Run> quantity) {
    return Ratio.of(pairs.stream().map(pair -> pair.ratio(quantity)).toList());
  }

  /** Returns what the processes of one side took, in the order of the pairs. */
  static List<Side.Times> times(List<Pair> pairs, Function<Pair, Side.Run> side) {
    return pairs.stream().map(pair -> side.apply(pair).times()).toList();
  }

  /** Returns the largest peak of memory in KiB of one side. */
  static long peakKib(List<Pair> pairs, Function<Pair, Side.Run> side) {
    return pairs.stream().mapToLong(pair -> side.apply(pair).report().peakKib()).max().orElse(0);
  }
}
