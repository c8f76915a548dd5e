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
import org.reslab.Device;
import org.reslab.DivergedException;
import org.reslab.Evaluation;
import org.reslab.InternalErrorException;
import org.reslab.Logits;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.StepRecord;
import org.reslab.StopReason;
import org.reslab.Trainer;
import org.reslab.TrainingChunk;
import org.reslab.diagnosis.Snapshot;
import org.reslab.files.AtomicFile;
import org.reslab.files.Json;

/** Trains one cell: steps in short native calls, an evaluation and checkpoints after each epoch. */
final class CellRunner {
  /** Short enough for a live display and for a cancel to be noticed at once. */
  private static final Duration CHUNK = Duration.ofMillis(500);

  /** The first step pays for allocations and kernel choice, so it is left out of the timing. */
  private static final long WARM_UP_STEPS = 1;

  /** On a CUDA device the fifth is the first that replays a recording. */
  private static final long CUDA_WARM_UP_STEPS = 4;

  private static final long TIMED_STEPS = 4;

  private final Experiment experiment;
  private final Cell cell;
  private final CellPlan plan;
  private final ExperimentData data;
  private final CellRecorder recorder;
  private final ExperimentListener listener;
  private final CancelFlag cancel;
  private final Consumer<CellResult> progress;
  private final Consumer<String> notices;
  private final Resumption.Start start;
  private final CheckpointFolder checkpoints;

  private final List<EpochResult> epochs;
  private @Nullable FinalScores scores;
  private EpochMeter meter;
  private double evaluationSeconds;
  private double secondsPerStep;
  private long done;
  private long warmUpSteps = WARM_UP_STEPS;

  /**
   * Prepares a runner for one call of {@link #run}.
   *
   * @param start what is done already
   * @param progress takes what is measured so far, after each epoch
   * @param notices takes why steps are not made as asked for, as often as it is found
   */
  CellRunner(
      Experiment experiment,
      Cell cell,
      CellPlan plan,
      Resumption.Start start,
      ExperimentData data,
      RunDirectory directory,
      CellRecorder recorder,
      ExperimentListener listener,
      CancelFlag cancel,
      Consumer<CellResult> progress,
      Consumer<String> notices) {
    this.experiment = experiment;
    this.cell = cell;
    this.plan = plan;
    this.data = data;
    this.start = start;
    this.checkpoints = directory.checkpoints(cell);
    this.recorder = recorder;
    this.listener = listener;
    this.cancel = cancel;
    this.progress = progress;
    this.notices = notices;
    epochs = new ArrayList<>(start.epochs());
    scores = start.scores();
    meter = new EpochMeter(experiment.precision());
    done = start.step();
  }

  /**
   * Trains to the end, to the limit on steps, to divergence or until cancelled.
   *
   * @param timing called once with the seconds per step, when the first steps are timed; null where
   *     nobody asks
   */
  CellResult run(@Nullable DoubleConsumer timing) {
    try (MemorySession session = MemorySession.open()) {
      Network network =
          session.network(
              experiment.networkSpec(cell, data.images(), data.classes()), experiment.device());
      network.useKernels(experiment.kernels());
      network.usePrecision(experiment.precision());
      if (network.device().kind() == Device.Kind.CUDA) {
        warmUpSteps = CUDA_WARM_UP_STEPS;
      }
      Trainer trainer =
          session.trainer(network, data.train(), experiment.trainingConfig(cell.seed()));
      if (start.step() > 0) {
        network.load(checkpoints.last());
        trainer.load(checkpoints.lastState());
      } else {
        experiment.loadWeights(network).ifPresent(notices);
      }
      return train(network, trainer, timing);
    }
  }

  /** Returns what was measured before an error ended the cell. */
  CellResult failed(RuntimeException error) {
    return result(RunStatus.FAILED, String.valueOf(error.getMessage()));
  }

  private CellResult train(Network network, Trainer trainer, @Nullable DoubleConsumer timing) {
    DoubleConsumer pending = timing;
    meter = EpochMeter.after(start.unfinished(), experiment.precision());
    try {
      if (done == 0) {
        diagnose(network, 0);
      } else if (epochIsOver() && epochs.size() < epochsBegun()) {
        finishEpoch(network, trainer); // the process ended between its last step and its evaluation
      }
    } catch (CancelledException _) {
      return cancelled(network, trainer);
    } catch (DivergedException e) {
      return diverged(e);
    }
    while (done < plan.steps() && stoppedEarly() == null) {
      long begun = System.nanoTime();
      TrainingChunk chunk;
      try {
        chunk = trainer.run(nextSteps(), CHUNK, cancel);
      } catch (DivergedException e) {
        take(e.steps(), System.nanoTime() - begun);
        return diverged(e);
      }
      take(chunk.steps(), System.nanoTime() - begun);
      @Nullable String notice = trainer.info().notice();
      if (notice != null) {
        notices.accept(notice);
      }
      if (pending != null && done >= Math.min(warmUpSteps + TIMED_STEPS, plan.steps())) {
        pending.accept(secondsPerStep);
        pending = null;
      }
      if (chunk.stop() == StopReason.CANCELLED) {
        return cancelled(network, trainer);
      }
      if (chunk.steps().isEmpty()) {
        throw new InternalErrorException(
            "training of %s stopped (%s) at step %s of %s"
                .formatted(cell.id(), chunk.stop(), done, plan.steps()));
      }
      if (epochIsOver()) {
        try {
          finishEpoch(network, trainer);
        } catch (CancelledException _) {
          return cancelled(network, trainer);
        } catch (DivergedException e) { // by the last step: no loss has seen its weights
          return diverged(e);
        }
      } else if (checkpointIsDue()) {
        save(network, trainer, RunStatus.RUNNING, null);
      }
    }
    return result(RunStatus.COMPLETED, stoppedEarly());
  }

