// SPDX-License-Identifier: Apache-2.0
package org.reslab.jfr;

import java.util.List;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;

/**
 * The events of this package. They do not register themselves: that would set up much of the
 * recorder at the first training step of every program, though nobody records.
 */
public final class EventTypes {
  private static final List<Class<? extends Event>> ALL =
      List.of(
          TrainingStepEvent.class,
          DataStallEvent.class,
          EpochEvent.class,
          EvaluationEvent.class,
          ProbeEvent.class,
          NativeMemoryEvent.class);

  private EventTypes() {}

  /** Makes the events known to the recorder; until then they are not enabled. */
  public static void register() {
    ALL.forEach(FlightRecorder::register);
  }
}
