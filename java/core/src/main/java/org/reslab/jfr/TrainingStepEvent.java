// SPDX-License-Identifier: Apache-2.0
package org.reslab.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/**
 * One training step. A native call makes many and reports them when it comes back, half a second
 * later at most: the event's own time is that of the report and its duration 0. How long the step
 * took is in {@link #stepTime}.
 */
@Name("org.reslab.TrainingStep")
@Label("Training Step")
@Description("One step of a training run; written when the native call that made it comes back")
@Category("ResLab")
@StackTrace(false)
@Registered(false)
public final class TrainingStepEvent extends Event {
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

  @Label("Images")
  @Description("Images in this batch")
  public long images;

  @Label("Loss")
  @Description("Mean cross-entropy of the batch in nats, before the update")
  public double loss;

  @Label("Gradient Norm")
  @Description("L2 norm over all gradients, before the update, without weight decay")
  public double gradNorm;

  @Label("Learning Rate")
  public double learningRate;

  @Label("Step Time")
  @Description("Wall time of the step, waiting included")
  @Timespan
  public long stepTime;

  @Label("Wait Time")
  @Description("Time that the step waited for its batch")
  @Timespan
  public long waitTime;
}
