// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * ResLab from Java against the same run in C++.
 *
 * @param workload of both sides
 * @param run time of a whole run, Java over native: network, data, every step, weights saved, all
 *     released. Both processes have made a tiny run before, so that what is paid once, such as
 *     linking the bindings, is not in it
 * @param steps time of the steps after the warm-up, Java over native
 * @param process time of the whole processes, Java over native: all that is paid once is in it, the
 *     start of the JVM too
 * @param processExtraSeconds median of what the Java process takes longer
 * @param javaPeakKib largest resident set of the Java processes
 * @param nativePeakKib largest resident set of the C++ processes
 * @param javaTimes what each Java process took
 * @param nativeTimes what each C++ process took, in the same order
 * @param limit that the median of {@code run} is held to
 * @param met whether it is at most the limit
 */
record NativeComparison(
    Workload workload,
    Ratio run,
    Ratio steps,
    Ratio process,
    double processExtraSeconds,
    long javaPeakKib,
    long nativePeakKib,
    List<Side.Times> javaTimes,
    List<Side.Times> nativeTimes,
    double limit,
    boolean met) {
  /** What Java may cost: the target of the project. */
  static final double LIMIT = 1.005;

  /**
   * Runs the pairs and prints each of them.
   *
   * @param folder of the weights that the sides save
   * @throws IOException where a side fails, or the two do not end on the same weights, bit for bit
   */
  static NativeComparison run(
      Checkout checkout, Workload workload, int count, Path folder, PrintStream out)
      throws IOException, InterruptedException {
    Path javaWeights = folder.resolve("java.safetensors");
    Path nativeWeights = folder.resolve("native.safetensors");
    SidePairs sides =
        new SidePairs(
            side("Java", checkout.java(JavaSide.class), workload, javaWeights),
            side("native", checkout.nativeSide(), workload, nativeWeights));
    List<SidePairs.Pair> pairs =
        sides.run(
            count,
            (number, pair) -> {
              requireSame(pair, javaWeights, nativeWeights);
              out.println(line(number, pair));
            });
    Ratio run = SidePairs.ratio(pairs, one -> one.report().runSeconds());
    Ratio extra =
        Ratio.of(
            pairs.stream()
                .map(pair -> pair.first().processSeconds() - pair.second().processSeconds())
                .toList());
    return new NativeComparison(
        workload,
        run,
        SidePairs.ratio(pairs, one -> one.report().stepsSeconds()),
        SidePairs.ratio(pairs, Side.Run::processSeconds),
        extra.median().mean(),
        SidePairs.peakKib(pairs, SidePairs.Pair::first),
        SidePairs.peakKib(pairs, SidePairs.Pair::second),
        SidePairs.times(pairs, SidePairs.Pair::first),
        SidePairs.times(pairs, SidePairs.Pair::second),
        LIMIT,
        run.atMost(LIMIT));
  }

  private static Side side(String name, List<String> program, Workload workload, Path weights) {
    List<String> command = new ArrayList<>(program);
    command.addAll(workload.words());
    command.add("weights=" + weights);
    return new Side(name, command);
  }

  static void requireSame(SidePairs.Pair pair, Path javaWeights, Path nativeWeights)
      throws IOException {
    SideReport java = pair.first().report();
    SideReport nativeSide = pair.second().report();
    if (!java.losses().equals(nativeSide.losses())
        || !java.gradNorms().equals(nativeSide.gradNorms())) {
      throw new IOException(
          "the sides took different steps: Java's losses are "
              + java.losses()
              + ", the native ones "
              + nativeSide.losses());
    }
    long differs = Files.mismatch(javaWeights, nativeWeights);
    if (differs >= 0) {
      throw new IOException(
          "the sides saved different weights: the files differ from byte " + differs + " on");
    }
    // A side that saves nothing must not pass on the files of the pair before.
    Files.delete(javaWeights);
    Files.delete(nativeWeights);
  }

  private static String line(int number, SidePairs.Pair pair) {
    return "%-5s  Java %.3f s  native %.3f s  run ratio %.4f  steps ratio %.4f  same weights"
        .formatted(
            number == 0 ? "first" : number,
            pair.first().report().runSeconds(),
            pair.second().report().runSeconds(),
            pair.ratio(one -> one.report().runSeconds()),
            pair.ratio(one -> one.report().stepsSeconds()));
  }

  /** Returns the result as text. */
  String text() {
    return """
    Java / native, median of %d pairs with 95 %% interval:
      whole run      %s
      steps          %s
      whole process  %s, Java %+.3f s
    peak memory: Java %d MiB, native %d MiB
    final weights: equal, byte for byte
    whole run: %s
    """
        .formatted(
            run.median().n(),
            run.text(),
            steps.text(),
            process.text(),
            processExtraSeconds,
            javaPeakKib / 1024,
            nativePeakKib / 1024,
            run.verdict(limit));
  }
}
