// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.ReslabException;
import org.reslab.ShapeMismatchException;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.health.Profile;

/**
 * What an experiment file comes to, before anything is run: its mistakes, or its grid.
 *
 * @param file the file
 * @param study what it says; null where it cannot be read
 * @param problems a sentence for each mistake, with file and line where one is known
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
   * @param cells of the grid
   * @param steps of each cell at most, on the data set's own number of images; 0 for a diagnosis
   */
  public record Plan(
      String name, int networks, int seeds, @JsonProperty("runs") int cells, long steps) {}

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
        GridSettings settings = variant.settings();
        plans.add(plan(variant, settings));
        for (NetworkSpec spec : networks(settings)) {
          // What a network is does not depend on its seed.
          if (built.add(spec.toBuilder().seed(0).build())) {
            @Nullable ReslabException mistake = build(spec);
            if (mistake != null) {
              problems.add(
                  build(NetworkSpec.of("tinynet", spec.block())) == null
                      ? variant.located(mistake)
                      : variant.located(spec.block(), mistake));
              break;
            }
          }
        }
      } catch (InvalidArgumentException e) {
        problems.add(variant.located(e));
      }
    }
    return new StudyCheck(
        file, study, List.copyOf(problems), problems.isEmpty() ? plans : List.of());
  }

  private static Plan plan(Variant variant, GridSettings settings) {
    return switch (settings) {
      case Experiment experiment -> plan(variant, experiment);
      case DiagnosisSettings diagnosis -> plan(variant, diagnosis);
    };
  }

  private static Plan plan(Variant variant, Experiment experiment) {
    int cells = experiment.cells().size();
    if (variant.command() == ExperimentCommand.TRAIN && cells != 1) {
      throw new InvalidArgumentException(
          "command is train, but the grid has %s cells, expected one; use command: compare"
              .formatted(cells));
    }
    long images = Math.round(images(experiment) * (1 - experiment.validation()));
    long steps =
        experiment.training().epochs() * Math.ceilDiv(images, experiment.training().batch());
    Long most = experiment.maxSteps();
    return new Plan(
        variant.name(),
        experiment.nets().size() * experiment.blocks().size(),
        experiment.seeds().size(),
        cells,
        most == null ? steps : Math.min(most, steps));
  }

  /** Returns the images to train on and to validate on; 0 where only the files know. */
  private static long images(Experiment experiment) {
    Long subset = experiment.subset();
    if (subset != null) {
      return subset;
    }
    return switch (experiment.data()) {
      case DataSource.Known(DatasetKind kind) ->
          kind.hasFiles() ? kind.trainImages() : Experiment.QUICK_TRAIN_IMAGES;
      case DataSource.Folder _, DataSource.Idx _, DataSource.Pickle _ -> 0;
    };
  }

  private static Plan plan(Variant variant, DiagnosisSettings settings) {
    DiagnosisPlan plan = settings.plan();
    var _ = Profile.of(settings.profile());
    return new Plan(
        variant.name(),
        settings.networks().size(),
        plan.seeds().size(),
        plan.subjects().size() * plan.seeds().size(),
        0);
  }

  private static List<NetworkSpec> networks(GridSettings settings) {
    return switch (settings) {
      case Experiment experiment ->
          experiment.cells().stream()
              .map(cell ->
                  experiment.networkSpec(
                      cell, experiment.assumedImages(), experiment.assumedClasses()))
              .toList();
      case DiagnosisSettings diagnosis -> diagnosis.networks();
    };
  }

  /** Builds a network; returns why that is impossible, or null. */
  private static @Nullable ReslabException build(NetworkSpec spec) {
    try (MemorySession session = MemorySession.open();
        Network _ = session.network(spec, Device.CPU)) {
      return null;
    } catch (InvalidArgumentException | ShapeMismatchException e) {
      return e;
    }
  }
}
