// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import org.reslab.Block;
import org.reslab.MemorySession;
import org.reslab.NetworkSpec;

/**
 * Writes the weights that both sides begin with. A program of its own, so that the process that
 * times the sides has no native threads.
 */
final class InitialWeights {
  private InitialWeights() {}

  /** Takes {@code initial=FILE}. */
  public static void main(String[] args) {
    try (MemorySession session = MemorySession.open()) {
      session
          .network(NetworkSpec.of("tinynet", Block.of("basic")))
          .save(Arguments.of(args).path("initial"));
    }
  }
}
