// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.NativeFlag;

/**
 * Asks a long call to end. It may be set and read by any thread, and stays set.
 *
 * <p>The native part reads it before each batch; it needs no session and no loaded library.
 */
public final class CancelFlag {
  private final NativeFlag flag = new NativeFlag();

  private CancelFlag() {}

  /** Makes a flag that is not set. */
  public static CancelFlag create() {
    return new CancelFlag();
  }

  /** Sets the flag. */
  public void cancel() {
    flag.set();
  }

  /** Whether the flag is set. */
  public boolean isCancelled() {
    return flag.isSet();
  }

  NativeFlag flag() {
    return flag;
  }
}
