// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.djl;

import java.io.IOException;
import org.reslab.timing.LoopProgram;

/** The side of DJL. */
final class PeerMain {
  private PeerMain() {}

  /** Takes the arguments of {@link LoopProgram#run}. */
  public static void main(String[] args) throws IOException {
    LoopProgram.run(args, new DjlLoop.Djl());
  }
}
