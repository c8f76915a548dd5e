// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.reslab.DivergedException;
import org.reslab.Schedule;
import org.reslab.StepPart;
import org.reslab.StepPhase;
import org.reslab.StepProfile;
import org.reslab.StepRecord;
import org.reslab.StopReason;
import org.reslab.TrainerInfo;
import org.reslab.TrainingConfig;
import org.reslab.bindings.reslab_h;
import org.reslab.bindings.rl_step;
import org.reslab.bindings.rl_step_part;
import org.reslab.bindings.rl_trainer_info;
import org.reslab.bindings.rl_trainer_options;

/** Calls on a trainer. */
public final class NativeTrainer extends NativeHandle {
  /** Steps that one call can report; a longer run takes several. */
  public static final int CAPACITY = 1024;

  /** Rows of a profile; a network of any block has some hundred operations at most. */
  private static final int PART_CAPACITY = 1024;

  private final MemorySegment steps;
  private final MemorySegment written;

  private NativeTrainer(NativeScope scope, MemorySegment address) {
    super(scope, address, reslab_h::rl_trainer_free);
    try {
      steps = rl_step.allocateArray(CAPACITY, arena());
      written = arena().allocate(JAVA_LONG);
    } catch (Throwable failure) {
      close();
      throw failure;
    }
  }

  /** Makes a trainer, which borrows the network and the data set. */
  public static NativeTrainer create(
      NativeScope scope, NativeNetwork network, NativeDataset data, TrainingConfig config) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_trainer_options.allocate(call);
      rl_trainer_options.struct_size(options, (int) rl_trainer_options.sizeof());
      rl_trainer_options.nesterov(options, NativeScope.flag(config.nesterov()));
      rl_trainer_options.shuffle(options, NativeScope.flag(config.shuffle()));
      rl_trainer_options.augmentation(
          options, scope.text(call, "the augmentation", config.augmentation().text()));
      rl_trainer_options.freeze(options, scope.text(call, "freeze", config.freeze()));
      rl_trainer_options.lr_scale(options, scope.text(call, "lr_scale", config.lrScale()));
      rl_trainer_options.batch(options, config.batch());
      rl_trainer_options.epochs(options, config.epochs());
      rl_trainer_options.lr(options, config.lr());
      rl_trainer_options.momentum(options, config.momentum());
      rl_trainer_options.weight_decay(options, config.weightDecay());
      rl_trainer_options.label_smoothing(options, config.labelSmoothing());
      rl_trainer_options.warmup_epochs(options, config.warmupEpochs());
      rl_trainer_options.seed(options, config.seed());
      rl_trainer_options.memory_format(options, config.memoryFormat().code());
      rl_trainer_options.deterministic(options, NativeScope.flag(config.deterministic()));
      rl_trainer_options.steps(options, config.stepMode().code());
      rl_trainer_options.data(options, config.dataPlacement().code());
      switch (config.schedule()) {
        case Schedule.Constant _ ->
            rl_trainer_options.schedule(options, reslab_h.RL_SCHEDULE_CONSTANT());
        case Schedule.Cosine _ ->
            rl_trainer_options.schedule(options, reslab_h.RL_SCHEDULE_COSINE());
        case Schedule.MultiStep(List<Long> milestones, double gamma) -> {
          rl_trainer_options.schedule(options, reslab_h.RL_SCHEDULE_MULTISTEP());
          rl_trainer_options.gamma(options, gamma);
          rl_trainer_options.milestone_count(options, milestones.size());
          rl_trainer_options.milestones(options, NativeScope.longs(call, milestones));
        }
      }
      scope.check(
          reslab_h.rl_trainer_create(
              network.object(), data.object(), options, scope.pointerCell(), scope.error()));
      return new NativeTrainer(scope, scope.pointerResult());
    }
  }

  /**
   * Trains on, at most {@link #CAPACITY} steps.
   *
   * @param maxMillis 0 for no limit
   * @param into receives the steps, also those before a failure
   * @return why the call returned
   * @throws DivergedException with all of {@code into}
   */
  public StopReason run(long maxSteps, long maxMillis, NativeFlag cancel, List<StepRecord> into) {
    // A failure other than divergence leaves the count as it was.
    written.set(JAVA_LONG, 0, 0);
    int status =
        reslab_h.rl_trainer_run(
            object(),
            maxSteps,
            maxMillis,
            cancel.cell(),
            steps,
            CAPACITY,
            written,
            scope().intCell(),
            scope().error());
    long count = written.get(JAVA_LONG, 0);
    for (long i = 0; i < count; i++) {
      MemorySegment step = rl_step.asSlice(steps, i);
      into.add(
          new StepRecord(
              rl_step.step(step),
              rl_step.epoch(step),
              rl_step.images(step),
              rl_step.loss(step),
              rl_step.grad_norm(step),
              rl_step.lr(step),
              rl_step.seconds(step),
              rl_step.wait_seconds(step)));
    }
    if (NativeStatus.of(status) == NativeStatus.DIVERGED) {
      throw new DivergedException(scope().message(), into);
    }
    scope().check(status);
    return Constants.find(
        StopReason.values(), StopReason::code, scope().intResult(), "stop reason");
  }

  /** Returns how the steps are made. */
  public TrainerInfo describe() {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment info = rl_trainer_info.allocate(call);
      rl_trainer_info.struct_size(info, (int) rl_trainer_info.sizeof());
      scope().check(reslab_h.rl_trainer_describe(object(), info, scope().error()));
      String notice = rl_trainer_info.notice(info).getString(0);
      return new TrainerInfo(
          rl_trainer_info.recorded(info) != 0,
          rl_trainer_info.resident(info) != 0,
          rl_trainer_info.skipped_steps(info),
          rl_trainer_info.loss_scale(info),
          notice.isEmpty() ? null : notice);
    }
  }

  /** Makes steps and returns where their time went. */
  public StepProfile profile(long steps) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment rows = rl_step_part.allocateArray(PART_CAPACITY, call);
      MemorySegment seconds = call.allocate(JAVA_DOUBLE);
      scope()
          .check(
              reslab_h.rl_trainer_profile(
                  object(),
                  steps,
                  rows,
                  PART_CAPACITY,
                  scope().longCell(),
                  seconds,
                  scope().error()));
      long count = scope().longResult();
      List<StepPart> parts = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        MemorySegment row = rl_step_part.asSlice(rows, i);
        parts.add(
            new StepPart(
                rl_step_part.name(row).getString(0),
                Constants.find(
                    StepPart.Kind.values(),
                    StepPart.Kind::code,
                    rl_step_part.kind(row),
                    "kind of part"),
                Constants.find(
                    StepPhase.values(), StepPhase::code, rl_step_part.phase(row), "phase"),
                rl_step_part.seconds(row),
                rl_step_part.calls(row)));
      }
      return new StepProfile(seconds.get(JAVA_DOUBLE, 0), parts);
    }
  }

  /** Writes the optimizer's state and the position. */
  public void save(String path) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the path of the trainer's state", path);
      scope().check(reslab_h.rl_trainer_save(object(), file, scope().error()));
    }
  }

  /** Reads the optimizer's state and the position. */
  public void load(String path) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the path of the trainer's state", path);
      scope().check(reslab_h.rl_trainer_load(object(), file, scope().error()));
    }
  }
}
