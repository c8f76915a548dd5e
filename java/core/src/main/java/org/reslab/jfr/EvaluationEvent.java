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

/** An evaluation that came to its end, from its beginning on. */
@Name("org.reslab.Evaluation")
@Label("Evaluation")
@Description("Images of a data set classified in evaluation mode")
@Category("ResLab")
@StackTrace(false)
@Registered(false)
public final class EvaluationEvent extends Event {
  @Label("Net")
  public String net = "";

  @Label("Block")
  public String block = "";

  @Label("Images")
  public long images;

  @Label("Batch")
  @Description("Images at a time")
  public int batch;

  @Label("Loss")
  @Description("Mean cross-entropy in nats")
  public double loss;

  @Label("Accuracy")
  @Description("Top-1")
  @Percentage
  public double accuracy;
}
