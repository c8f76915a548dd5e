// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import org.reslab.InvalidArgumentException;
import org.reslab.Schedule;

/** The names of schedules in flags and files. */
final class ScheduleNames {
  static final String CONSTANT = "constant";
  static final String MULTISTEP = "multistep";
  static final String COSINE = "cosine";
  static final List<String> ALL = List.of(CONSTANT, MULTISTEP, COSINE);

  private ScheduleNames() {}

  static String of(Schedule schedule) {
    return switch (schedule) {
      case Schedule.Constant _ -> CONSTANT;
      case Schedule.MultiStep _ -> MULTISTEP;
      case Schedule.Cosine _ -> COSINE;
    };
  }

  /** Returns the name if it is one. */
  static String require(String name) {
    return switch (name) {
      case CONSTANT, MULTISTEP, COSINE -> name;
      default ->
          throw new InvalidArgumentException(
              "schedule: found '" + name + "', expected one of constant, multistep, cosine");
    };
  }
}
