// SPDX-License-Identifier: Apache-2.0
package com.example.residual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.Evaluation;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.ReslabException;
import org.reslab.StepRecord;
import org.reslab.Trainer;
import org.reslab.TrainingConfig;
import org.reslab.data.DatasetFiles;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetStore;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.DiagnosisListener;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.DiagnosisRunner;
import org.reslab.diagnosis.InputSource;
import org.reslab.diagnosis.Subject;
import org.reslab.files.JsonLinesSink;
import org.reslab.files.Metric;
import org.reslab.files.MetricSink;
import org.reslab.health.Card;
import org.reslab.health.Profile;

/** Judges a block, trains a network of it, evaluates it and keeps what was measured. */
public final class TrainAndDiagnose {
  private static final String RUN = "example";

  private TrainAndDiagnose() {}

  /** Takes the folder with CIFAR-10's .bin files, and a folder for the results. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: TrainAndDiagnose CIFAR10_FOLDER RESULTS_FOLDER");
      System.exit(2);
    }
    Path results = Files.createDirectories(Path.of(args[1]));
    NetworkSpec spec = NetworkSpec.of("tinynet", Block.of("preact[norm=gn(8), act=silu]"));
    try {
      diagnose(spec).forEach(card -> System.out.println(card.headline()));
      Evaluation evaluation = train(spec.toBuilder().seed(1).build(), Path.of(args[0]), results);
      System.out.printf("accuracy %.2f %%%n", 100 * evaluation.accuracy());
    } catch (ReslabException e) { // names what was wrong, and the cure
      System.err.println("error: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Measures fresh weights of four seeds, two at a time, and judges them by theory. */
  static List<Card> diagnose(NetworkSpec spec) {
    Subject subject = new Subject(spec, BnMode.TRAIN, InputSource.GAUSSIAN);
    DiagnosisPlan plan =
        new DiagnosisPlan(
            List.of(subject),
            List.of(0L, 1L, 2L, 3L),
            Probe.ECONOMY,
            DiagnosisPlan.DEFAULT_BATCH,
            ProbeConfig.DEFAULT_EPS,
            ProbeConfig.DEFAULT_LR,
            null);
    DiagnosisRunner runner =
        new DiagnosisRunner(plan, Device.CPU, 2, DiagnosisListener.SILENT, CancelFlag.create());
    return Diagnosis.of(runner.run(), Profile.of("theory")).cards();
  }

  /** Trains for an epoch, writes a line of metrics.jsonl for each step, and saves the weights. */
  static Evaluation train(NetworkSpec spec, Path images, Path results) {
    DatasetFiles files =
        new DatasetStore(DatasetStore.defaultDirectory()).locate(DatasetKind.CIFAR10, images);
    try (MemorySession session = MemorySession.open();
        MetricSink metrics = new JsonLinesSink(results.resolve("metrics.jsonl"))) {
      Network network = session.network(spec);
      Dataset train = session.openCifar(DatasetKind.CIFAR10.format(), files.train(), 0);
      Dataset test = session.openCifar(DatasetKind.CIFAR10.format(), files.test(), 0);

      Trainer trainer =
          session.trainer(network, train, TrainingConfig.builder(1).batch(64).build());
      trainer.trainToEnd(step -> metrics.accept(loss(spec, step)));

      network.save(results.resolve("weights.safetensors"));
      return network.evaluate(test);
    }
  }

  private static Metric loss(NetworkSpec spec, StepRecord step) {
    String block = spec.block().name();
    return new Metric(
        RUN, spec.net(), block, spec.seed(), step.epoch(), step.step(), "loss", step.loss());
  }
}
