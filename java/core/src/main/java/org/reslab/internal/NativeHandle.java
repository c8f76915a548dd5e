// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A native object and the buffers of its calls, in a confined arena: closing it frees the object,
 * and a use after that is an {@link IllegalStateException} of the arena.
 */
public abstract sealed class NativeHandle implements AutoCloseable
    permits NativeDataset, NativeNetwork, NativeTrainer {
  private final NativeScope scope;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment object;
  private final Release release;

  /** Frees a native object once, on any thread. It does not hold the object's handle. */
  public static final class Release implements Runnable {
    private final MemorySegment address;
    private final Consumer<MemorySegment> free;
    private final AtomicBoolean done = new AtomicBoolean();

    private Release(MemorySegment address, Consumer<MemorySegment> free) {
      this.address = address;
      this.free = free;
    }

    @Override
    public void run() {
      if (done.compareAndSet(false, true)) {
        free.accept(address);
      }
    }
  }

  /**
   * Takes over a native object.
   *
   * @param scope of the owner thread
   * @param address a handle that this object takes over
   * @param free the matching function that frees it
   */
  NativeHandle(NativeScope scope, MemorySegment address, Consumer<MemorySegment> free) {
    this.scope = scope;
    // The copy of the pointer ends with the arena; the one to free it by does not.
    this.object = address.reinterpret(arena, null);
    this.release = new Release(MemorySegment.ofAddress(address.address()), free);
  }

  /** Returns what frees the object if nobody closes this. */
  public final Release release() {
    return release;
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
    release.run();
  }
}
