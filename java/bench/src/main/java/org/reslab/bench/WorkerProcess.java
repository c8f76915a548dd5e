// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;

/** A running contender: asked for one round at a time, idle in between. Not thread-safe. */
final class WorkerProcess implements AutoCloseable {
  private static final long END_SECONDS = 10;
  private static final int LINES_OF_ERRORS = 12;

  private final Contender contender;
  private final CancelFlag cancel;
  private final Path errors;
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter requests;
  private @Nullable Message greeting;

  private WorkerProcess(Contender contender, CancelFlag cancel, Path errors) throws IOException {
    this.contender = contender;
    this.cancel = cancel;
    this.errors = errors;
    ProcessBuilder builder = new ProcessBuilder(contender.command());
    builder.environment().putAll(contender.environment());
    process = builder.redirectError(errors.toFile()).start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    requests = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a contender. It gets ready on its own; {@link #greeting} waits for that.
   *
   * @throws WorkerFailedException if the system cannot start it
   */
  static WorkerProcess start(Contender contender, CancelFlag cancel) {
    Path errors = null;
    try {
      errors = Files.createTempFile("reslab-bench-", ".err");
      return new WorkerProcess(contender, cancel, errors);
    } catch (IOException e) {
      if (errors != null) {
        delete(errors, e);
      }
      throw new WorkerFailedException(
          "%s cannot be started: %s".formatted(contender.name(), e.getMessage()), e);
    }
  }

  Contender contender() {
    return contender;
  }

  /**
   * Waits until it is ready, its warm-up done, and returns what it says of itself: {@code ready},
   * or {@code unavailable} with a reason.
   */
  Message greeting() {
    if (greeting == null) {
      greeting = read("its first line");
    }
    return greeting;
  }

  /**
   * Sends a line, once it is ready, and waits for the answer.
   *
   * @throws WorkerFailedException if it fails or ends
   * @throws CancelledException if it ended because the user stopped everything
   */
  Message ask(String request) {
    greeting();
    try {
      requests.write(request);
      requests.newLine();
      requests.flush();
    } catch (IOException _) {
      throw ended("it did not take the request '" + request + "'"); // it has ended: says why
    }
    return read("an answer to '" + request + "'");
  }

  private Message read(String expected) {
    String line;
    try {
      line = answers.readLine();
    } catch (IOException e) {
      throw new WorkerFailedException("%s: cannot be read: %s".formatted(contender.name(), e), e);
    }
    if (line == null) {
      throw ended("it ended before " + expected);
    }
    Message message;
    try {
      message = Message.parse(line);
    } catch (CorruptDataException e) {
      throw new WorkerFailedException(
          "%s: found the line '%s', expected %s as JSON"
              .formatted(contender.name(), line, expected),
          e);
    }
    if (message.has("error")) {
      throw new WorkerFailedException(
          contender.name() + ": " + message.text("error") + lastErrors());
    }
    return message;
  }

  private RuntimeException ended(String what) {
    stop();
    if (cancel.isCancelled()) {
      return Stop.exception();
    }
    return new WorkerFailedException(
        "%s: %s, with exit code %s%s"
            .formatted(contender.name(), what, process.exitValue(), lastErrors()));
  }

  private String lastErrors() {
    List<String> lines;
    try {
      lines = Files.readAllLines(errors);
    } catch (IOException e) {
      return " (its messages cannot be read: " + e + ")";
    }
    if (lines.isEmpty()) {
      return "";
    }
    int first = Math.max(0, lines.size() - LINES_OF_ERRORS);
    return "; its last messages:\n" + String.join("\n", lines.subList(first, lines.size()));
  }

  /** Closes its input, which ends it; kills it where that does not. */
  private void stop() {
    try {
      requests.close();
    } catch (IOException _) {
      // It has ended already.
    }
    boolean interrupted = false;
    try {
      if (cancel.isCancelled() || !process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException _) {
      interrupted = true;
      kill();
    }
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    stop();
    try {
      answers.close();
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new WorkerFailedException("%s: cannot be closed: %s".formatted(contender.name(), e), e);
    }
  }

  private static void delete(Path file, IOException failure) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
