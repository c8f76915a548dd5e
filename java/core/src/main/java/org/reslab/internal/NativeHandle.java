// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * A native object and the buffers of its calls, in one confined arena: closing it frees the object,
 * and a use after that is an {@link IllegalStateException} of the arena.
 */
public abstract sealed class NativeHandle implements AutoCloseable
    permits NativeDataset, NativeNetwork, NativeTrainer {
  private final NativeScope scope;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment object;

  /**
   * Takes over a native object.
   *
   * @param scope of the owner thread
   * @param address a handle that this object takes over
   * @param free the matching function that frees it
   */
  NativeHandle(NativeScope scope, MemorySegment address, Consumer<MemorySegment> free) {
    this.scope = scope;
    this.object = address.reinterpret(arena, free);
  }

  final NativeScope scope() {
    return scope;
  }

  final Arena arena() {
    return arena;
  }

  final MemorySegment object() {
    return object;
  }

  /** Frees the native object. Only once. */
  @Override
  public final void close() {
    arena.close();
  }
}
