// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.Dataset;
import org.reslab.DivergedException;
import org.reslab.Evaluation;
import org.reslab.InternalErrorException;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.StepRecord;
import org.reslab.StopReason;
import org.reslab.Trainer;
import org.reslab.TrainingChunk;
import org.reslab.diagnosis.Snapshot;

/** Trains one run: steps in short native calls, an evaluation and checkpoints after each epoch. */
final class CellRunner {
  /** Short enough for a live display and for a cancel to be noticed at once. */
  private static final Duration CHUNK = Duration.ofMillis(500);

  /** The first step pays for allocations and kernel choice, so it is left out of the timing. */
  private static final long WARM_UP_STEPS = 1;

  private static final long TIMED_STEPS = 4;

  private final Experiment experiment;
  private final Cell cell;
  private final RunPlan plan;
  private final Dataset train;
  private final Dataset test;
  private final RunDirectory directory;
  private final RunRecorder recorder;
  private final RunListener listener;
  private final CancelFlag cancel;
  private final Consumer<RunResult> progress;

  private final List<EpochResult> epochs = new ArrayList<>();
  private EpochMeter meter = new EpochMeter();
  private double bestAccuracy = -1;
  private double evaluationSeconds;
  private double secondsPerStep;
  private long done;

  /**
   * Prepares a runner for one call of {@link #run}.
   *
   * @param progress takes what is measured so far, after each epoch
   */
  CellRunner(
      Experiment experiment,
      Cell cell,
      RunPlan plan,
      Dataset train,
      Dataset test,
      RunDirectory directory,
      RunRecorder recorder,
      RunListener listener,
      CancelFlag cancel,
      Consumer<RunResult> progress) {
    this.experiment = experiment;
    this.cell = cell;
    this.plan = plan;
    this.train = train;
    this.test = test;
    this.directory = directory;
    this.recorder = recorder;
    this.listener = listener;
    this.cancel = cancel;
    this.progress = progress;
  }

  /**
   * Trains to the end, to the limit on steps, to divergence or until cancelled.
   *
   * @param timing called once with the seconds per step, when the first steps are timed; null where
   *     nobody asks
   */
  RunResult run(@Nullable DoubleConsumer timing) {
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(experiment.networkSpec(cell), experiment.device());
      network.useKernels(experiment.kernels());
      Trainer trainer = session.trainer(network, train, experiment.trainingConfig(cell.seed()));
      return train(network, trainer, timing);
    }
  }

  /** Returns what was measured before an error ended the run. */
  RunResult failed(RuntimeException error) {
    return result(RunStatus.FAILED, String.valueOf(error.getMessage()));
  }

  private RunResult train(Network network, Trainer trainer, @Nullable DoubleConsumer timing) {
    DoubleConsumer pending = timing;
    meter = new EpochMeter();
    try {
      diagnose(network, 0);
    } catch (CancelledException _) {
      return cancelled(network, trainer);
    }
    while (done < plan.steps()) {
      long begun = System.nanoTime();
      TrainingChunk chunk;
      try {
        chunk = trainer.run(nextSteps(), CHUNK, cancel);
      } catch (DivergedException e) {
        take(e.steps(), System.nanoTime() - begun);
        return result(RunStatus.DIVERGED, e.getMessage());
      }
      take(chunk.steps(), System.nanoTime() - begun);
      if (pending != null && done >= Math.min(WARM_UP_STEPS + TIMED_STEPS, plan.steps())) {
        pending.accept(secondsPerStep);
        pending = null;
      }
      if (chunk.stop() == StopReason.CANCELLED) {
        return cancelled(network, trainer);
      }
      if (chunk.steps().isEmpty()) {
        throw new InternalErrorException(
            "training of %s stopped (%s) at step %d of %d"
                .formatted(cell.id(), chunk.stop(), done, plan.steps()));
      }
      if (done % plan.stepsPerEpoch() == 0 || done == plan.steps()) {
        try {
          finishEpoch(network, trainer);
        } catch (CancelledException _) {
          return cancelled(network, trainer);
        }
      }
    }
    return result(RunStatus.COMPLETED, null);
  }

  /**
   * A chunk never crosses the end of an epoch, whatever the reason for which the native call comes
   * back.
   */
  private long nextSteps() {
    long toEpochEnd = plan.stepsPerEpoch() - done % plan.stepsPerEpoch();
    long toEnd = Math.min(toEpochEnd, plan.steps() - done);
    if (done == 0) {
      return Math.min(toEnd, WARM_UP_STEPS);
    }
    return done == WARM_UP_STEPS ? Math.min(toEnd, TIMED_STEPS) : toEnd;
  }

  private void take(List<StepRecord> steps, long nanos) {
    if (steps.isEmpty()) {
      return;
    }
    done += steps.size();
    secondsPerStep = nanos / 1e9 / steps.size();
    meter.add(steps, nanos);
    recorder.steps(cell, steps);
    listener.steps(
        cell, steps, meter.imagesPerSecond(), TimeEstimate.ofSeconds(remainingSeconds()));
  }

  private double remainingSeconds() {
    double evaluation =
        epochs.isEmpty()
            ? TimeEstimate.EVALUATION_SHARE * test.images() / meter.imagesPerSecond()
            : evaluationSeconds;
    return (plan.steps() - done) * secondsPerStep + (plan.epochs() - epochs.size()) * evaluation;
  }

  private void finishEpoch(Network network, Trainer trainer) {
    long begun = System.nanoTime();
    Evaluation evaluation =
        network.evaluate(
            test,
            Math.toIntExact(experiment.testBatch()),
            cancel,
            (images, total) -> listener.evaluating(cell, images, total));
    evaluationSeconds = (System.nanoTime() - begun) / 1e9;
    EpochResult epoch = meter.finish(epochs.size() + 1L, evaluation);
    epochs.add(epoch);
    recorder.epoch(cell, epoch);
    diagnose(network, epoch.epoch());
    saveLast(network, trainer);
    if (epoch.testAccuracy() > bestAccuracy) {
      bestAccuracy = epoch.testAccuracy();
      network.save(directory.bestCheckpoint(cell));
    }
    progress.accept(result(RunStatus.RUNNING, null));
    listener.epochFinished(cell, epoch);
    meter = new EpochMeter();
  }

  private void diagnose(Network network, long epoch) {
    Long every = experiment.diagnoseEvery();
    if (every != null && epoch % every == 0) {
      recorder.diagnosis(cell, epoch, done, Snapshot.of(network, test, cancel));
    }
  }

  private RunResult cancelled(Network network, Trainer trainer) {
    saveLast(network, trainer);
    return result(
        RunStatus.CANCELLED, "cancelled after step %d of %d".formatted(done, plan.steps()));
  }

  private void saveLast(Network network, Trainer trainer) {
    network.save(directory.lastCheckpoint(cell));
    trainer.save(directory.lastState(cell));
  }

  private RunResult result(RunStatus status, @Nullable String message) {
    return new RunResult(cell, status, plan.parameters(), plan.macs(), epochs, message);
  }
}
