// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.internal.LoadFailure;
import org.reslab.internal.NativeCalls;
import org.reslab.internal.NativeLibrary;
import org.reslab.internal.NativeScope;

/**
 * The native part of ResLab in this process. It is loaded once, on first use, and stays loaded. Its
 * methods may be called from any thread.
 */
public final class NativeRuntime {
  private static @Nullable Attempt attempt;

  private final LoadTrace trace;

  private NativeRuntime(LoadTrace trace) {
    this.trace = trace;
  }

  /** The one attempt of this process to load the native part. */
  private record Attempt(NativeRuntime runtime, @Nullable LoadFailure failure) {
    static Attempt make() {
      List<LoadTrace.Step> steps = new ArrayList<>();
      LoadFailure failure = null;
      try {
        NativeLibrary.load((place, outcome) -> steps.add(new LoadTrace.Step(place, outcome)));
      } catch (LoadFailure e) {
        failure = e;
      }
      NativeRuntime runtime = new NativeRuntime(new LoadTrace(steps));
      if (failure == null) {
        RecorderListener.install(runtime);
      }
      return new Attempt(runtime, failure);
    }
  }

  /**
   * Loads the native part on the first call. A failure is remembered: it needs a new process to try
   * again.
   *
   * @throws NativeUnavailableException if it cannot be loaded; the message lists the places
   *     searched and what was found in each
   */
  public static synchronized NativeRuntime get() {
    if (attempt == null) {
      attempt = Attempt.make();
    }
    if (attempt.failure() != null) {
      throw new NativeUnavailableException(
          "the native part of ResLab cannot be loaded: "
              + attempt.failure().getMessage()
              + "\nWhat was tried:\n"
              + attempt.runtime().trace(),
          attempt.failure());
    }
    return attempt.runtime();
  }

  /** Memory for calls of this thread that belong to no session; loads the native part. */
  static NativeScope newScope() {
    get();
    return new NativeScope();
  }

  /** How the search for the native part went, also where it failed; empty before the first try. */
  public static synchronized LoadTrace lastTrace() {
    return attempt == null ? new LoadTrace(List.of()) : attempt.runtime().trace();
  }

  /** How the native part was found. */
  public LoadTrace trace() {
    return trace;
  }

  /** What the native part was built with and runs on. */
  public RuntimeInfo info() {
    try (NativeScope scope = newScope()) {
      return NativeCalls.describeRuntime(scope);
    }
  }

  /**
   * The CUDA devices of this machine, in the order of their numbers; empty where there are none.
   *
   * @throws DeviceException if one cannot be asked
   */
  public List<DeviceInfo> devices() {
    return IntStream.range(0, info().cudaDevices()).mapToObj(this::device).toList();
  }

  /**
   * One CUDA device.
   *
   * @param index counted from 0
   * @throws DeviceException if there is none of that number, or it cannot be asked
   */
  public DeviceInfo device(int index) {
    try (NativeScope scope = newScope()) {
      return NativeCalls.describeDevice(scope, index);
    }
  }

  /**
   * What a device comes to on this machine: {@link Device#AUTO} is {@link Device#CUDA} where that
   * can be used, else {@link Device#CPU}. Another is itself, present or not.
   */
  public Device resolve(Device device) {
    if (device.kind() != Device.Kind.AUTO) {
      return device;
    }
    return info().cudaDevices() > 0 && canBeUsed(0) ? Device.CUDA : Device.CPU;
  }

  private boolean canBeUsed(int index) {
    try {
      return device(index).supported();
    } catch (DeviceException _) {
      return false; // it is seen, and cannot be opened: its memory is full, or another process has
      // it
    }
  }

  /**
   * Sets the CPU threads that one operation uses: for the calling thread, and for threads that
   * compute for the first time afterwards. A thread that has computed before keeps its number until
   * it calls this itself.
   *
   * @param threads at least 1
   * @throws InvalidArgumentException if {@code threads} is less
   */
  public void setThreads(int threads) {
    if (threads < 1) {
      throw new InvalidArgumentException("threads is " + threads + ", expected at least 1");
    }
    try (NativeScope scope = newScope()) {
      NativeCalls.setThreads(scope, threads);
    }
  }

  /**
   * The ABI version of the loaded library. This is one call across the border and nothing else:
   * what such a call costs can be measured with it.
   */
  public int abiVersion() {
    return NativeCalls.abiVersion();
  }

  /**
   * Measures what this machine can do at best with the calling thread's number of CPU threads. It
   * takes a second or two, and means something only on an otherwise idle machine.
   *
   * @throws NativeOutOfMemoryException if the buffers of the copy would not fit
   */
  public MachineLimits measureLimits() {
    try (NativeScope scope = newScope()) {
      return NativeCalls.measureLimits(scope);
    }
  }

  /** Native objects of one kind that were made and not freed yet, in the whole process. */
  public long liveHandles(HandleKind kind) {
    try (NativeScope scope = newScope()) {
      return NativeCalls.liveHandles(scope, kind.code());
    }
  }
}
