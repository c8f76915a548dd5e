// SPDX-License-Identifier: Apache-2.0
package org.reslab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Registered;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * A training step that waited for its batch for a large part of its time: more than the setting
 * {@code share}. Written with the step's own event, hence after it happened and with duration 0.
 */
@Name("org.reslab.DataStall")
@Label("Data Stall")
@Description("A training step that waited for its batch longer than the setting share allows")
@Category("ResLab")
@StackTrace(false)
@Registered(false)
public final class DataStallEvent extends Event {
  @Label("Net")
  public String net = "";

  @Label("Block")
  public String block = "";

  @Label("Epoch")
  @Description("1-based")
  public long epoch;

  @Label("Step")
  @Description("1-based over the whole run")
  public long step;

  @Label("Wait Time")
  @Description("Time that the step waited for its batch")
  @Timespan
  public long waitTime;

  @Label("Wait Share")
  @Description("Wait time as a part of the step's time")
  @Percentage
  public double waitShare;

  /** Asked by the recorder before the event is written. */
  @SettingDefinition
  @Name("share")
  @Label("Share")
  @Description("Record steps that waited for more than this part of their time, like 5%")
  boolean share(WaitShareSetting setting) {
    return waitShare > setting.share();
  }
}
