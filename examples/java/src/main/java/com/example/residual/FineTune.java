// SPDX-License-Identifier: Apache-2.0
package com.example.residual;

import java.nio.file.Path;
import java.util.List;
import org.reslab.CancelFlag;
import org.reslab.data.DataSource;
import org.reslab.data.ImageSize;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.EpochResult;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentListener;
import org.reslab.experiment.ExperimentRunner;
import org.reslab.experiment.RunDirectory;
import org.reslab.report.page.HtmlReport;
import org.reslab.report.page.Language;
import org.reslab.store.StoredRun;

/** Trains a network that knows other classes on a folder of pictures, and writes a page of it. */
public final class FineTune {
  private FineTune() {}

  /**
   * Trains.
   *
   * @param args the folder of pictures, the weights to start from, and the run directory to make
   */
  public static void main(String[] args) {
    Experiment experiment =
        Experiment.builder()
            .nets(List.of("resnet18"))
            .weights(Path.of(args[1]))
            .newHead(true)
            .data(DataSource.parse("folder:" + args[0]))
            .size(ImageSize.square(64))
            .training(t -> t.epochs(1).batch(32).lr(0.01).freeze("stem"))
            .build();
    RunDirectory run = RunDirectory.create(Path.of(args[2]), false);
    Comparison result =
        new ExperimentRunner(experiment, run, new ExperimentListener() {}, CancelFlag.create())
            .run();
    new HtmlReport(Language.ENGLISH, null)
        .write(List.of(StoredRun.open(run.path())), HtmlReport.in(run.path()), false);
    EpochResult last = result.cells().getFirst().epochs().getLast();
    System.out.printf("test accuracy %.1f %%%n", 100 * last.testAccuracy());
  }
}
