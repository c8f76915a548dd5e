// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.ShapeMismatchException;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.Subject;
import org.reslab.health.Profile;

/**
 * What an experiment file comes to, before anything is run: its mistakes, or its grid.
 *
 * @param file the file
 * @param study what it says; null where it cannot be read
 * @param problems a sentence for each mistake, with file and line where one can be told
 * @param plans one for each experiment; empty where there are problems
 */
public record StudyCheck(
    Path file, @Nullable Study study, List<String> problems, List<Plan> plans) {
  /**
   * What one experiment of the file does.
   *
   * @param name of the experiment; empty without a matrix
   * @param networks different ones
   * @param seeds of each
   * @param runs of training, or cells of a diagnosis
   * @param steps of each run at most, on the data set's own number of images; 0 for a diagnosis
   */
  public record Plan(String name, int networks, int seeds, int runs, long steps) {}

  /** Copies the lists. */
  public StudyCheck {
    problems = List.copyOf(problems);
    plans = List.copyOf(plans);
  }

  /**
   * Reads a file and builds every network that it names once.
   *
   * @param overrides as {@link Study#read(Path, List)}
   * @throws org.reslab.NativeIoException if the file cannot be read
   * @throws org.reslab.NativeUnavailableException if the native part cannot be loaded
   */
  public static StudyCheck of(Path file, List<String> overrides) {
    StudyReader reader = new StudyReader(file);
    @Nullable Study study;
    try {
      study = reader.read(overrides);
    } catch (InvalidArgumentException e) {
      return new StudyCheck(file, null, List.of(e.getMessage()), List.of());
    }
    if (study == null) {
      return new StudyCheck(file, null, reader.problems(), List.of());
    }
    Set<String> problems = new LinkedHashSet<>();
    List<Plan> plans = new ArrayList<>();
    Set<NetworkSpec> built = new HashSet<>();
    for (Variant variant : study.variants()) {
      try {
        plans.add(
            variant.command().trains() ? training(variant, built) : diagnosis(variant, built));
      } catch (InvalidArgumentException e) {
        problems.add(variant.located(e));
      } catch (LocatedException e) {
        problems.add(e.getMessage());
      }
    }
    return new StudyCheck(
        file, study, List.copyOf(problems), problems.isEmpty() ? plans : List.of());
  }

  private static Plan training(Variant variant, Set<NetworkSpec> built) {
    Experiment experiment = variant.training().build();
    int runs = experiment.cells().size();
    if (variant.command() == ExperimentCommand.TRAIN && runs != 1) {
      throw new InvalidArgumentException(
          "command is train, but the grid has %d runs, expected one; use command: compare"
              .formatted(runs));
    }
    for (Cell cell : experiment.cells()) {
      build(variant, built, experiment.networkSpec(cell));
    }
    Long subset = experiment.subset();
    long images =
        subset != null
            ? subset
            : experiment.data().hasFiles()
                ? experiment.data().trainImages()
                : Experiment.QUICK_TRAIN_IMAGES;
    long steps =
        experiment.training().epochs() * Math.ceilDiv(images, experiment.training().batch());
    Long most = experiment.maxSteps();
    return new Plan(
        variant.name(),
        experiment.nets().size() * experiment.blocks().size(),
        experiment.seeds().size(),
        runs,
        most == null ? steps : Math.min(most, steps));
  }

  private static Plan diagnosis(Variant variant, Set<NetworkSpec> built) {
    DiagnosisSettings settings = variant.diagnosis().build();
    DiagnosisPlan plan = settings.plan();
    var _ = Profile.of(settings.profile());
    for (Subject subject : plan.subjects()) {
      build(variant, built, subject.spec());
    }
    return new Plan(
        variant.name(),
        settings.networks().size(),
        plan.seeds().size(),
        plan.subjects().size() * plan.seeds().size(),
        0);
  }

  /** Builds a network that was not built before; what it is does not depend on its seed. */
  private static void build(Variant variant, Set<NetworkSpec> built, NetworkSpec spec) {
    if (built.add(spec.toBuilder().seed(0).build())) {
      try {
        build(spec);
      } catch (InvalidArgumentException | ShapeMismatchException e) {
        throw new LocatedException(
            isSound(spec.block()) ? variant.located(e) : variant.located(spec.block(), e), e);
      }
    }
  }

  private static void build(NetworkSpec spec) {
    try (MemorySession session = MemorySession.open();
        Network _ = session.network(spec, Device.CPU)) {}
  }

  /** Returns whether a block makes a network of the smallest family as that comes. */
  private static boolean isSound(Block block) {
    try {
      build(NetworkSpec.of("tinynet", block));
      return true;
    } catch (InvalidArgumentException | ShapeMismatchException _) {
      return false;
    }
  }

  /** A mistake whose message has its place. */
  private static final class LocatedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocatedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
