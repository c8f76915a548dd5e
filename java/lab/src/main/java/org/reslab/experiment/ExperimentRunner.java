// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.Layer;
import org.reslab.MemoryFormat;
import org.reslab.MemorySession;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.Trainer;

/**
 * Trains the cells of an experiment, one after the other, and writes its run directory as it goes.
 *
 * <p>All native work happens on the thread that calls {@link #run()}; only the cancel flag may be
 * used from others.
 */
public final class ExperimentRunner {
  private final Experiment experiment;
  private final RunDirectory directory;
  private final ExperimentListener listener;
  private final CancelFlag cancel;

  private final List<CellResult> results = new ArrayList<>();
  private final Set<String> warned = new HashSet<>();
  private final long startedAt = System.nanoTime();
  private double earlierSeconds;
  private boolean inexact;

  /** Parameters and MACs of a network, which do not depend on the seed. */
  private record Size(long parameters, long macs, List<String> notFast) {}

  /**
   * Prepares a runner for one call of {@link #run()}.
   *
   * @param cancel ends the experiment within a step or an evaluation batch when set
   */
  public ExperimentRunner(
      Experiment experiment,
      RunDirectory directory,
      ExperimentListener listener,
      CancelFlag cancel) {
    this.experiment = experiment;
    this.directory = directory;
    this.listener = listener;
    this.cancel = cancel;
  }

  /**
   * Allows resuming even if the results will not be bit-identical: with another LibTorch, device,
   * processor or number of threads. Without this call {@link #run()} refuses.
   */
  public ExperimentRunner allowInexact() {
    inexact = true;
    return this;
  }

  /**
   * Builds every network once and opens the data, so that mistakes are found before the first step;
   * then trains.
   *
   * <p>{@code summary.json} is written before the first step and after each epoch with the status
   * {@code running}, so that a process that is killed leaves what it had measured.
   *
   * <p>In a directory of {@link RunDirectory#resume} cells that are over are taken as they are, and
   * the one that was under way resumes from its last checkpoint. Weights and metrics are afterwards
   * those of an experiment that nobody interrupted, byte for byte.
   *
   * <p>A cell that diverges does not end the experiment. An error does: what was measured until
   * then is kept, {@code summary.json} says {@code failed}, and the error is thrown.
   *
   * @return the comparison, which {@code summary.json} holds too
   * @throws org.reslab.InvalidArgumentException if a run is to be resumed in another environment,
   *     or another process writes the directory
   * @throws org.reslab.CorruptDataException if a run is to be resumed whose files do not fit
   *     together
   * @throws org.reslab.ShapeMismatchException if a network cannot be built
   * @throws org.reslab.data.DatasetMissingException if the data set is not there
   * @throws org.reslab.NativeIoException if something cannot be written
   * @throws org.reslab.DeviceException if the device is absent
   */
  public Comparison run() {
    NativeRuntime runtime = NativeRuntime.get();
    Integer threads = directory.resumes() ? earlierThreads() : experiment.threads();
    if (threads != null) {
      runtime.setThreads(threads);
    }
    try (MemorySession session = MemorySession.open()) {
      Map<List<String>, Size> sizes = new LinkedHashMap<>();
      ExperimentData data;
      Environment environment;
      try {
        data = ExperimentData.open(session, experiment, listener.preparing(), cancel);
        Device device = buildAll(sizes, data);
        environment = Environment.capture(runtime, device);
      } catch (RuntimeException e) {
        discardDirectory(e);
        throw e;
      }
      List<CellPlan> plans = plans(sizes, data.train().images());
      try (RunLock _ = claim(environment)) {
        experiment.warnings().forEach(listener::warning);
        Resumption from =
            directory.resumes() ? resumed(data, plans, environment) : Resumption.fresh();
        return train(data, plans, from);
      }
    }
  }

