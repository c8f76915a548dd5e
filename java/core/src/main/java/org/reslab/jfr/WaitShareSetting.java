// SPDX-License-Identifier: Apache-2.0
package org.reslab.jfr;

import java.util.Set;
import jdk.jfr.SettingControl;

/**
 * The part of a step's time above which waiting is a {@link DataStallEvent}: a percentage such as
 * {@code 5%}. Of several recordings the one that wants most decides.
 */
public final class WaitShareSetting extends SettingControl {
  /** Waiting is invisible in an epoch's time below it. */
  public static final double DEFAULT = 0.05;

  private String value = "5%";
  private volatile double share = DEFAULT;

  /** The part, in [0, 1]. */
  double share() {
    return share;
  }

  @Override
  public String combine(Set<String> values) {
    String lowest = values.iterator().next();
    for (String each : values) {
      if (parse(each) < parse(lowest)) {
        lowest = each;
      }
    }
    return lowest;
  }

  @Override
  public void setValue(String text) {
    share = parse(text);
    value = text;
  }

  @Override
  public String getValue() {
    return value;
  }

  private static double parse(String text) {
    String number = text.strip();
    if (number.endsWith("%")) {
      try {
        double percent = Double.parseDouble(number.substring(0, number.length() - 1).strip());
        if (percent >= 0 && percent <= 100) {
          return percent / 100;
        }
      } catch (NumberFormatException _) {
        // Answered below, as everything else that is no percentage.
      }
    }
    throw new IllegalArgumentException(
        "the setting share of org.reslab.DataStall is '"
            + text
            + "', expected a percentage from 0% to 100%");
  }
}
