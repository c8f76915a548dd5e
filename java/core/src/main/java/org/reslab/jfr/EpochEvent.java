// SPDX-License-Identifier: Apache-2.0
package org.reslab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * A training epoch that came to its end; its evaluation is an event of its own. Its time is that of
 * the end and its duration 0: what an epoch's steps took is in {@link #trainTime}, apart from what
 * a program does between them.
 */
@Name("org.reslab.Epoch")
@Label("Epoch")
@Description("A complete epoch of training, without evaluation")
@Category("ResLab")
@StackTrace(false)
@Registered(false)
public final class EpochEvent extends Event {
  @Label("Net")
  public String net = "";

  @Label("Block")
  public String block = "";

  @Label("Epoch")
  @Description("1-based")
  public long epoch;

  @Label("Step")
  @Description("The last step of the epoch, 1-based over the whole run")
  public long step;

  @Label("Steps")
  @Description("Steps that are in these figures; fewer than an epoch's after a resume in it")
  public long steps;

  @Label("Images")
  @Description("Images of these steps")
  public long images;

  @Label("Loss")
  @Description("Mean over the steps")
  public double loss;

  @Label("Gradient Norm")
  @Description("Mean over the steps")
  public double gradNorm;

  @Label("Train Time")
  @Description("Wall time of the steps, waiting included")
  @Timespan
  public long trainTime;

  @Label("Wait Time")
  @Description("Time that the steps waited for their batches")
  @Timespan
  public long waitTime;

  @Label("Wait Share")
  @Description("Wait time as a part of the train time")
  @Percentage
  public double waitShare;
}
