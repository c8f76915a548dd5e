// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * How the process ends while a native call is under way on another thread, as after Ctrl-C within a
 * long step.
 *
 * <p>The end of a process runs the destructors of native libraries. LibTorch's take away machine
 * code that the call is executing, and the JVM would report a crash. So the process ends without
 * them: the C library's {@code _exit} is made the first of its exit handlers.
 */
final class ProcessExit {
  private ProcessExit() {}

  /** Has the JVM end so from now on; its exit code stays what it is. */
  static void withoutDestructors() {
    Linker linker = Linker.nativeLinker();
    SymbolLookup libc = linker.defaultLookup();
    Optional<MemorySegment> onExit = libc.find("on_exit");
    Optional<MemorySegment> exit = libc.find("_exit");
    if (onExit.isEmpty() || exit.isEmpty()) {
      return; // on_exit is glibc's: with another C library the destructors run
    }
    MethodHandle register =
        linker.downcallHandle(onExit.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    // Handlers run in the reverse order of their registration, so it is registered as late as can
    // be.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> register(register, exit.get()), "reslab-exit"));
  }

  private static void register(MethodHandle register, MemorySegment exit) {
    try {
      var _ = (int) register.invokeExact(exit, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException("on_exit could not be called", e);
    }
  }
}
