// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * ResLab against the same training loop in another library.
 *
 * @param peer the other library
 * @param workload of both sides
 * @param speed images/s of ResLab over the peer's, steps after the warm-up
 * @param reslabPeakKib largest resident set of ResLab's processes
 * @param peerPeakKib largest resident set of the peer's processes
 * @param reslabTimes what each of ResLab's processes took
 * @param peerTimes what each of the peer's took, in the same order
 * @param reslabCode size of ResLab's loop
 * @param peerCode size of the peer's loop, its network included
 * @param deviation how far the peer's losses and gradient norms of the first {@link #FOLLOWED}
 *     steps are from ResLab's, relatively, at most
 */
record PeerComparison(
    Peer peer,
    Workload workload,
    Ratio speed,
    long reslabPeakKib,
    long peerPeakKib,
    List<Side.Times> reslabTimes,
    List<Side.Times> peerTimes,
    CodeSize reslabCode,
    CodeSize peerCode,
    double deviation) {
  /**
   * The steps whose numbers must agree. Later ones drift apart by rounding that training amplifies,
   * as PyTorch's do from one memory format to another.
   */
  static final int FOLLOWED = 5;

  /**
   * Relative deviation that rounding may reach in the first steps, at small batches too; another
   * network, learning rate or momentum goes beyond.
   */
  static final double TOLERANCE = 5e-3;

  /**
   * Runs the pairs and prints each of them.
   *
   * @param folder of the files that both sides begin with
   * @throws IOException where a side fails or does not train the same
   */
  static PeerComparison run(
      Checkout checkout, Peer peer, Workload workload, int count, Path folder, PrintStream out)
      throws IOException, InterruptedException {
    Path initial = folder.resolve("initial.safetensors");
    Path data = folder.resolve("data.safetensors");
    writeData(data, workload.images());
    List<String> maker = new ArrayList<>(checkout.java(InitialWeights.class));
    maker.add("initial=" + initial);
    if (new ProcessBuilder(maker).inheritIO().start().waitFor() != 0) {
      throw new IOException("the initial weights could not be written to " + initial);
    }
    List<String> words = new ArrayList<>(workload.words());
    words.add("initial=" + initial);
    words.add("data=" + data);
    Side reslab = side("ResLab", checkout.java(ReslabMain.class), words);
    Side other = side(peer.label(), checkout.peer(peer), words);

    List<Double> deviations = new ArrayList<>();
    List<SidePairs.Pair> pairs =
        new SidePairs(reslab, other)
            .run(
                count,
                (number, pair) -> {
                  deviations.add(deviation(pair.first().report(), pair.second().report()));
                  out.println(line(number, workload, peer, pair));
                });
    return new PeerComparison(
        peer,
        workload,
        Ratio.of(
            pairs.stream()
                .map(pair -> 1 / pair.ratio(run -> run.report().stepsSeconds()))
                .toList()),
        SidePairs.peakKib(pairs, SidePairs.Pair::first),
        SidePairs.peakKib(pairs, SidePairs.Pair::second),
        SidePairs.times(pairs, SidePairs.Pair::first),
        SidePairs.times(pairs, SidePairs.Pair::second),
        CodeSize.of(List.of(checkout.ownLoop())),
        CodeSize.of(peerSources(checkout.sources(peer))),
        deviations.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  private static Side side(String name, List<String> program, List<String> words) {
    return new Side(name, Stream.concat(program.stream(), words.stream()).toList());
  }

  /** Returns every source of a peer but its main class, which only hands the loop over. */
  private static List<Path> peerSources(Path module) throws IOException {
    try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("PeerMain.java") && !file.endsWith("package-info.java"))
          .sorted()
          .toList();
    }
  }

  /** Writes images of independent N(0, 1) values with uniform labels. */
  static void writeData(Path file, int images) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(0);
    float[] pixels = new float[images * 3 * 32 * 32];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    long[] labels = random.longs(images, 0, TrainingLoop.CLASSES).toArray();
    Map<String, TensorFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.put(TrainingLoop.LABELS, TensorFile.Tensor.of(labels, images));
    tensors.put(TrainingLoop.IMAGES, TensorFile.Tensor.of(pixels, images, 3, 32, 32));
    TensorFile.write(file, tensors);
  }

  /**
   * Returns the largest relative deviation of the first steps.
   *
   * @throws IOException where it is more than rounding explains: two programs that do not train the
   *     same cannot be compared
   */
  static double deviation(SideReport reslab, SideReport peer) throws IOException {
    double largest = 0;
    int steps = Math.min(FOLLOWED, reslab.losses().size());
    for (int i = 0; i < steps; i++) {
      largest = Math.max(largest, relative(peer.losses().get(i), reslab.losses().get(i)));
      largest = Math.max(largest, relative(peer.gradNorms().get(i), reslab.gradNorms().get(i)));
    }
    // Not "larger than", which a NaN is not.
    if (!(largest <= TOLERANCE)) {
      throw new IOException(
          ("the sides do not train the same: losses and gradient norms of the first %d steps"
                  + " deviate by %.2e, expected at most %s; ResLab has the losses %s, the peer %s")
              .formatted(
                  steps,
                  largest,
                  TOLERANCE,
                  reslab.losses().subList(0, steps),
                  peer.losses().subList(0, steps)));
    }
    return largest;
  }

  private static double relative(double found, double expected) {
    return Math.abs(found - expected) / Math.abs(expected);
  }

  private static String line(int number, Workload workload, Peer peer, SidePairs.Pair pair) {
    return "%-5s  ResLab %.1f images/s  %s %.1f images/s  ratio %.4f"
        .formatted(
            number == 0 ? "first" : number,
            workload.timedImages() / pair.first().report().stepsSeconds(),
            peer.label(),
            workload.timedImages() / pair.second().report().stepsSeconds(),
            1 / pair.ratio(run -> run.report().stepsSeconds()));
  }

  /** Returns the result as text. */
  String text() {
    return """
    images/s, ResLab / %s, median of %d pairs with 95 %% interval: %s
    peak memory: ResLab %d MiB, %s %d MiB
    code of the loop: ResLab %d lines in %d methods, %s %d lines in %d methods
    losses and gradient norms of the first %d steps: within %.1e of each other
    """
        .formatted(
            peer.label(),
            speed.median().n(),
            speed.text(),
            reslabPeakKib / 1024,
            peer.label(),
            peerPeakKib / 1024,
            reslabCode.lines(),
            reslabCode.methods(),
            peer.label(),
            peerCode.lines(),
            peerCode.methods(),
            FOLLOWED,
            deviation);
  }
}
