// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.InternalErrorException;
import org.reslab.InvalidArgumentException;
import org.reslab.Layer;
import org.reslab.MemorySession;
import org.reslab.NativeOutOfMemoryException;
import org.reslab.NativeRuntime;
import org.reslab.Network;

/**
 * Looks at every subject of a plan with every seed.
 *
 * <p>Cells run in parallel, each on a platform thread of its own with one CPU thread, so that
 * numbers do not depend on how many run at a time. Each result is kept as soon as it is there.
 */
public final class DiagnosisRunner {
  /**
   * Bytes that a pass holds for each value that a layer puts out: its activation, its gradient, and
   * what the operation needs besides, in float32.
   */
  private static final long BYTES_PER_VALUE = 12;

  private final DiagnosisPlan plan;
  private final Device device;
  private final int jobs;
  private final DiagnosisListener listener;
  private final CancelFlag cancel;

  /** One cell that is still to be done. */
  private record Task(Subject subject, int seedIndex) {}

  /** What a worker returns: a result, or why it has none. */
  private record Outcome(@Nullable RuntimeException failure) {}

  /**
   * Prepares a runner.
   *
   * @param jobs cells at a time, at least 1
   * @param cancel ends the work between two passes when set
   */
  public DiagnosisRunner(
      DiagnosisPlan plan, Device device, int jobs, DiagnosisListener listener, CancelFlag cancel) {
    if (jobs < 1) {
      throw new InvalidArgumentException("jobs is " + jobs + ", expected at least 1");
    }
    this.plan = plan;
    this.device = device;
    this.jobs = jobs;
    this.listener = listener;
    this.cancel = cancel;
  }

  /**
   * Builds every network once, so that mistakes are found before the first pass; then measures what
   * is not in the folder yet.
   *
   * @param folder where results are kept and looked for; made where it is not there
   * @return a result for each subject, in the order of the plan
   * @throws CancelledException if the flag was set; what is done is kept
   * @throws NativeOutOfMemoryException if a cell needs more memory than there is
   */
  public List<SubjectResult> run(Path folder) {
    List<List<Layer>> layers = buildAll();
    int atOnce = jobsThatFit(layers);
    checkInputs();
    listener.opening();
    try (DiagnosisStore store = DiagnosisStore.open(folder, plan.settings())) {
      List<SubjectResult> results = run(layers, atOnce, store);
      DistributionsFile.write(folder, plan, results, device, cancel);
      return results;
    }
  }

  /** Like {@link #run(Path)}, where results are kept in memory alone. */
  public List<SubjectResult> run() {
    List<List<Layer>> layers = buildAll();
    int atOnce = jobsThatFit(layers);
    checkInputs();
    try (DiagnosisStore store = DiagnosisStore.inMemory()) {
      return run(layers, atOnce, store);
    }
  }

  private List<SubjectResult> run(List<List<Layer>> layers, int atOnce, DiagnosisStore store) {
    List<Task> tasks = new ArrayList<>();
    for (int seed = 0; seed < plan.seeds().size(); seed++) {
      for (Subject subject : plan.subjects()) {
        if (store.find(subject, plan.seeds().get(seed)) == null) {
          tasks.add(new Task(subject, seed));
        }
      }
    }
    int cells = plan.subjects().size() * plan.seeds().size();
    listener.started(cells, cells - tasks.size(), Math.min(atOnce, Math.max(1, tasks.size())));
    work(tasks, cells, atOnce, store);
    return collect(layers, store);
  }

  private List<List<Layer>> buildAll() {
    List<List<Layer>> layers = new ArrayList<>();
    try (MemorySession session = MemorySession.open()) {
      for (Subject subject : plan.subjects()) {
        try (Network network = session.network(subject.spec(), device)) {
          if (plan.checkpoint() != null) {
            network.load(plan.checkpoint());
          }
          layers.add(network.layers());
        }
      }
    }
    return layers;
  }

  /** Opens every input once. Made after the memory was found to suffice: it may be large. */
  private void checkInputs() {
    try (MemorySession session = MemorySession.open()) {
      Subject first = plan.subjects().getFirst();
      int last = plan.seeds().size() - 1;
      for (InputSource input : plan.subjects().stream().map(Subject::input).distinct().toList()) {
        try (Dataset images =
            input.open(session, first.spec(), plan.seeds().getLast(), last, plan.batch())) {
          if (images.images() < input.first(last, plan.batch()) + plan.batch()) {
            throw new InvalidArgumentException(
                input.label()
                    + " has "
                    + images.images()
                    + " images, but a batch of "
                    + plan.batch()
                    + " was asked for; choose a smaller --batch");
          }
        }
      }
    }
  }

