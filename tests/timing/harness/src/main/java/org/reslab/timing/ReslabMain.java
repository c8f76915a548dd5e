// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.IOException;

/** ResLab's side against the loops of other libraries. */
final class ReslabMain {
  private ReslabMain() {}

  /** Takes the arguments of {@link LoopProgram#run}. */
  public static void main(String[] args) throws IOException {
    LoopProgram.run(args, new ReslabLoop.Reslab());
  }
}
