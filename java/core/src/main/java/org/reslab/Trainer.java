// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.reslab.internal.NativeTrainer;

/**
 * Trains a network on a data set, in portions: each call of {@link #run} continues where the last
 * one stopped. Belongs to the thread of its session.
 *
 * <p>On a CUDA device steps are issued ahead of the host, which reads what they measured every few
 * dozen of them: limits, a cancel and a bad loss take effect there.
 */
public final class Trainer extends SessionResource {
  private static final Duration PORTION = Duration.ofMillis(500);

  private final NativeTrainer handle;
  private final Network network;
  private final Dataset dataset;
  private final TrainingConfig config;
  private final TrainingEvents events;

  Trainer(
      MemorySession session,
      NativeTrainer handle,
      Network network,
      Dataset dataset,
      TrainingConfig config) {
    super(session, handle, "trainer");
    this.handle = handle;
    this.network = network;
    this.dataset = dataset;
    this.config = config;
    this.events = new TrainingEvents(network.spec());
    network.lendTo(this);
    dataset.lendTo(this);
  }

  /** What is trained. */
  public Network network() {
    return network;
  }

  /** What it is trained on. */
  public Dataset dataset() {
    return dataset;
  }

  /** How it is trained. */
  public TrainingConfig config() {
    return config;
  }

  /** How the steps are made: decided with the first of them, and after some more. */
  public TrainerInfo info() {
    requireUsable();
    return handle.describe();
  }

  /**
   * Trains on. Comes back after {@code maxSteps} steps, after the first step that ends later than
   * {@code maxTime}, at the end of an epoch, or after the step during which {@code cancel} was set,
   * whichever is first.
   *
   * @param maxSteps at least 1
   * @param maxTime {@link Duration#ZERO} for no limit
   * @param cancel may be set by any thread
   * @throws DivergedException if the loss became NaN or infinite; it has the steps of this call
   * @throws InvalidArgumentException if a limit is out of range
   */
  public TrainingChunk run(long maxSteps, Duration maxTime, CancelFlag cancel) {
    requireUsable();
    if (maxSteps < 1) {
      throw new InvalidArgumentException("maxSteps is " + maxSteps + ", expected at least 1");
    }
    if (maxTime.isNegative()) {
      throw new InvalidArgumentException(
          "maxTime is " + maxTime + ", expected a duration, or zero for no limit");
    }
    List<StepRecord> steps = new ArrayList<>();
    long limit = TimeUnit.NANOSECONDS.convert(maxTime);
    long start = System.nanoTime();
    while (true) {
      long left = limit - (System.nanoTime() - start);
      if (limit > 0 && left <= 0 && !steps.isEmpty()) {
        return new TrainingChunk(steps, StopReason.TIME);
      }
      int before = steps.size();
      StopReason stop;
      try {
        stop =
            handle.run(
                Math.min(maxSteps - before, NativeTrainer.CAPACITY),
                limit == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)),
                cancel.flag(),
                steps);
      } finally {
        // Also those before a divergence.
        events.steps(steps.subList(before, steps.size()));
      }
      if (stop == StopReason.EPOCH || stop == StopReason.FINISHED) {
        events.epochFinished();
      }
      if (stop != StopReason.STEPS || steps.size() >= maxSteps) {
        return new TrainingChunk(steps, stop);
      }
    }
  }

  /**
   * Trains to the end of the last epoch.
   *
   * @param listener hears each step, some of them at a time, on this thread; on divergence up to
   *     the step with the bad loss
   * @throws DivergedException if the loss became NaN or infinite
   */
  public void trainToEnd(Consumer<StepRecord> listener) {
    CancelFlag never = CancelFlag.create();
    StopReason stop;
    do {
      TrainingChunk chunk;
      try {
        chunk = run(Long.MAX_VALUE, PORTION, never);
      } catch (DivergedException e) {
        e.steps().forEach(listener);
        throw e;
      }
      chunk.steps().forEach(listener);
      stop = chunk.stop();
    } while (stop != StopReason.FINISHED);
  }

  /**
   * Makes some more steps, across the ends of epochs, and returns where their time went. They are
   * the steps that {@link #run} would have made, but take a little longer.
   *
   * @param steps at least 1, at most those that are left of the run
   * @throws DivergedException if the loss became NaN or infinite
   * @throws InvalidArgumentException if {@code steps} is out of range
   * @throws UnsupportedException if the network is not on the CPU
   */
  public StepProfile profile(long steps) {
    requireUsable();
    try {
      return handle.profile(steps);
    } finally {
      // The events of the epoch do not know of these steps.
      events.reset();
    }
  }

  /**
   * Writes the optimizer's state and the position in the run as a safetensors file, whole or not at
   * all. The weights are the network's to save.
   *
   * @throws NativeIoException if it cannot be written
   */
  public void save(Path file) {
    requireUsable();
    handle.save(file.toAbsolutePath().toString());
  }

  /**
   * Restores what {@link #save} wrote. With the network's own checkpoint loaded and an equal
   * configuration, the steps that follow are those that the saved run would have made, bit for bit
   * on the same machine and thread count.
   *
   * @throws NativeIoException if the file cannot be read
   * @throws CorruptDataException if it is no safetensors file, or was saved with other weights than
   *     the network holds now
   * @throws InvalidArgumentException if it is of a run with another configuration
   */
  public void load(Path file) {
    requireUsable();
    handle.load(file.toAbsolutePath().toString());
    events.reset();
  }

  @Override
  public void close() {
    super.close();
    network.returnedBy(this);
    dataset.returnedBy(this);
  }
}
