// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** A 32-bit flag that the native part polls and any thread may set. */
public final class NativeFlag {
  private static final VarHandle VALUE = JAVA_INT.varHandle();

  // Automatic, since the flag is shared by threads of which none is its owner; it is plain memory,
  // not a handle.
  private final MemorySegment cell = Arena.ofAuto().allocate(JAVA_INT);

  public void set() {
    VALUE.setVolatile(cell, 0L, 1);
  }

  public boolean isSet() {
    return (int) VALUE.getVolatile(cell, 0L) != 0;
  }

  MemorySegment cell() {
    return cell;
  }
}
