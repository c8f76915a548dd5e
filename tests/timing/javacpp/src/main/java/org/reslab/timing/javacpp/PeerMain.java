// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing.javacpp;

import java.io.IOException;
import org.reslab.timing.LoopProgram;

/** The side of the JavaCPP presets. */
final class PeerMain {
  private PeerMain() {}

  /** Takes the arguments of {@link LoopProgram#run}. */
  public static void main(String[] args) throws IOException {
    LoopProgram.run(args, new JavacppLoop.Javacpp());
  }
}
