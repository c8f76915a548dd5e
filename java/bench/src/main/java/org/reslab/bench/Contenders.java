// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.reslab.CancelFlag;
import org.reslab.MachineLimits;

/** ResLab and its peers as running processes, ready for rounds. */
final class Contenders implements AutoCloseable {
  private final List<WorkerProcess> workers = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final WorkerSettings settings;
  private final CancelFlag cancel;
  private final BenchListener listener;

  /**
   * Starts ResLab and waits until it is ready; one after another, so that no warm-up disturbs
   * another.
   */
  Contenders(WorkerSettings settings, CancelFlag cancel, BenchListener listener) {
    this.settings = settings;
    this.cancel = cancel;
    this.listener = listener;
    listener.progress("starting " + Contender.RESLAB);
    workers.add(WorkerProcess.start(Contender.reslab(settings), cancel));
    try {
      reslab().greeting();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts a peer and waits until it is ready. One that says that it is unavailable is left out
   * with a note, or is a failure.
   *
   * @param required whether the benchmark means nothing without it
   * @throws WorkerFailedException if it fails, or is required and unavailable
   */
  void add(Contender peer, boolean required) {
    listener.progress("starting " + peer.name());
    WorkerProcess worker = WorkerProcess.start(peer, cancel);
    workers.add(worker);
    if (required) {
      requireAvailable(worker);
    }
    Message greeting = worker.greeting();
    if (greeting.has("unavailable")) {
      notes.add("%s was not measured: %s".formatted(peer.name(), greeting.text("unavailable")));
      workers.remove(worker);
      worker.close();
      return;
    }
    compare(peer.name(), greeting, reslab().greeting());
  }

  /**
   * Waits until a peer is ready.
   *
   * @throws WorkerFailedException if it fails, or says that it is unavailable
   */
  static void requireAvailable(WorkerProcess peer) {
    Message greeting = peer.greeting();
    if (greeting.has("unavailable")) {
      throw new WorkerFailedException(
          "%s: %s; name a Python that has PyTorch with --python or RESLAB_PYTHON"
              .formatted(peer.contender().name(), greeting.text("unavailable")));
    }
  }

  private void compare(String name, Message peer, Message ours) {
    for (String same : List.of("parameters", "threads")) {
      if (peer.whole(same) != ours.whole(same)) {
        throw new WorkerFailedException(
            "%s has %s %s, expected %s as ResLab has: they do not do the same work"
                .formatted(name, peer.whole(same), same, ours.whole(same)));
      }
    }
    if (!peer.text("version").equals(ours.text("version"))) {
      notes.add(
          "%s runs PyTorch %s, ResLab LibTorch %s: part of the ratio is that of the versions"
              .formatted(name, peer.text("version"), ours.text("version")));
    }
  }

  WorkerProcess reslab() {
    return workers.getFirst();
  }

  List<WorkerProcess> peers() {
    return workers.subList(1, workers.size());
  }

  List<String> notes() {
    return notes;
  }

  /**
   * Makes rounds with all of them in turn.
   *
   * @return by name of the contender
   */
  Map<String, Rounds> run(int rounds) {
    return Rounds.inTurn(workers, rounds, cancel, listener);
  }

  /** Measures the machine, in a process of its own: the buffers of a copy are large. */
  MachineLimits limits() {
    listener.progress("measuring the machine");
    try (WorkerProcess process =
        WorkerProcess.start(
            Contender.reslab(settings.toBuilder().mode(Worker.LIMITS).build()), cancel)) {
      process.greeting();
      Message answer = process.ask(Worker.LIMITS);
      return new MachineLimits(
          Math.toIntExact(answer.whole("threads")),
          answer.number("convolution_gflops"),
          answer.number("copy_gbps"));
    }
  }

  /** Multiply-accumulates of one image through the network. */
  long macs() {
    return reslab().greeting().whole("macs");
  }

  @Override
  public void close() {
    RuntimeException failure = null;
    for (WorkerProcess worker : workers.reversed()) {
      try {
        worker.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
