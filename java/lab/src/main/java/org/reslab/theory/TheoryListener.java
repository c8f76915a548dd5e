// SPDX-License-Identifier: Apache-2.0
package org.reslab.theory;

import java.time.Duration;

/** Hears how far the measuring of claims has come, on the thread that runs it. */
@FunctionalInterface
public interface TheoryListener {
  /** Does nothing. */
  TheoryListener SILENT = (part, parts, done, networks, eta) -> {};

  /**
   * A network was measured.
   *
   * @param part 1-based part of the suite; parts differ in how long they take
   * @param parts of the suite
   * @param done networks of a measurement
   * @param networks of that measurement
   * @param eta what the rest of that measurement will take
   */
  void progress(int part, int parts, int done, int networks, Duration eta);
}