  private RunLock claim(Environment environment) {
    if (!directory.resumes()) {
      try {
        return directory.begin(experiment, environment);
      } catch (RuntimeException e) {
        discardDirectory(e);
        throw e;
      }
    }
    List<String> differences = environment.differences(directory.environment());
    if (!differences.isEmpty() && !inexact) {
      throw new InvalidArgumentException(
          "run directory %s cannot be resumed bit for bit: %s; resume it where it was started, or accept other"
                  .formatted(directory.path(), String.join(", ", differences))
              + " numbers with --allow-inexact");
    }
    if (!environment.device().equals(Device.CPU.label())
        && !experiment.training().deterministic()) {
      listener.warning(
          "this run resumes on %s without --deterministic: as with any two such runs, its last digits"
                  .formatted(environment.device())
              + " are not those that it would have had");
    }
    return directory.lock();
  }

  /** Checks all that the run has left, and only then changes a file of it. */
  private Resumption resumed(ExperimentData data, List<CellPlan> plans, Environment environment) {
    BegunSettings.require(directory, experiment, data.train().images(), data.test().images());
    Resumption from = Resumption.of(directory, experiment, plans);
    CheckpointFolder.@Nullable Found checkpoint = from.start().checkpoint();
    if (checkpoint != null) {
      requireLoadable(experiment.cells().get(from.next()), data, checkpoint);
    }
    earlierSeconds = directory.earlierSeconds();
    directory.recordResume(environment);
    from.apply(directory, experiment.cells());
    return from;
  }

  private void requireLoadable(Cell cell, ExperimentData data, CheckpointFolder.Found checkpoint) {
    try (MemorySession session = MemorySession.open()) {
      Network network =
          session.network(
              experiment.networkSpec(cell, data.images(), data.classes()), experiment.device());
      network.usePrecision(experiment.precision());
      Trainer trainer =
          session.trainer(network, data.train(), experiment.trainingConfig(cell.seed()));
      network.load(checkpoint.weights());
      trainer.load(checkpoint.state());
    }
  }

  /** The number of threads decides the last bits, so it stays what it was. */
  private @Nullable Integer earlierThreads() {
    return directory.environment().get("threads") instanceof Integer threads
        ? threads
        : experiment.threads();
  }

  /** Makes each network and its trainer once: what cannot be built or trained is found here. */
  private Device buildAll(Map<List<String>, Size> sizes, ExperimentData data) {
    Device device = experiment.device();
    for (Cell cell : experiment.cells()) {
      List<String> key = key(cell);
      if (sizes.containsKey(key)) {
        continue;
      }
      try (MemorySession session = MemorySession.open()) {
        Network network =
            session.network(
                experiment.networkSpec(cell, data.images(), data.classes()), experiment.device());
        network.usePrecision(experiment.precision());
        experiment.loadWeights(network);
        var _ = session.trainer(network, data.train(), experiment.trainingConfig(cell.seed()));
        device = network.device();
        long macs = network.layers().stream().mapToLong(Layer::macs).sum();
        sizes.put(key, new Size(network.parameterCount(), macs, notFast(network)));
      }
    }
    return device;
  }

  /** Convolutions and normalisations that the kernels asked for do not serve. */
  private List<String> notFast(Network network) {
    if (experiment.kernels() != Kernels.FAST) {
      return List.of();
    }
    boolean serves =
        network.device().equals(Device.CPU)
            && experiment.training().memoryFormat() == MemoryFormat.CHANNELS_LAST;
    return network.layers().stream()
        .filter(layer ->
            layer.kind() == Layer.Kind.CONVOLUTION || layer.kind() == Layer.Kind.NORMALIZATION)
        .filter(layer -> !(serves && layer.fast()))
        .map(Layer::name)
        .toList();
  }

  private Comparison train(ExperimentData data, List<CellPlan> plans, Resumption from) {
    results.addAll(from.ended());
    RunStatus status = RunStatus.FAILED;
    RuntimeException failure = null;
    try (CellRecorder recorder =
        new CellRecorder(directory, from.withStarted(experiment.cells()))) {
      writeProgress(data, results);
      status = trainCells(data, plans, from, recorder);
    } catch (RuntimeException e) {
      failure = e;
    }
    Comparison comparison = summarise(data, failure == null ? status : RunStatus.FAILED, results);
    try {
      directory.writeSummary(comparison);
    } catch (RuntimeException e) {
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
    }
    if (failure != null) {
      throw failure;
    }
    return comparison;
  }

