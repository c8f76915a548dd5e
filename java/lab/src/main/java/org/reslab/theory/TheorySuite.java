// SPDX-License-Identifier: Apache-2.0
package org.reslab.theory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.Layer;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.DiagnosisRunner;
import org.reslab.diagnosis.InputSource;
import org.reslab.diagnosis.Subject;
import org.reslab.diagnosis.SubjectResult;

/**
 * Measures what theory predicts of networks at initialisation: the proof that the probes measure
 * what they are named for.
 *
 * <p>A network of 1x1 convolutions is a multi-layer perceptron that sees each pixel as a sample;
 * predictions for perceptrons are tested on such networks. Inputs are Gaussian, BN is in train
 * mode, weights are drawn by He et al. 2015 with fan-in unless said otherwise.
 */
public final class TheorySuite {
  private static final String YANG =
      "Yang et al. 2019, arXiv:1902.08129: sqrt(pi / (pi - 1)) for ReLU behind BN";
  private static final String HANIN =
      "variance doubles with each block of two layers: 2^(1/4) a layer, Hanin & Rolnick 2018,"
          + " arXiv:1803.01719";
  private static final String CHO =
      "product of arc-cosine kernels of degree 0, Cho & Saul 2009, along the degree-1 recursion";
  private static final String MOMENTS =
      "moments of ReLU of N(0, 1): De & Smith 2020, arXiv:2002.10444; Brock et al. 2021,"
          + " arXiv:2101.08692";
  private static final String LINDLEY =
      "the walk h <- relu(h + N(0, 1)) from relu(N(0, 1)): P(h = 0) = C(2m, m) / 4^m at its m-th"
          + " step (Sparre Andersen 1953)";
  private static final String SIMULATED =
      "simulated with PyTorch in float32: resnet-N with default weights, 64 Gaussian images; the"
          + " rank with about 200";
  private static final String PLAIN =
      "simulated with PyTorch; below the 1.211 of independent inputs, because padding and"
          + " overlapping patches correlate them";
  private static final String HE2015 = "He et al. 2015, arXiv:1512.03385, Table 6";

  private static final String PERCEPTRON = "branch: conv1 bn relu; merge: branch";
  private static final String BARE_PERCEPTRON =
      "stem: none relu; branch: conv1/s relu; merge: branch";
  private static final String BARE_RESIDUAL =
      "stem: none relu; pre: relu; branch: conv1 relu conv1; shortcut: identity; merge: add";

  private final boolean quick;
  private final int jobs;
  private final CancelFlag cancel;
  private final TheoryListener listener;
  private final Claims claims = new Claims();
  private int part;
  private int parts;

  private TheorySuite(boolean quick, int jobs, CancelFlag cancel, TheoryListener listener) {
    this.listener = listener;
    this.quick = quick;
    this.jobs = jobs;
    this.cancel = cancel;
  }

  /**
   * Measures all claims.
   *
   * @param quick fewer seeds and shallower networks: seconds in place of minutes
   * @param jobs networks at a time, each on one CPU thread
   * @param listener hears how far it has come
   * @throws CancelledException if the flag was set
   */
  public static List<ClaimResult> run(
      boolean quick, int jobs, CancelFlag cancel, TheoryListener listener) {
    TheorySuite suite = new TheorySuite(quick, jobs, cancel, listener);
    List<Runnable> all =
        List.of(
            suite::amplification,
            suite::shattering,
            suite::preActivation,
            suite::postActivation,
            suite::plain,
            suite::depth,
            suite::parameters);
    suite.parts = all.size();
    for (Runnable each : all) {
      suite.part++;
      each.run();
    }
    return suite.claims.results();
  }

  private void amplification() {
    Set<Probe> gradients = Set.of(Probe.GRADIENTS);
    claims.near(
        "gradient amplification a layer, BN perceptron",
        Math.sqrt(Math.PI / (Math.PI - 1)),
        0.01,
        network(stage(PERCEPTRON, 192, 10), 2, 8, gradients, "gradient_amplification"),
        YANG);
    claims.near(
        "gradient amplification a layer, plain resnet-20",
        1.19,
        0.015,
        network(
            net("resnet-20", "plain", Init.HE_FAN_IN), 16, 8, gradients, "gradient_amplification"),
        PLAIN);
    claims.near(
        "gradient amplification a layer, residual without normalisation",
        Math.pow(2, 0.25),
        0.015,
        network(stage(BARE_RESIDUAL, 64, 12), 16, 16, gradients, "gradient_amplification"),
        HANIN);
  }

