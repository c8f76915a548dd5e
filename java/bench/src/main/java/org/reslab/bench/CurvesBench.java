// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.reslab.CancelFlag;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeRuntime;
import org.reslab.experiment.Environment;

/**
 * Time for each image, and memory of a training step, against the number of images, batch, depth,
 * width and threads. Every point is a process of its own, one after another.
 */
public final class CurvesBench {
  private final WorkerSettings settings;
  private final int rounds;
  private final CancelFlag cancel;
  private final BenchListener listener;

  /** As {@link NetworkBench#NetworkBench}. */
  public CurvesBench(
      WorkerSettings settings, int rounds, CancelFlag cancel, BenchListener listener) {
    NetworkBench.requireRounds(rounds);
    this.settings = settings.toBuilder().mode(Worker.TRAIN).build();
    this.rounds = rounds;
    this.cancel = cancel;
    this.listener = listener;
  }

  /**
   * Measures curves.
   *
   * @param values of each setting that is to be varied, at least one each
   * @throws org.reslab.InvalidArgumentException if a value is out of range, or no such network
   *     exists, before anything runs
   * @throws WorkerFailedException if a process fails
   */
  public CurvesResult run(Map<Curve.Kind, ? extends List<Long>> values) {
    List<Plan> plans = new ArrayList<>();
    values.forEach((kind, each) -> plans.add(plan(kind, new TreeSet<>(each))));
    plans.forEach(plan -> plan.steps().forEach(step -> Worker.requireNetwork(step.settings())));
    List<Curve> curves = new ArrayList<>();
    for (Plan plan : plans) {
      List<Curve.Point> points = new ArrayList<>();
      for (Step step : plan.steps()) {
        points.add(measure(plan.kind(), step));
      }
      curves.add(Curve.of(plan.kind(), points));
    }
    return new CurvesResult(
        settings.describe(), rounds, Environment.capture(NativeRuntime.get(), Device.CPU), curves);
  }

  private record Step(long x, WorkerSettings settings) {}

  private record Plan(Curve.Kind kind, List<Step> steps) {}

  private static int threads(long value) {
    if (value > Integer.MAX_VALUE) {
      throw new InvalidArgumentException(
          "threads is " + value + ", expected at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  private Plan plan(Curve.Kind kind, SortedSet<Long> values) {
    List<Step> steps = new ArrayList<>();
    for (long value : values) {
      steps.add(
          switch (kind) {
            case IMAGES -> {
              WorkerSettings scaled = settings.toBuilder().steps(value).build();
              yield new Step(scaled.images(), scaled);
            }
            case BATCH -> new Step(value, settings.toBuilder().batch(value).build());
            case DEPTH -> new Step(value, settings.toBuilder().net("resnet-" + value).build());
            case WIDTH -> new Step(value, settings.toBuilder().width(value).build());
            case THREADS -> new Step(value, settings.toBuilder().threads(threads(value)).build());
          });
    }
    return new Plan(kind, steps);
  }

  private Curve.Point measure(Curve.Kind kind, Step step) {
    String name = kind.unit() + " " + step.x();
    BenchListener named = text -> listener.progress(name + ": " + text);
    try (Contenders contenders = new Contenders(step.settings(), cancel, named)) {
      Rounds measured = contenders.run(rounds).values().iterator().next();
      return new Curve.Point(
          step.x(),
          measured.spread(round -> round.seconds() / round.images()),
          contenders.reslab().greeting().whole("idle_bytes"),
          measured.peakBytes());
    }
  }
}
