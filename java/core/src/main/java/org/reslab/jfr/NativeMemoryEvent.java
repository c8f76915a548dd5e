// SPDX-License-Identifier: Apache-2.0
package org.reslab.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** What the process holds in memory, native memory included; written once in each period. */
@Name("org.reslab.NativeMemory")
@Label("Native Memory")
@Description("Resident memory of the process and the native objects alive in it")
@Category("ResLab")
@Period("1 s")
@StackTrace(false)
@Registered(false)
public final class NativeMemoryEvent extends Event {
  /** A size that is not known: what {@code jfr print} shows as N/A. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  @Label("Resident Set")
  @Description("Resident memory of the process; absent where the system does not report it")
  @DataAmount
  public long residentSet;

  @Label("Peak Resident Set")
  @Description("The largest resident set so far; absent where the system does not report it")
  @DataAmount
  public long peakResidentSet;

  @Label("Networks")
  @Description("Made and not freed yet")
  public long networks;

  @Label("Data Sets")
  @Description("Made and not freed yet")
  public long datasets;

  @Label("Trainers")
  @Description("Made and not freed yet")
  public long trainers;
}
