// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
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
      NativeScope scope, NativeNetwork network, NativeDataset data, TrainerArguments arguments) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment options = rl_trainer_options.allocate(call);
      rl_trainer_options.struct_size(options, (int) rl_trainer_options.sizeof());
      rl_trainer_options.schedule(options, arguments.schedule());
      rl_trainer_options.nesterov(options, flag(arguments.nesterov()));
      rl_trainer_options.shuffle(options, flag(arguments.shuffle()));
      rl_trainer_options.augment(options, flag(arguments.augment()));
      rl_trainer_options.milestone_count(options, arguments.milestones().size());
      rl_trainer_options.batch(options, arguments.batch());
      rl_trainer_options.epochs(options, arguments.epochs());
      rl_trainer_options.lr(options, arguments.lr());
      rl_trainer_options.momentum(options, arguments.momentum());
      rl_trainer_options.weight_decay(options, arguments.weightDecay());
      rl_trainer_options.gamma(options, arguments.gamma());
      rl_trainer_options.label_smoothing(options, arguments.labelSmoothing());
      rl_trainer_options.warmup_epochs(options, arguments.warmupEpochs());
      rl_trainer_options.milestones(
          options,
          arguments.milestones().isEmpty()
              ? MemorySegment.NULL
              : call.allocateFrom(
                  JAVA_LONG, arguments.milestones().stream().mapToLong(Long::longValue).toArray()));
      rl_trainer_options.seed(options, arguments.seed());
      rl_trainer_options.memory_format(options, arguments.memoryFormat());
      rl_trainer_options.deterministic(options, flag(arguments.deterministic()));
      rl_trainer_options.steps(options, arguments.steps());
      rl_trainer_options.data(options, arguments.data());
      scope.check(
          reslab_h.rl_trainer_create(
              network.object(), data.object(), options, scope.pointerCell(), scope.error()));
      return new NativeTrainer(scope, scope.pointerResult());
    }
  }

  private static int flag(boolean value) {
    return value ? 1 : 0;
  }

  /**
   * Trains on, at most {@link #CAPACITY} steps.
   *
   * @param maxMillis 0 for no limit
   * @param into where the steps are appended, also before a failure is thrown
   * @param failures makes the exception of a failure, after the steps were appended
   * @return why it came back
   */
  public <T> int run(
      long maxSteps,
      long maxMillis,
      NativeFlag cancel,
      List<T> into,
      StepFactory<T> factory,
      FailureFactory failures) {
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
          factory.create(
              rl_step.step(step),
              rl_step.epoch(step),
              rl_step.images(step),
              rl_step.loss(step),
              rl_step.grad_norm(step),
              rl_step.lr(step),
              rl_step.seconds(step),
              rl_step.wait_seconds(step)));
    }
    scope().check(status, failures);
    return scope().intResult();
  }

  /** How the steps are made. */
  public <T> T describe(TrainerInfoFactory<T> factory) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment info = rl_trainer_info.allocate(call);
      rl_trainer_info.struct_size(info, (int) rl_trainer_info.sizeof());
      scope().check(reslab_h.rl_trainer_describe(object(), info, scope().error()));
      return factory.create(
          rl_trainer_info.recorded(info) != 0,
          rl_trainer_info.resident(info) != 0,
          rl_trainer_info.skipped_steps(info),
          rl_trainer_info.loss_scale(info),
          rl_trainer_info.notice(info).getString(0));
    }
  }

  /**
   * Makes steps and tells where their time goes.
   *
   * @param into where the parts are appended
   * @return wall time of a step, in seconds
   */
  public <T> double profile(long steps, List<T> into, StepPartFactory<T> factory) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment parts = rl_step_part.allocateArray(PART_CAPACITY, call);
      MemorySegment seconds = call.allocate(JAVA_DOUBLE);
      scope()
          .check(
              reslab_h.rl_trainer_profile(
                  object(),
                  steps,
                  parts,
                  PART_CAPACITY,
                  scope().longCell(),
                  seconds,
                  scope().error()));
      long count = scope().longResult();
      for (long i = 0; i < count; i++) {
        MemorySegment part = rl_step_part.asSlice(parts, i);
        into.add(
            factory.create(
                rl_step_part.name(part).getString(0),
                rl_step_part.kind(part),
                rl_step_part.phase(part),
                rl_step_part.seconds(part),
                rl_step_part.calls(part)));
      }
      return seconds.get(JAVA_DOUBLE, 0);
    }
  }

  /** Writes momentum buffers and position. */
  public void save(String path) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the path of the trainer's state", path);
      scope().check(reslab_h.rl_trainer_save(object(), file, scope().error()));
    }
  }

  /** Reads momentum buffers and position. */
  public void load(String path) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment file = scope().text(call, "the path of the trainer's state", path);
      scope().check(reslab_h.rl_trainer_load(object(), file, scope().error()));
    }
  }
}
