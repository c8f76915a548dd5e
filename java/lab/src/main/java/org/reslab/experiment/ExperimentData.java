// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.ImageDescription;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.data.FetchProgress;
import org.reslab.data.ImageSplits;
import org.reslab.data.StratifiedSplit;

/**
 * The images of an experiment in a session, divided in those to learn from, those to choose by and
 * those to report on.
 *
 * @param images what they are, as networks are built for them
 * @param classNames one for each class
 * @param validation null where nothing is chosen on validation images
 */
record ExperimentData(
    ImageDescription images,
    List<String> classNames,
    Dataset train,
    @Nullable Dataset validation,
    Dataset test) {
  /** Of the validation split: apart from the seeds of cells, so that all of them share it. */
  private static final long VALIDATION_SEED = 0;

  private static final String TEST_SUBSET = "test_subset";

  private static final DataSource SYNTHETIC = new DataSource.Known(DatasetKind.SYNTHETIC);

  /**
   * Opens the data set of an experiment. Of the images that are left by {@code subset}, a share
   * becomes the validation split, unless the data set has one of its own.
   *
   * @throws org.reslab.data.DatasetMissingException if the data set is not there
   * @throws InvalidArgumentException if it has fewer images than are asked for
   */
  static ExperimentData open(
      MemorySession session, Experiment experiment, FetchProgress progress, CancelFlag cancel) {
    if (experiment.data().equals(SYNTHETIC)) {
      return synthetic(session, experiment);
    }
    ImageSplits splits = experiment.data().open(experiment.dataRequest(), progress, cancel);
    Dataset train =
        first(
            session,
            session.dataset(splits.train()),
            experiment,
            "subset",
            experiment.subset(),
            "training");
    Dataset test =
        first(
            session,
            session.dataset(splits.test()),
            experiment,
            TEST_SUBSET,
            experiment.testSubset(),
            "test");
    Dataset own =
        splits.validation() == null || !experiment.validates()
            ? null
            : session.dataset(splits.validation());
    return divided(session, experiment, splits.description(), train, own, test);
  }

  private static ExperimentData synthetic(MemorySession session, Experiment experiment) {
    DatasetKind kind = DatasetKind.SYNTHETIC;
    ImageDescription description = kind.description().withClassNames(List.of());
    Dataset train =
        session.synthetic(
            description,
            orElse(experiment.subset(), Experiment.QUICK_TRAIN_IMAGES),
            kind.classes(),
            Experiment.SYNTHETIC_TRAIN_SEED);
    return divided(
        session, experiment, description, train, null, syntheticTest(session, experiment));
  }

  /**
   * Opens the test images alone.
   *
   * @param setting that says how many, for messages
   */
  static Dataset test(
      MemorySession session,
      Experiment experiment,
      String setting,
      FetchProgress progress,
      CancelFlag cancel) {
    if (experiment.data().equals(SYNTHETIC)) {
      return syntheticTest(session, experiment);
    }
    ImageSplits splits = experiment.data().open(experiment.dataRequest(), progress, cancel);
    Dataset all = session.dataset(splits.test());
    return first(session, all, experiment, setting, experiment.testSubset(), "test");
  }

  private static Dataset syntheticTest(MemorySession session, Experiment experiment) {
    return session.synthetic(
        DatasetKind.SYNTHETIC.description().withClassNames(List.of()),
        orElse(experiment.testSubset(), Experiment.QUICK_TEST_IMAGES),
        DatasetKind.SYNTHETIC.classes(),
        Experiment.SYNTHETIC_TEST_SEED);
  }

  private static ExperimentData divided(
      MemorySession session,
      Experiment experiment,
      ImageDescription description,
      Dataset train,
      @Nullable Dataset own,
      Dataset test) {
    Dataset learnt = train;
    @Nullable Dataset validation = own;
    if (own == null && experiment.validates()) {
      StratifiedSplit split =
          StratifiedSplit.of(
              train.labels(0, train.images()), experiment.validation(), VALIDATION_SEED);
      learnt = session.select(train, split.kept());
      validation = session.select(train, split.taken());
    }
    List<String> names = description.classNames();
    if (names.isEmpty()) {
      names = IntStream.range(0, train.classes()).mapToObj(label -> "class " + label).toList();
    }
    return new ExperimentData(asTrained(description), names, learnt, validation, test);
  }

  /**
   * Checkpoints of CIFAR-10 say nothing of their images, as ever: what says nothing is for
   * CIFAR-10's images and classes.
   */
  private static ImageDescription asTrained(ImageDescription description) {
    return description.equals(DatasetKind.CIFAR10.description())
        ? ImageDescription.CIFAR10
        : description;
  }

  private static Dataset first(
      MemorySession session,
      Dataset all,
      Experiment experiment,
      String setting,
      @Nullable Long wanted,
      String use) {
    if (wanted == null || wanted == all.images()) {
      return all;
    }
    if (wanted > all.images()) {
      throw new InvalidArgumentException(
          "%s is %s, but %s has %s %s images; choose at most that many, or leave it out for all"
              .formatted(setting, wanted, experiment.data().label(), all.images(), use));
    }
    return session.select(all, LongStream.range(0, wanted).toArray());
  }

  private static long orElse(@Nullable Long wanted, long other) {
    return wanted == null ? other : wanted;
  }

  /** Returns how many images there are of which kind. */
  ImageCounts counts() {
    return new ImageCounts(images, classes(), train.images(), validationImages(), test.images());
  }

  /** Returns the validation images, 0 without them. */
  long validationImages() {
    return validation == null ? 0 : validation.images();
  }

  /** Returns the images of one evaluation: of validation and test. */
  long evaluatedImages() {
    return validationImages() + test.images();
  }

  /** Returns the number of classes. */
  int classes() {
    return train.classes();
  }
}
