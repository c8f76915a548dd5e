// SPDX-License-Identifier: Apache-2.0
package org.reslab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** Probes run on a network, from the first to the last. */
@Name("org.reslab.Probe")
@Label("Probe")
@Description("A network measured without training")
@Category("ResLab")
@StackTrace(false)
@Registered(false)
public final class ProbeEvent extends Event {
  @Label("Net")
  public String net = "";

  @Label("Block")
  public String block = "";

  @Label("Probes")
  @Description("Names of the probes, separated by commas")
  public String probes = "";

  @Label("Batch")
  @Description("Images that were looked at")
  public int batch;

  @Label("Measures")
  @Description("Numbers that came out")
  public int measures;
}