  private Comparison summarise(ExperimentData data, RunStatus status, List<CellResult> soFar) {
    return Comparison.of(
        experiment,
        status,
        soFar,
        data.counts(),
        earlierSeconds + (System.nanoTime() - startedAt) / 1e9);
  }

  /** Writes what a killed process is to leave behind. */
  private void writeProgress(ExperimentData data, List<CellResult> soFar) {
    directory.writeSummary(summarise(data, RunStatus.RUNNING, soFar));
  }

  private RunStatus trainCells(
      ExperimentData data, List<CellPlan> plans, Resumption from, CellRecorder recorder) {
    List<Cell> cells = experiment.cells();
    RunStatus status =
        results.stream().anyMatch(result -> result.status() == RunStatus.DIVERGED)
            ? RunStatus.DIVERGED
            : RunStatus.COMPLETED;
    for (int i = from.next(); i < cells.size(); i++) {
      Cell cell = cells.get(i);
      listener.cellStarted(cell, plans.get(i));
      Resumption.Start start = i == from.next() ? from.start() : Resumption.Start.FRESH;
      if (start.step() > 0) {
        listener.cellResumed(cell, start.step());
      }
      DoubleConsumer timing =
          i == from.next() ? secondsPerStep -> estimate(plans, from, data, secondsPerStep) : null;
      CellRunner runner =
          new CellRunner(
              experiment,
              cell,
              plans.get(i),
              start,
              data,
              directory,
              recorder,
              listener,
              cancel,
              current -> writeProgress(data, with(current)),
              this::warnOnce);
      CellResult result;
      try {
        result = runner.run(timing);
      } catch (RuntimeException e) {
        results.add(runner.failed(e));
        throw e;
      }
      results.add(result);
      writeProgress(data, results);
      listener.cellFinished(cell, result);
      if (result.status() == RunStatus.CANCELLED) {
        return RunStatus.CANCELLED;
      }
      if (result.status() == RunStatus.DIVERGED) {
        status = RunStatus.DIVERGED;
      }
    }
    return status;
  }

  private void warnOnce(String message) {
    if (warned.add(message)) {
      listener.warning(message);
    }
  }

  private List<CellResult> with(CellResult current) {
    List<CellResult> all = new ArrayList<>(results);
    all.add(current);
    return all;
  }

  private List<CellPlan> plans(Map<List<String>, Size> sizes, long trainImages) {
    List<Cell> cells = experiment.cells();
    long stepsPerEpoch = Math.ceilDiv(trainImages, experiment.training().batch());
    long allSteps = Math.multiplyExact(stepsPerEpoch, experiment.training().epochs());
    Long maxSteps = experiment.maxSteps();
    long steps = maxSteps == null ? allSteps : Math.min(maxSteps, allSteps);
    List<CellPlan> plans = new ArrayList<>();
    for (Cell cell : cells) {
      Size size = Objects.requireNonNull(sizes.get(key(cell)));
      plans.add(
          new CellPlan(
              plans.size() + 1,
              cells.size(),
              size.parameters(),
              size.macs(),
              Math.ceilDiv(steps, stepsPerEpoch),
              stepsPerEpoch,
              steps,
              size.notFast()));
    }
    return plans;
  }

  private void estimate(
      List<CellPlan> plans, Resumption from, ExperimentData data, double secondsPerStep) {
    List<TimeEstimate.Work> work = new ArrayList<>();
    for (int i = from.next(); i < plans.size(); i++) {
      CellPlan plan = plans.get(i);
      Resumption.Start start = i == from.next() ? from.start() : Resumption.Start.FRESH;
      work.add(
          new TimeEstimate.Work(
              plan.macs(),
              (plan.steps() - start.step()) * experiment.training().batch(),
              (plan.epochs() - start.epochs().size()) * data.evaluatedImages()));
    }
    double secondsPerImage =
        secondsPerStep / Math.min(experiment.training().batch(), data.train().images());
    listener.estimate(TimeEstimate.of(work, work.getFirst(), secondsPerImage), work.size());
  }

  private void discardDirectory(RuntimeException reason) {
    try {
      directory.discardIfUnused();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private static List<String> key(Cell cell) {
    return List.of(cell.net(), cell.block().name());
  }
}