  private void shattering() {
    double[] predicted = {0.7396, 0.6434, 0.5635, 0.3504};
    double[] tolerance = {0.025, 0.025, 0.03, 0.06};
    List<List<Long>> layers =
        List.of(List.of(1L), List.of(1L, 1L), List.of(1L, 1L, 1L), List.of(1L, 1L, 5L));
    int[] depth = {2, 3, 4, 8};
    for (int i = 0; i < depth.length; i++) {
      Subject subject =
          subject(
              NetworkSpec.builder("tinynet", Block.of(BARE_PERCEPTRON))
                  .width(64)
                  .layers(layers.get(i))
                  .build(),
              Init.HE_FAN_IN);
      claims.near(
          "input-gradient cosine of inputs of cosine .9, ReLU perceptron of %s layers"
              .formatted(depth[i]),
          predicted[i],
          tolerance[i],
          network(subject, 16, 16, Set.of(Probe.SHATTERING), "input_gradient_cosine"),
          CHO);
    }
  }

  private void preActivation() {
    Set<Probe> activations = Set.of(Probe.ACTIVATIONS);
    double perBlock = 1 - 1 / Math.PI;
    SubjectResult deep = measure(stage("preact", 64, 8), 4, 8, activations);
    claims.near("ACV growth a block, preact", perBlock, 0.02, deep.values("acv_growth"), MOMENTS);
    List<Layer> merges = ofType(deep, "Add");
    for (int l : new int[] {0, 3, 7}) {
      // The stem's ReLU gives half of what a branch adds.
      double predicted = 1 / (l + 0.5);
      claims.near(
          "branch / shortcut variance, preact block " + l,
          predicted,
          0.05 * predicted,
          deep.values("branch_ratio", merges.get(l)),
          MOMENTS);
    }
    SubjectResult reset =
        measure(
            subject(
                NetworkSpec.builder("tinynet", Block.of("preact"))
                    .width(32)
                    .layers(List.of(4L, 4L))
                    .build(),
                Init.HE_FAN_IN),
            8,
            8,
            activations);
    claims.near(
        "ACV after a projection, preact: two branches",
        2 * perBlock,
        0.05,
        reset.values("acv", ofType(reset, "Add").get(4)),
        MOMENTS);
  }

  private void postActivation() {
    SubjectResult result =
        measure(stage("basic", 32, 6), 8, quick ? 4 : 8, Set.of(Probe.ACTIVATIONS));
    List<Layer> outputs = result.layers().stream().filter(Layer::blockOutput).toList();
    double zero = 0.5;
    for (int l = 0; l < outputs.size(); l++) {
      // C(2m, m) / 4^m from its predecessor; the stem's ReLU is m = 1.
      zero *= (2.0 * (l + 2) - 1) / (2.0 * (l + 2));
      claims.near(
          "zero fraction after the merge of basic block " + l,
          zero,
          0.005,
          result.values("zero_fraction", outputs.get(l)),
          LINDLEY);
    }
    claims.near("ACV growth a block, basic", 0.3605, 0.02, result.values("acv_growth"), LINDLEY);
  }

  private void plain() {
    SubjectResult result = measure(stage("plain", 64, 4), 8, 4, Set.of(Probe.ACTIVATIONS));
    Layer last = result.layers().stream().filter(Layer::blockOutput).toList().getLast();
    claims.near(
        "ACV of a plain block's output",
        (1 - 1 / Math.PI) / 2,
        0.008,
        result.values("acv", last),
        MOMENTS);
    claims.near(
        "ACSM of a plain block's output",
        1 / (2 * Math.PI),
        0.006,
        result.values("acsm", last),
        MOMENTS);
    claims.near(
        "zero fraction of a plain block's output",
        0.5,
        0.005,
        result.values("zero_fraction", last),
        MOMENTS);
  }