  private int jobsThatFit(List<List<Layer>> layers) {
    long available = Memory.available(device);
    int fit = jobs;
    for (int i = 0; i < layers.size(); i++) {
      long values = layers.get(i).stream().mapToLong(Cost::outputs).sum();
      long bytes = Math.multiplyExact(values, BYTES_PER_VALUE * plan.batch());
      if (bytes > available) {
        Subject subject = plan.subjects().get(i);
        throw new NativeOutOfMemoryException(
            String.format(
                    Locale.ROOT,
                    "%s of %s at batch %s needs about %,d MB, but %,d MB are available; choose a"
                        + " smaller",
                    subject.net(),
                    subject.block().name(),
                    plan.batch(),
                    bytes >> 20,
                    available >> 20)
                + " --batch, --depth or --width");
      }
      fit = (int) Math.min(fit, Math.max(1, available / Math.max(1, bytes)));
    }
    return fit;
  }

  private void work(List<Task> tasks, int cells, int atOnce, DiagnosisStore store) {
    if (tasks.isEmpty()) {
      return;
    }
    int threads = NativeRuntime.get().info().threads();
    AtomicInteger next = new AtomicInteger();
    CancelFlag stop = CancelFlag.create();
    BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(tasks.size() + atOnce);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < Math.min(atOnce, tasks.size()); i++) {
      workers.add(
          Thread.ofPlatform()
              .name("reslab-diagnosis-" + i)
              .start(() -> worker(tasks, next, stop, store, outcomes)));
    }
    RuntimeException failure = null;
    try {
      failure = await(tasks.size(), cells, outcomes);
    } finally {
      stop.cancel();
      join(workers);
      // What the workers set holds for threads to come, too.
      NativeRuntime.get().setThreads(threads);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Waits for the cells, until all are done or one failed. */
  private @Nullable RuntimeException await(int tasks, int cells, BlockingQueue<Outcome> outcomes) {
    long start = System.nanoTime();
    for (int done = 1; done <= tasks; done++) {
      Outcome outcome;
      try {
        outcome = outcomes.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CancelledException("the diagnosis was interrupted");
      }
      if (outcome.failure() != null) {
        return outcome.failure();
      }
      long perCell = (System.nanoTime() - start) / done;
      listener.progress(cells - tasks + done, cells, Duration.ofNanos(perCell * (tasks - done)));
    }
    return null;
  }

  private static void join(List<Thread> workers) {
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void worker(
      List<Task> tasks,
      AtomicInteger next,
      CancelFlag stop,
      DiagnosisStore store,
      BlockingQueue<Outcome> outcomes) {
    try {
      NativeRuntime.get().setThreads(1);
      for (int i = next.getAndIncrement(); i < tasks.size(); i = next.getAndIncrement()) {
        if (stop.isCancelled()) {
          return;
        }
        Task task = tasks.get(i);
        store.add(task.subject(), plan.settings(), measure(task));
        outcomes.add(new Outcome(null));
      }
    } catch (RuntimeException e) {
      outcomes.add(new Outcome(e));
    } catch (Error e) {
      outcomes.add(new Outcome(new InternalErrorException("a worker failed: " + e)));
      throw e;
    }
  }

  private CellResult measure(Task task) {
    Subject subject = task.subject();
    int index = task.seedIndex();
    long seed = plan.seeds().get(index);
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(subject.spec().toBuilder().seed(seed).build(), device);
      if (plan.checkpoint() != null) {
        network.load(plan.checkpoint());
      }
      Dataset input = subject.input().open(session, subject.spec(), seed, index, plan.batch());
      return CellResult.of(seed, network.probe(input, plan.config(subject, index), cancel));
    }
  }

  private List<SubjectResult> collect(List<List<Layer>> layers, DiagnosisStore store) {
    List<SubjectResult> results = new ArrayList<>();
    for (int i = 0; i < plan.subjects().size(); i++) {
      Subject subject = plan.subjects().get(i);
      List<CellResult> cells = new ArrayList<>();
      for (long seed : plan.seeds()) {
        CellResult cell = store.find(subject, seed);
        if (cell != null) {
          cells.add(cell);
        }
      }
      results.add(new SubjectResult(subject, layers.get(i), cells));
    }
    return results;
  }
}
