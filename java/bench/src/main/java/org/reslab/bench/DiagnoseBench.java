// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.Device;
import org.reslab.Kernels;
import org.reslab.NativeRuntime;
import org.reslab.NetworkSpec;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.DiagnosisRunner;
import org.reslab.diagnosis.InputSource;
import org.reslab.diagnosis.NotebookDiagnosis;
import org.reslab.diagnosis.Subject;
import org.reslab.experiment.Environment;

/**
 * What diagnosis costs: the standard metrics of three networks with many seeds, in this process,
 * together with the notebook's own analysis of the same three with one seed, as ResLab computes it
 * and, in a process of its own, as a peer does.
 */
public final class DiagnoseBench {
  /** How often a diagnosis fits into the time of the peer's analysis. */
  static final String RATIO = "the peer's analysis / standard metrics";

  private static final List<String> BLOCKS = List.of("plain", "basic", "preact");

  private final String net;
  private final long base;
  private final int seeds;
  private final int batch;
  private final int jobs;
  private final int rounds;
  private final CancelFlag cancel;
  private final BenchListener listener;

  /**
   * Prepares a benchmark.
   *
   * @param base channels of the first stage, 0 for the family's
   * @param seeds of each network
   * @param batch images of a cell
   * @param jobs cells at a time, each on one thread
   * @param rounds at least {@value Alternation#LEAST_ROUNDS}
   */
  public DiagnoseBench(
      String net,
      long base,
      int seeds,
      int batch,
      int jobs,
      int rounds,
      CancelFlag cancel,
      BenchListener listener) {
    NetworkBench.requireRounds(rounds);
    this.net = net;
    this.base = base;
    this.seeds = seeds;
    this.batch = batch;
    this.jobs = jobs;
    this.rounds = rounds;
    this.cancel = cancel;
    this.listener = listener;
  }

  /** What diagnosis is to reach. */
  public static List<Target> targets() {
    return List.of(Target.atLeast(RATIO, 1.0));
  }

  /**
   * Times all in turn, after one of each to warm up.
   *
   * @param peer null for ResLab alone
   * @throws WorkerFailedException if the peer fails
   */
  public BenchResult run(@Nullable PythonPeer peer, List<Target> targets) {
    if (peer == null) {
      return measure(null, targets);
    }
    WorkerSettings settings =
        WorkerSettings.builder(net, BLOCKS.getFirst())
            .width(base)
            .batch(NotebookDiagnosis.BATCH)
            .steps(1)
            .threads(NativeRuntime.get().info().threads())
            .kernels(Kernels.REFERENCE)
            .build();
    listener.progress("starting the peer");
    try (WorkerProcess process =
        WorkerProcess.start(peer.contender(PeerMode.ANALYZE, settings), cancel)) {
      Contenders.requireAvailable(process);
      return measure(process, targets);
    }
  }

  private BenchResult measure(@Nullable WorkerProcess peer, List<Target> targets) {
    diagnose();
    analyze();
    double[] diagnosis = new double[rounds];
    double[] notebook = new double[rounds];
    double[] ratio = new double[rounds];
    List<Message> theirs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      if (cancel.isCancelled()) {
        throw new CancelledException("the benchmark was stopped");
      }
      listener.progress("round %d of %d".formatted(round + 1, rounds));
      diagnosis[round] = diagnose();
      notebook[round] = analyze();
      if (peer != null) {
        theirs.add(peer.ask("round"));
        ratio[round] = theirs.getLast().number("seconds") / diagnosis[round];
      }
    }
    int cells = BLOCKS.size() * seeds;
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure("standard metrics, %d cells".formatted(cells), "s", Spread.of(diagnosis)));
    figures.add(
        new Figure(
            "standard metrics, each cell",
            "s",
            Spread.of(diagnosis).map(seconds -> seconds / cells)));
    figures.add(
        new Figure(
            "the notebook's analysis, %d networks".formatted(BLOCKS.size()),
            "s",
            Spread.of(notebook)));
    List<ContenderResult> peers = new ArrayList<>();
    if (peer != null) {
      figures.add(new Figure(RATIO, "", Spread.of(ratio)));
      peers.add(ContenderResult.of(peer, Rounds.of(theirs)));
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("net", net);
    settings.put("blocks", BLOCKS);
    settings.put("seeds", seeds);
    settings.put("batch", batch);
    settings.put("jobs", jobs);
    return new BenchResult(
        "diagnose",
        settings,
        rounds,
        Environment.capture(NativeRuntime.get(), Device.CPU),
        null,
        peers,
        figures,
        null,
        targets.stream().map(target -> target.judge(figures)).toList(),
        List.of(
            "in this process: its memory includes that of the JVM; see 'bench train' for"
                + " that of a network"));
  }

  private double diagnose() {
    List<Subject> subjects = new ArrayList<>();
    for (NetworkSpec spec : specs()) {
      subjects.add(new Subject(spec, BnMode.TRAIN, new InputSource.Gaussian()));
    }
    DiagnosisPlan plan =
        new DiagnosisPlan(
            subjects,
            LongStream.range(0, seeds).boxed().toList(),
            Probe.STANDARD,
            batch,
            ProbeConfig.DEFAULT_EPS,
            ProbeConfig.DEFAULT_LR,
            null);
    DiagnosisRunner runner =
        new DiagnosisRunner(plan, Device.CPU, jobs, DiagnosisListener.SILENT, cancel);
    long start = System.nanoTime();
    runner.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private double analyze() {
    long start = System.nanoTime();
    for (NetworkSpec spec : specs()) {
      var _ = NotebookDiagnosis.of(spec, Device.CPU, null, null, NotebookDiagnosis.EPS);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private List<NetworkSpec> specs() {
    return BLOCKS.stream()
        .map(block -> NetworkSpec.builder(net, Block.of(block)).width(base).build())
        .toList();
  }
}
