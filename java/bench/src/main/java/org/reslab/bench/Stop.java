// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import org.reslab.CancelFlag;
import org.reslab.CancelledException;

/** How a benchmark ends that its user stops. */
final class Stop {
  private Stop() {}

  /**
   * Does nothing until the flag is set.
   *
   * @throws CancelledException if it is set
   */
  static void ifAsked(CancelFlag cancel) {
    if (cancel.isCancelled()) {
      throw exception();
    }
  }

  static CancelledException exception() {
    return new CancelledException("the benchmark was stopped");
  }
}
