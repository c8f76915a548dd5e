// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.RunStatus;
import org.reslab.files.HistogramRow;

/**
 * A run directory as it was found. What is missing or damaged is in {@link #problems()}; the rest
 * is there.
 *
 * @param path absolute
 * @param kind what was run
 * @param status how it ended, {@link RunStatus#RUNNING} while a process writes it, {@link
 *     RunStatus#INTERRUPTED} where its process was killed
 * @param started when, in UTC as ISO 8601; null where no file says
 * @param environment what {@code environment.json} holds; empty without one
 * @param experiment the settings of a training directory; null where they cannot be read
 * @param experimentText the text of {@code experiment.yaml}, null without one
 * @param cells those that were begun; empty for a diagnosis
 * @param comparison of the cells, as {@code summary.json} would have it now; null for a diagnosis,
 *     and where the settings cannot be read
 * @param diagnosis what {@code diagnosis.json} holds; null for training, while it is not there, and
 *     where it is damaged
 * @param histograms of a diagnosis; those of training are with the cells
 * @param problems in sentences
 */
public record StoredRun(
    Path path,
    Kind kind,
    RunStatus status,
    @Nullable String started,
    Map<String, @Nullable Object> environment,
    @Nullable Experiment experiment,
    @Nullable String experimentText,
    List<StoredCell> cells,
    @Nullable Comparison comparison,
    @Nullable StoredDiagnosis diagnosis,
    List<HistogramRow> histograms,
    List<String> problems) {
  /** What a directory holds. */
  public enum Kind {
    /** Of {@code train} and {@code compare}. */
    TRAINING,
    /** Of {@code diagnose}. */
    DIAGNOSIS
  }

  /** Copies the lists. */
  public StoredRun {
    cells = List.copyOf(cells);
    histograms = List.copyOf(histograms);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a run directory.
   *
   * @throws InvalidArgumentException if the folder is not there or is no run directory
   * @throws org.reslab.NativeIoException if a file of it cannot be read
   * @throws org.reslab.NativeUnavailableException if the native part, which knows blocks, cannot be
   *     loaded
   */
  public static StoredRun open(Path folder) {
    return new RunReader(folder).read();
  }

  /** Name of the folder. */
  public String name() {
    return String.valueOf(path.getFileName());
  }
}