  private void depth() {
    int[] depths = quick ? new int[] {8, 20} : new int[] {8, 20, 56};
    List<String> blocks = List.of("plain", "basic", "preact");
    double[][] spread = {{.63, 5.3, 1170}, {.60, 2.0, 13}, {.40, 1.2, 5.8}};
    double[][] sensitivity = {{3.9, 28, 469}, {2.8, 7.5, 38}, {2.5, 5.0, 16}};
    double[][] rank = {{41, 23, 1.7}, {43, 35, 19}, {42, 41, 30}};
    int seeds = quick ? 2 : 5;
    Set<Probe> probes = Set.of(Probe.GRADIENTS, Probe.SPECTRUM, Probe.SENSITIVITY);
    List<Subject> subjects = new ArrayList<>();
    for (String block : blocks) {
      for (int depth : depths) {
        subjects.add(net("resnet-" + depth, block, Init.DEFAULT));
      }
    }
    List<SubjectResult> results = measure(subjects, 64, seeds, probes);
    for (int b = 0; b < blocks.size(); b++) {
      for (int d = 0; d < depths.length; d++) {
        SubjectResult result = results.get(b * depths.length + d);
        String net = "%s resnet-%s".formatted(blocks.get(b), depths[d]);
        factor(
            "scale-free gradient first / last, " + net, spread[b][d], result, "scale_free_spread");
        factor("relative sensitivity, " + net, sensitivity[b][d], result, "relative_sensitivity");
        factor("effective rank, " + net, rank[b][d], result, "effective_rank_last");
      }
    }
    int deepest = depths.length - 1;
    for (String metric : List.of("scale_free_spread", "relative_sensitivity")) {
      List<double[]> falling = new ArrayList<>();
      for (int b = blocks.size() - 1; b >= 0; b--) {
        falling.add(results.get(b * depths.length + deepest).values(metric));
      }
      claims.ascending(
          "%s at depth %s: preact, basic, plain".formatted(metric, depths[deepest]),
          falling,
          SIMULATED);
    }
    for (int b = 0; b < blocks.size(); b++) {
      List<double[]> rising = new ArrayList<>();
      for (int d = 0; d < depths.length; d++) {
        rising.add(results.get(b * depths.length + d).values("relative_sensitivity"));
      }
      claims.ascending(
          "relative_sensitivity of %s over depth".formatted(blocks.get(b)), rising, SIMULATED);
    }
  }

  private void factor(String claim, double predicted, SubjectResult result, String metric) {
    claims.withinFactor(claim, predicted, 2, result.values(metric), SIMULATED);
  }

  private void parameters() {
    int[] depths = {20, 32, 44, 56, 110};
    double[] millions = {0.27, 0.46, 0.66, 0.85, 1.7};
    try (MemorySession session = MemorySession.open()) {
      for (int i = 0; i < depths.length; i++) {
        NetworkSpec spec = NetworkSpec.of("resnet-" + depths[i], Block.of("basic[shortcut=pad]"));
        try (Network network = session.network(spec)) {
          claims.rounded(
              "million parameters of ResNet-%s, shortcut A".formatted(depths[i]),
              millions[i],
              depths[i] == 110 ? 1 : 2,
              network.parameterCount() / 1e6,
              HE2015);
        }
      }
    }
  }

  private Subject stage(String block, long base, long blocks) {
    return subject(
        NetworkSpec.builder("tinynet", Block.of(block)).width(base).layers(List.of(blocks)).build(),
        Init.HE_FAN_IN);
  }

  private static Subject net(String net, String block, Init init) {
    return subject(NetworkSpec.of(net, Block.of(block)), init);
  }

  private static Subject subject(NetworkSpec spec, Init init) {
    return new Subject(spec.toBuilder().init(init).build(), BnMode.TRAIN, InputSource.GAUSSIAN);
  }

  private double[] network(
      Subject subject, int batch, int seeds, Set<Probe> probes, String metric) {
    return measure(subject, batch, seeds, probes).values(metric);
  }

  private SubjectResult measure(Subject subject, int batch, int seeds, Set<Probe> probes) {
    return measure(List.of(subject), batch, seeds, probes).getFirst();
  }

  private List<SubjectResult> measure(
      List<Subject> subjects, int batch, int seeds, Set<Probe> probes) {
    DiagnosisPlan plan =
        new DiagnosisPlan(
            subjects,
            LongStream.range(0, seeds).boxed().toList(),
            probes,
            batch,
            ProbeConfig.DEFAULT_EPS,
            ProbeConfig.DEFAULT_LR,
            null);
    DiagnosisListener progress =
        new DiagnosisListener() {
          @Override
          public void started(int cells, int found, int atOnce) {}

          @Override
          public void progress(int done, int cells, Duration eta) {
            listener.progress(part, parts, done, cells, eta);
          }
        };
    return new DiagnosisRunner(plan, Device.CPU, jobs, progress, cancel).run();
  }

  private static List<Layer> ofType(SubjectResult result, String type) {
    return result.layers().stream().filter(layer -> layer.type().equals(type)).toList();
  }
}