  /**
   * A chunk never crosses the end of an epoch, whatever the reason for which the native call comes
   * back.
   */
  private long nextSteps() {
    long toEpochEnd = plan.stepsPerEpoch() - done % plan.stepsPerEpoch();
    long toEnd = Math.min(toEpochEnd, plan.steps() - done);
    Long every = experiment.checkpointEvery();
    if (every != null) {
      toEnd = Math.min(toEnd, every - done % every);
    }
    if (done == 0) {
      return Math.min(toEnd, warmUpSteps);
    }
    return done == warmUpSteps ? Math.min(toEnd, TIMED_STEPS) : toEnd;
  }

  private boolean epochIsOver() {
    return done % plan.stepsPerEpoch() == 0 || done == plan.steps();
  }

  private long epochsBegun() {
    return Math.ceilDiv(done, plan.stepsPerEpoch());
  }

  private boolean checkpointIsDue() {
    Long every = experiment.checkpointEvery();
    return every != null && done % every == 0;
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
            ? TimeEstimate.EVALUATION_SHARE * data.evaluatedImages() / meter.imagesPerSecond()
            : evaluationSeconds;
    return (plan.steps() - done) * secondsPerStep + (plan.epochs() - epochs.size()) * evaluation;
  }

  private void finishEpoch(Network network, Trainer trainer) {
    long begun = System.nanoTime();
    @Nullable Dataset validation = data.validation();
    @Nullable Logits validated = validation == null ? null : evaluate(network, validation, 0);
    @Nullable Evaluation ofValidation =
        validated == null ? null : validated.evaluation().requireFinite();
    Logits logits = evaluate(network, data.test(), data.evaluatedImages() - data.test().images());
    evaluationSeconds = (System.nanoTime() - begun) / 1e9;
    EpochResult epoch =
        meter.finish(epochs.size() + 1L, logits.evaluation().requireFinite(), ofValidation);
    // What may be cancelled comes before anything is written of the epoch.
    @Nullable Snapshot snapshot = snapshot(network, epoch.epoch());
    recorder.epoch(cell, epoch);
    epochs.add(epoch);
    record(snapshot, epoch.epoch());
    scores = FinalScores.of(logits, validated);
    TestPredictions predictions =
        TestPredictions.of(logits, data.test(), data.classNames(), scores);
    AtomicFile.write(checkpoints.evaluation(), Json.text(predictions));
    if (epoch.equals(experiment.bestOn().best(epochs))) {
      network.save(checkpoints.best());
    }
    if (experiment.keepEpochs() > 0) {
      network.save(checkpoints.ofEpoch(epoch.epoch()));
      checkpoints.retain(epoch.epoch(), experiment.keepEpochs());
    }
    @Nullable String early = stoppedEarly();
    RunStatus status =
        done == plan.steps() || early != null ? RunStatus.COMPLETED : RunStatus.RUNNING;
    save(network, trainer, status, early);
    progress.accept(result(RunStatus.RUNNING, null));
    listener.epochFinished(cell, epoch);
    listener.stepsDescribed(cell, trainer.info());
    meter = new EpochMeter(experiment.precision());
  }

  /**
   * @param before images evaluated before these, for the display
   */
  private Logits evaluate(Network network, Dataset images, long before) {
    return network.logits(
        images,
        Math.toIntExact(experiment.testBatch()),
        cancel,
        (done, _) -> listener.evaluating(cell, before + done, data.evaluatedImages()));
  }

  /** Returns why the cell ends before its last step, or null where it does not. */
  private @Nullable String stoppedEarly() {
    Long patience = experiment.patience();
    @Nullable EpochResult best = experiment.bestOn().best(epochs);
    if (patience == null || best == null || done == plan.steps()) {
      return null;
    }
    long last = epochs.getLast().epoch();
    return last - best.epoch() < patience
        ? null
        : "stopped early after epoch %s: none since epoch %s was more accurate on the validation images"
            .formatted(last, best.epoch());
  }

  private void diagnose(Network network, long epoch) {
    record(snapshot(network, epoch), epoch);
  }

  private @Nullable Snapshot snapshot(Network network, long epoch) {
    Long every = experiment.diagnoseEvery();
    return every != null && epoch % every == 0 ? Snapshot.of(network, data.test(), cancel) : null;
  }

  private void record(@Nullable Snapshot snapshot, long epoch) {
    if (snapshot != null) {
      recorder.diagnosis(cell, epoch, done, snapshot.values(), snapshot.histograms());
    }
  }

  private CellResult diverged(DivergedException e) {
    checkpoints.end(progress(RunStatus.DIVERGED, e.getMessage()));
    return result(RunStatus.DIVERGED, e.getMessage());
  }

  private CellResult cancelled(Network network, Trainer trainer) {
    String message = "cancelled after step %s of %s".formatted(done, plan.steps());
    if (done > 0) {
      save(network, trainer, RunStatus.CANCELLED, message);
    }
    return result(RunStatus.CANCELLED, message);
  }

  private void save(Network network, Trainer trainer, RunStatus status, @Nullable String message) {
    checkpoints.save(network, trainer, progress(status, message));
  }

  private CellProgress progress(RunStatus status, @Nullable String message) {
    CellRecorder.Lengths lengths = recorder.sync();
    return new CellProgress(
        status,
        message,
        done,
        epochs.size(),
        lengths.metrics(),
        lengths.timing(),
        lengths.histograms());
  }

  private CellResult result(RunStatus status, @Nullable String message) {
    return new CellResult(cell, status, plan.parameters(), plan.macs(), epochs, scores, message);
  }
}
