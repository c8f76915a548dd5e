// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.reslab.bindings.rl_error;

/**
 * The memory that one thread's native calls share: the error that they fill and cells for their
 * results. Confined to the thread that made it. A cell is read at once after the call that filled
 * it.
 */
public final class NativeScope implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final FailureFactory failures;
  private final MemorySegment error = rl_error.allocate(arena);
  private final MemorySegment longCell = arena.allocate(JAVA_LONG);
  private final MemorySegment intCell = arena.allocate(JAVA_INT);
  private final MemorySegment pointerCell = arena.allocate(ADDRESS);

  /**
   * Allocates the cells.
   *
   * @param failures makes the exceptions of failed calls
   */
  public NativeScope(FailureFactory failures) {
    this.failures = failures;
    rl_error.struct_size(error, (int) rl_error.sizeof());
  }

  /** Where a call writes its failure. */
  MemorySegment error() {
    return error;
  }

  MemorySegment longCell() {
    return longCell;
  }

  MemorySegment intCell() {
    return intCell;
  }

  MemorySegment pointerCell() {
    return pointerCell;
  }

  long longResult() {
    return longCell.get(JAVA_LONG, 0);
  }

  int intResult() {
    return intCell.get(JAVA_INT, 0);
  }

  MemorySegment pointerResult() {
    return pointerCell.get(ADDRESS, 0);
  }

  /** Throws what {@code code} and the error's message say, unless the code is that of success. */
  void check(int code) {
    check(code, failures);
  }

  /** Like {@link #check(int)}, with another factory. */
  void check(int code, FailureFactory factory) {
    Status status = Status.ofCode(code);
    if (status != Status.OK) {
      throw factory.create(status, rl_error.message(error).getString(0));
    }
  }

  /**
   * Copies text to native memory as NUL-terminated UTF-8.
   *
   * @param what what the text is, for the message where it cannot be passed
   */
  MemorySegment text(SegmentAllocator allocator, String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw failures.create(
          Status.INVALID_ARGUMENT, what + " holds a NUL character, which no name or path may");
    }
    return allocator.allocateFrom(text);
  }

  @Override
  public void close() {
    arena.close();
  }
}
