// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import static org.reslab.InvalidArgumentException.require;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.Kernels;
import org.reslab.NativeRuntime;
import org.reslab.NetworkSpec;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.DiagnosisRunner;
import org.reslab.diagnosis.NotebookDiagnosis;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.Environment;

/**
 * What diagnosis costs: the standard metrics of three networks with many seeds, in this process,
 * together with the notebook's own analysis of the same three with one seed, as ResLab computes it
 * and, in a process of its own, as a peer does.
 */
public final class DiagnoseBench {
  /** How often a diagnosis fits into the time of the peer's analysis. */
  static final String RATIO = "the peer's analysis / standard metrics";

  private final DiagnosisSettings settings;
  private final DiagnosisPlan plan;
  private final int jobs;
  private final int rounds;
  private final CancelFlag cancel;
  private final BenchListener listener;

  /**
   * Prepares a benchmark.
   *
   * @param settings what is diagnosed: networks of one family and width, and one kind of images
   * @param rounds at least {@value Alternation#LEAST_ROUNDS}
   */
  public DiagnoseBench(
      DiagnosisSettings settings, int rounds, CancelFlag cancel, BenchListener listener) {
    NetworkBench.requireRounds(rounds);
    require(settings.nets().size() == 1, "nets", settings.nets(), "one network");
    require(settings.widths().size() == 1, "width", settings.widths(), "one width");
    this.settings = settings;
    this.plan = settings.plan();
    Integer jobs = settings.jobs();
    this.jobs = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
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
    WorkerSettings analysis =
        WorkerSettings.builder(settings.nets().getFirst(), settings.blocks().getFirst().name())
            .width(settings.widths().getFirst())
            .batch(NotebookDiagnosis.BATCH)
            .steps(1)
            .threads(NativeRuntime.get().info().threads())
            .kernels(Kernels.REFERENCE)
            .build();
    listener.progress("starting the peer");
    try (WorkerProcess process =
        WorkerProcess.start(peer.contender(PeerMode.ANALYZE, analysis), cancel)) {
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
      Stop.ifAsked(cancel);
      listener.progress("round %s of %s".formatted(round + 1, rounds));
      diagnosis[round] = diagnose();
      notebook[round] = analyze();
      if (peer != null) {
        theirs.add(peer.ask("round"));
        ratio[round] = theirs.getLast().number("seconds") / diagnosis[round];
      }
    }
    int cells = plan.subjects().size() * plan.seeds().size();
    List<Figure> figures = new ArrayList<>();
    figures.add(
        new Figure("standard metrics, %s cells".formatted(cells), "s", Spread.of(diagnosis)));
    figures.add(
        new Figure(
            "standard metrics, each cell",
            "s",
            Spread.of(diagnosis).map(seconds -> seconds / cells)));
    figures.add(
        new Figure(
            "the notebook's analysis, %s networks".formatted(settings.networks().size()),
            "s",
            Spread.of(notebook)));
    List<ContenderResult> peers = new ArrayList<>();
    if (peer != null) {
      figures.add(new Figure(RATIO, "", Spread.of(ratio)));
      peers.add(ContenderResult.of(peer, Rounds.of(theirs)));
    }
    Map<String, Object> workload = new LinkedHashMap<>();
    workload.put("net", settings.nets().getFirst());
    workload.put("blocks", settings.blocks().stream().map(Block::name).toList());
    workload.put("seeds", settings.seeds().size());
    workload.put("batch", settings.batch());
    workload.put("jobs", jobs);
    return new BenchResult(
        "diagnose",
        workload,
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
    DiagnosisRunner runner =
        new DiagnosisRunner(plan, Device.CPU, jobs, DiagnosisListener.SILENT, cancel);
    long start = System.nanoTime();
    runner.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private double analyze() {
    long start = System.nanoTime();
    for (NetworkSpec spec : settings.networks()) {
      var _ = NotebookDiagnosis.of(spec, Device.CPU, null, null, NotebookDiagnosis.EPS);
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
