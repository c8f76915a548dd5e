// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.MachineLimits;
import org.reslab.NativeRuntime;
import org.reslab.Precision;
import org.reslab.StepPart;
import org.reslab.StepPhase;
import org.reslab.StepProfile;
import org.reslab.experiment.Environment;

/** Training and evaluation of a network, in a process of its own, against peers where there are. */
public final class NetworkBench {
  /** The figure that is held against the best convolution of the machine. */
  static final String CONVOLUTION_SHARE = "share of the convolution limit";

  /** Floating-point operations for each multiply-accumulate of the forward pass. */
  private static final double FLOPS_FORWARD = 2;

  /**
   * … and of a training step: the gradients of the maps and of the weights take as many again each.
   * The first layer needs no gradient of its input, which is less than 1 % of it.
   */
  private static final double FLOPS_TRAINING = 6;

  private static final long PROFILED_STEPS = 5;

  /** The batch that the targets of a CUDA device are set for. */
  private static final long CUDA_TARGET_BATCH = 128;

  private final WorkerSettings settings;
  private final int rounds;
  private final CancelFlag cancel;
  private final BenchListener listener;

  /**
   * Prepares a benchmark.
   *
   * @param settings of a round; their mode is set by what is run
   * @param rounds of each contender, at least {@value Alternation#LEAST_ROUNDS}
   * @param cancel ends it between two rounds when set
   * @throws InvalidArgumentException if there are fewer rounds
   */
  public NetworkBench(
      WorkerSettings settings, int rounds, CancelFlag cancel, BenchListener listener) {
    requireRounds(rounds);
    this.settings = settings;
    this.rounds = rounds;
    this.cancel = cancel;
    this.listener = listener;
  }

  static void requireRounds(int rounds) {
    if (rounds < Alternation.LEAST_ROUNDS) {
      throw new InvalidArgumentException(
          "rounds is %s, expected at least %s: fewer say nothing of the spread"
              .formatted(rounds, Alternation.LEAST_ROUNDS));
    }
  }

  /**
   * What training is to reach. Targets are set for float32 on a CPU, and for batches of {@value
   * #CUDA_TARGET_BATCH} in any precision on a CUDA device; for the rest there are none.
   */
  public static List<Target> trainingTargets(WorkerSettings settings) {
    if (settings.onCuda()) {
      return settings.batch() == CUDA_TARGET_BATCH
          ? List.of(
              Target.atLeast(PeerMode.TUNED.ratio(), 3.0),
              Target.atLeast(PeerMode.COMPILE.ratio(), 1.3))
          : List.of();
    }
    if (!inFloat32(settings)) {
      return List.of();
    }
    return List.of(
        Target.atLeast(PeerMode.TUNED.ratio(), 1.5),
        Target.atLeast(PeerMode.NOTEBOOK.ratio(), 1.9),
        Target.atLeast(CONVOLUTION_SHARE, 0.65));
  }

  /** What evaluation is to reach, on any device. */
  public static List<Target> evaluationTargets() {
    return List.of(Target.atLeast(PeerMode.INFERENCE_MODE.ratio(), 1.0));
  }

  /**
   * Times training steps.
   *
   * @param peer null for ResLab alone
   * @param modes of the peer
   * @throws WorkerFailedException if a contender fails
   */
  public BenchResult train(@Nullable PythonPeer peer, List<PeerMode> modes, List<Target> targets) {
    return run("train", Worker.TRAIN, FLOPS_TRAINING, peer, modes, targets);
  }

  /**
   * Times evaluation.
   *
   * @param peer null for ResLab alone
   * @throws WorkerFailedException if a contender fails
   */
  public BenchResult evaluate(@Nullable PythonPeer peer, List<Target> targets) {
    return run(
        "evaluate",
        Worker.EVALUATE,
        FLOPS_FORWARD,
        peer,
        List.of(PeerMode.INFERENCE_MODE),
        targets);
  }

  private BenchResult run(
      String name,
      String mode,
      double flopsPerMac,
      @Nullable PythonPeer peer,
      List<PeerMode> modes,
      List<Target> targets) {
    WorkerSettings ours = settings.toBuilder().mode(mode).build();
    Worker.requireNetwork(ours);
    List<Contender> peers = new ArrayList<>();
    if (peer != null) {
      // Before anything is started: a network that the peer lacks is wrong use.
      modes.forEach(each -> peers.add(peer.contender(each, ours)));
    }
    try (Contenders contenders = new Contenders(ours, cancel, listener)) {
      for (Contender each : peers) {
        contenders.add(each, !each.name().equals(PeerMode.COMPILE.label()));
      }
      // The limit is that of a convolution in float32 on the CPU, the profile that of its
      // operations.
      boolean limited = !ours.onCuda() && inFloat32(ours);
      @Nullable MachineLimits before = limited ? contenders.limits() : null;
      Map<String, Rounds> results = contenders.run(rounds);
      @Nullable MachineLimits limits = before == null ? null : best(before, contenders.limits());
      @Nullable StepProfile profile =
          mode.equals(Worker.TRAIN) && !ours.onCuda() ? profile(contenders.reslab()) : null;

      Rounds own = results(results, Contender.RESLAB);
      double flops = flopsPerMac * (double) contenders.macs();
      List<ContenderResult> measured = new ArrayList<>();
      List<Figure> figures = new ArrayList<>();
      measured.add(ContenderResult.of(contenders.reslab(), own));
      for (WorkerProcess each : contenders.peers()) {
        Rounds theirs = results(results, each.contender().name());
        measured.add(ContenderResult.of(each, theirs));
        figures.add(
            new Figure(
                Contender.RESLAB + " / " + each.contender().name(), "", own.ratioOver(theirs)));
      }
      if (limits != null) {
        double convolution = limits.convolutionGflops();
        figures.add(
            new Figure(
                CONVOLUTION_SHARE,
                "",
                own.spread(round -> round.rate() * flops / 1e9 / convolution)));
      }
      if (mode.equals(Worker.TRAIN)) {
        figures.add(new Figure("waiting for batches / step", "", own.waitShare()));
      }
      return new BenchResult(
          name,
          ours.describe(),
          rounds,
          Environment.capture(NativeRuntime.get(), Device.parse(ours.device())),
          limits,
          measured,
          figures,
          profile,
          targets.stream().map(target -> target.judge(figures)).toList(),
          contenders.notes());
    }
  }

  private static boolean inFloat32(WorkerSettings settings) {
    return settings.precision().equals(Precision.FP32.label());
  }

  private static Rounds results(Map<String, Rounds> results, String name) {
    Rounds found = results.get(name);
    if (found == null) {
      throw new IllegalStateException("no rounds of " + name);
    }
    return found;
  }

  /** A limit is what the machine can do: the better of two measurements. */
  private static MachineLimits best(MachineLimits a, MachineLimits b) {
    return new MachineLimits(
        a.threads(),
        Math.max(a.convolutionGflops(), b.convolutionGflops()),
        Math.max(a.copyGbps(), b.copyGbps()));
  }

  private StepProfile profile(WorkerProcess reslab) {
    listener.progress("profiling");
    Message answer = reslab.ask("profile " + Math.min(PROFILED_STEPS, settings.steps()));
    List<StepPart> parts = new ArrayList<>();
    for (Message part : answer.objects("parts")) {
      parts.add(
          new StepPart(
              part.text("name"),
              part.constant("kind", StepPart.Kind.class),
              part.constant("phase", StepPhase.class),
              part.number("seconds"),
              part.number("calls")));
    }
    return new StepProfile(answer.number("step_seconds"), parts);
  }
}
