// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.List;
import org.reslab.AssemblyTime;
import org.reslab.Augmentation;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.experiment.Environment;

/**
 * What the input pipeline costs: the time to assemble a batch on one core, compared with the time
 * of the training step that hides it, and what the step nevertheless waits.
 */
public final class PipelineBench {
  static final String SHARE = "assembling / step";
  static final String WAITING = "waiting for batches / step";

  /** Batches of one round; one alone takes less than a millisecond. */
  private static final long BATCHES = 200;

  private final WorkerSettings settings;
  private final int rounds;
  private final CancelFlag cancel;
  private final BenchListener listener;

  /** As {@link NetworkBench#NetworkBench}. */
  public PipelineBench(
      WorkerSettings settings, int rounds, CancelFlag cancel, BenchListener listener) {
    NetworkBench.requireRounds(rounds);
    this.settings = settings.toBuilder().mode(Worker.TRAIN).build();
    this.rounds = rounds;
    this.cancel = cancel;
    this.listener = listener;
  }

  /** What the pipeline is to reach. */
  public static List<Target> targets() {
    return List.of(Target.atMost(SHARE, 0.02), Target.atMost(WAITING, 0.02));
  }

  /**
   * Times assembling and steps in turn.
   *
   * @throws WorkerFailedException if the training process fails
   */
  public BenchResult run(List<Target> targets) {
    Worker.requireNetwork(settings);
    double[] perBatch = new double[rounds];
    double[] share = new double[rounds];
    double[] imagesPerSecond = new double[rounds];
    List<Message> steps = new ArrayList<>();
    try (Contenders contenders = new Contenders(settings, cancel, listener);
        MemorySession session = MemorySession.open()) {
      Dataset images = RandomImages.open(session, settings.images(), settings.size());
      images.assemble(
          settings.batch(), BATCHES, true, Augmentation.STANDARD, settings.seed()); // warm-up
      for (int round = 0; round < rounds; round++) {
        Stop.ifAsked(cancel);
        listener.progress("round %s of %s".formatted(round + 1, rounds));
        AssemblyTime time =
            images.assemble(
                settings.batch(), BATCHES, true, Augmentation.STANDARD, settings.seed() + round);
        Message step = contenders.reslab().ask("round");
        steps.add(step);
        perBatch[round] = time.seconds() / BATCHES;
        imagesPerSecond[round] = time.images() / time.seconds();
        share[round] = perBatch[round] / (step.number("seconds") / settings.steps());
      }
      Rounds training = Rounds.of(steps);
      List<Figure> figures =
          List.of(
              new Figure("assembling a batch on one core", "s", Spread.of(perBatch)),
              new Figure("assembling on one core", "images/s", Spread.of(imagesPerSecond)),
              new Figure(SHARE, "", Spread.of(share)),
              new Figure(WAITING, "", training.waitShare()));
      return new BenchResult(
          "pipeline",
          settings.describe(),
          rounds,
          Environment.capture(NativeRuntime.get(), Device.CPU),
          null,
          List.of(ContenderResult.of(contenders.reslab(), training)),
          figures,
          null,
          targets.stream().map(target -> target.judge(figures)).toList(),
          List.of());
    }
  }
}
