// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reslab.StepRecord;
import org.reslab.TrainerInfo;
import org.reslab.data.FetchProgress;
import org.reslab.experiment.Cell;
import org.reslab.experiment.CellPlan;
import org.reslab.experiment.CellResult;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.ExperimentListener;
import org.reslab.report.LossCurves;
import org.reslab.text.Numbers;

/**
 * Shows how an experiment goes: a line for each epoch; between them a live line on a terminal, and
 * a line every ten seconds elsewhere.
 */
class TrainingDisplay implements ExperimentListener, AutoCloseable {
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int LEAST_NAME = 5;
  private static final Duration LONG = Duration.ofSeconds(60);

  private final StatusLine line;
  private final boolean verbose;
  private final LossCurves losses = new LossCurves();
  private StallMeter stalls = new StallMeter();
  private @Nullable CellPlan plan;
  private String accuracy = "-";
  private long lastNanos = System.nanoTime();

  /**
   * Shows on what standard error of {@code context} is.
   *
   * @param verbose whether to report how long an epoch waited for data, and what fast kernels do
   *     not serve
   */
  TrainingDisplay(Context context, boolean verbose) {
    line = new StatusLine(context);
    this.verbose = verbose;
  }

  @Override
  public void warning(String message) {
    line.print("warning: " + message);
  }

  @Override
  public FetchProgress preparing() {
    return new FetchDisplay(line);
  }

  @Override
  public void estimate(Duration total, int cells) {
    if (total.compareTo(LONG) >= 0) {
      line.print(
          "this will take about %s (%s %s, by its first steps); Ctrl-C keeps what is measured"
              .formatted(Numbers.duration(total), cells, cells == 1 ? "cell" : "cells"));
    }
  }

  @Override
  public void cellStarted(Cell cell, CellPlan started) {
    plan = started;
    stalls = new StallMeter();
    accuracy = "-";
    lastNanos = System.nanoTime();
    line.print(
        String.format(
            Locale.ROOT,
            "[%d/%d] %s: %,d parameters, %,d steps",
            started.index(),
            started.cells(),
            cell.id(),
            started.parameters(),
            started.steps()));
    if (verbose && !started.notFast().isEmpty()) {
      line.print("on LibTorch's kernels: " + String.join(", ", started.notFast()));
    }
  }

  @Override
  public void stepsDescribed(Cell cell, TrainerInfo info) {
    if (!verbose) {
      return;
    }
    List<String> how = new ArrayList<>();
    if (info.recorded()) {
      how.add("recorded steps");
    }
    if (info.resident()) {
      how.add("images on the device");
    }
    if (info.lossScale() != 1) {
      how.add(
          String.format(
              Locale.ROOT,
              "loss scale %,.0f, %,d updates skipped so far",
              info.lossScale(),
              info.skippedSteps()));
    }
    if (!how.isEmpty()) {
      line.print(cell.id() + "  " + String.join(", ", how));
    }
  }

  @Override
  public void cellResumed(Cell cell, long step) {
    line.print(String.format(Locale.ROOT, "%s: resuming after step %,d", cell.id(), step));
  }

  @Override
  public void steps(Cell cell, List<StepRecord> steps, double imagesPerSecond, Duration eta) {
    stalls.add(steps);
    if (plan != null) {
      for (StepRecord step : steps) {
        losses.add(cell.id(), step.step(), plan.steps(), step.loss());
      }
    }
    if (plan == null || steps.isEmpty() || !due()) {
      return;
    }
    update(progress(cell, plan, steps.getLast(), accuracy, imagesPerSecond, eta, line.width()));
  }

  @Override
  public void evaluating(Cell cell, long done, long total) {
    if (line.live()) {
      line.show(
          String.format(Locale.ROOT, "%s evaluating %,d of %,d images", cell.id(), done, total));
    }
  }

  @Override
  public void epochFinished(Cell cell, EpochResult result) {
    accuracy = Numbers.percent(result.testAccuracy(), 1);
    lastNanos = System.nanoTime();
    line.print(epoch(cell, result));
    String waited = stalls.text();
    stalls = new StallMeter();
    if (verbose && waited != null) {
      line.print("%s  epoch %s  %s".formatted(cell.id(), result.epoch(), waited));
    }
  }

  @Override
  public void cellFinished(Cell cell, CellResult result) {
    if (result.message() != null) {
      line.print("%s: %s".formatted(cell.id(), result.message()));
    }
  }

  @Override
  public void close() {
    line.clear();
  }

  /** What was heard of the loss. */
  LossCurves losses() {
    return losses;
  }

  private boolean due() {
    return line.live() || System.nanoTime() - lastNanos >= LINE_NANOS;
  }

  private void update(String text) {
    if (line.live()) {
      line.show(text);
    } else {
      lastNanos = System.nanoTime();
      line.print(text);
    }
  }

  /**
   * Returns one line of at most {@code width} characters. Where they are too few, the speed gives
   * way, then the accuracy, the loss and the step; then the end of a long block name.
   */
  static String progress(
      Cell cell,
      CellPlan plan,
      StepRecord step,
      String accuracy,
      double imagesPerSecond,
      Duration eta,
      int width) {
    long stepInEpoch = step.step() - (step.epoch() - 1) * plan.stepsPerEpoch();
    String seed = "s" + Long.toUnsignedString(cell.seed());
    String cells = "[%s/%s]".formatted(plan.index(), plan.cells());
    String epochs = "epoch %s/%s".formatted(step.epoch(), plan.epochs());
    String steps = "step %s/%s".formatted(stepInEpoch, plan.stepsPerEpoch());
    String loss = "loss " + Numbers.fixed(step.loss(), 2);
    String accurate = "acc " + accuracy;
    String speed = Numbers.fixed(imagesPerSecond, 0) + " img/s";
    String left = "ETA " + Numbers.duration(eta);
    List<String> figures =
        new ArrayList<>(List.of(seed, cells, epochs, steps, loss, accurate, speed, left));
    String block = cell.block().name();
    for (String least : List.of(speed, accurate, loss, steps)) {
      if (Math.min(block.length(), LEAST_NAME) + 1 + String.join(" ", figures).length() > width) {
        figures.remove(least);
      }
    }
    String rest = " " + String.join(" ", figures);
    int room = Math.max(0, width - rest.length());
    return (block.length() > room ? block.substring(0, room) : block) + rest;
  }

  private static String epoch(Cell cell, EpochResult result) {
    @Nullable Double valAccuracy = result.valAccuracy();
    return String.format(
        Locale.ROOT,
        "%s  epoch %d  loss %.4f%s  test acc %s  grad norm %.2f  lr %s  %.0f img/s  %s",
        cell.id(),
        result.epoch(),
        result.trainLoss(),
        valAccuracy == null ? "" : "  val acc " + Numbers.percent(valAccuracy, 2),
        Numbers.percent(result.testAccuracy(), 2),
        result.gradNorm(),
        Numbers.value(result.lr()),
        result.imagesPerSecond(),
        Numbers.seconds(result.seconds()));
  }
}
