// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.function.IntSupplier;
import org.reslab.bindings.reslab_h;

/** Kinds of native objects that the library counts. */
public enum HandleKind {
  /** Behind {@link Network}. */
  NETWORK(reslab_h::RL_HANDLE_NETWORK),
  /** Behind {@link Dataset}. */
  DATASET(reslab_h::RL_HANDLE_DATASET),
  /** Behind {@link Trainer}. */
  TRAINER(reslab_h::RL_HANDLE_TRAINER);

  private final IntSupplier code;

  HandleKind(IntSupplier code) {
    this.code = code;
  }

  /** Returns the constant of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
