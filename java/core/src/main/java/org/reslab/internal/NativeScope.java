// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import org.reslab.InvalidArgumentException;
import org.reslab.bindings.rl_error;

/**
 * The memory that one thread's native calls share: the error that they fill and cells for their
 * results. Confined to the thread that made it. A cell is read at once after the call that filled
 * it.
 */
public final class NativeScope implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment error = rl_error.allocate(arena);
  private final MemorySegment longCell = arena.allocate(JAVA_LONG);
  private final MemorySegment intCell = arena.allocate(JAVA_INT);
  private final MemorySegment pointerCell = arena.allocate(ADDRESS);

  /** Allocates the cells. The native part must have been loaded. */
  public NativeScope() {
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

  /** Throws the exception of a failure; does nothing for the code of success. */
  void check(int code) {
    NativeStatus status = NativeStatus.of(code);
    if (status != NativeStatus.OK) {
      throw status.exception(message());
    }
  }

  /** Returns the message of the call that just failed. */
  String message() {
    return rl_error.message(error).getString(0);
  }

  /**
   * Copies text to native memory as NUL-terminated UTF-8.
   *
   * @param what what the text is, for the message where it cannot be passed
   */
  MemorySegment text(SegmentAllocator allocator, String what, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new InvalidArgumentException(
          what + " holds a NUL character, which no name or path may");
    }
    return allocator.allocateFrom(text);
  }

  /** Copies numbers to native memory; NULL for none. */
  static MemorySegment longs(SegmentAllocator allocator, List<Long> values) {
    return values.isEmpty()
        ? MemorySegment.NULL
        : allocator.allocateFrom(JAVA_LONG, values.stream().mapToLong(Long::longValue).toArray());
  }

  /** Returns a boolean as the C ABI has it. */
  static int flag(boolean value) {
    return value ? 1 : 0;
  }

  @Override
  public void close() {
    arena.close();
  }
}
