// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

/** Takes measured values. Used from one thread. */
public interface MetricSink extends AutoCloseable {
  /**
   * Takes one value.
   *
   * @throws org.reslab.NativeIoException if it cannot be written
   */
  void accept(Metric metric);

  /**
   * Hands everything taken so far to the operating system, so that it survives the end of this
   * process.
   *
   * @throws org.reslab.NativeIoException if it cannot be written
   */
  void flush();

  /** Flushes, unless a write has failed, and releases the file. Idempotent. */
  @Override
  void close();
}
