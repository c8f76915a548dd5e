// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import org.reslab.jfr.EventTypes;
import org.reslab.jfr.NativeMemoryEvent;

/**
 * Registers the events with the flight recorder once there is one, and reports the memory of the
 * process whenever the recorder asks, on the recorder's own thread.
 */
final class RecorderListener implements FlightRecorderListener {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

  private final NativeRuntime runtime;

  private RecorderListener(NativeRuntime runtime) {
    this.runtime = runtime;
  }

  /** Waits for the recorder, which starts with the first recording or never. */
  static void install(NativeRuntime runtime) {
    FlightRecorder.addListener(new RecorderListener(runtime));
  }

  @Override
  public void recorderInitialized(FlightRecorder recorder) {
    EventTypes.register();
    FlightRecorder.addPeriodicEvent(NativeMemoryEvent.class, this::sample);
  }

  private void sample() {
    List<String> status = status();
    NativeMemoryEvent event = new NativeMemoryEvent();
    event.residentSet = bytes(status, RESIDENT);
    event.peakResidentSet = bytes(status, PEAK);
    event.networks = runtime.liveHandles(HandleKind.NETWORK);
    event.datasets = runtime.liveHandles(HandleKind.DATASET);
    event.trainers = runtime.liveHandles(HandleKind.TRAINER);
    event.commit();
  }

  private static List<String> status() {
    try {
      return Files.readAllLines(STATUS);
    } catch (IOException _) {
      return List.of(); // not Linux: the sizes are unknown, the handles are not
    }
  }

  private static long bytes(List<String> status, Pattern line) {
    return status.stream()
        .map(line::matcher)
        .filter(Matcher::matches)
        .findFirst()
        .map(found -> 1024 * Long.parseLong(found.group(1)))
        .orElse(NativeMemoryEvent.UNKNOWN);
  }
}
