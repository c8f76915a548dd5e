// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.Json;
import org.reslab.files.RegularFile;
import org.reslab.files.RunFiles;

/**
 * Where the experiments of a file lie: in the folder itself, or with a matrix each in a folder of
 * its own below it.
 */
public final class StudyFolder {
  /** What a run directory holds of an experiment of training. */
  public enum State {
    /** Nothing. */
    ABSENT,
    /** A part, to be continued. */
    BEGUN,
    /** All. */
    DONE
  }

  private final Study study;
  private final Path path;

  /** Names the folder of a study; makes nothing. */
  public StudyFolder(Study study, Path path) {
    this.study = study;
    this.path = path;
  }

  /** Returns what a study's folder is called where nobody chose: its name, safe as a folder. */
  public static String name(Study study) {
    String safe = study.name().replaceAll("[^A-Za-z0-9._+-]+", "-").replaceAll("^[-.]+|-+$", "");
    return safe.isEmpty() ? study.command().label() : safe;
  }

  /** Returns the run directory of an experiment. */
  public Path path(Variant variant) {
    return study.hasMatrix() ? path.resolve(variant.name()) : path;
  }

  /**
   * Looks what a run directory holds.
   *
   * @throws InvalidArgumentException if it holds another experiment
   */
  public static State state(Path folder, Experiment experiment) {
    Path file = folder.resolve(RunFiles.EXPERIMENT);
    if (!Files.exists(file)) {
      return State.ABSENT;
    }
    requireSame(
        folder, ExperimentFile.toMap(ExperimentFile.read(file).build()), experiment.toMap());
    @Nullable Object status = summary(folder).get("status");
    return "completed".equals(status) || "diverged".equals(status) ? State.DONE : State.BEGUN;
  }

  /**
   * Returns whether a folder holds all of a diagnosis.
   *
   * @throws InvalidArgumentException if it holds another one
   */
  public static boolean holds(Path folder, DiagnosisSettings settings) {
    Path file = folder.resolve(RunFiles.EXPERIMENT);
    if (!Files.exists(file)) {
      return false;
    }
    requireSame(
        folder,
        ExperimentFile.toMap(Study.read(file).only().diagnosis().build()),
        ExperimentFile.toMap(settings));
    return Files.exists(folder.resolve(RunFiles.DIAGNOSIS));
  }

  private static void requireSame(
      Path folder, Map<String, Object> found, Map<String, Object> wanted) {
    Set<String> keys = new LinkedHashSet<>(wanted.keySet());
    keys.addAll(found.keySet());
    keys.removeAll(List.of("name", "description", "jobs"));
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      Object before = found.getOrDefault(key, "nothing");
      Object now = wanted.getOrDefault(key, "nothing");
      if (!before.equals(now)) {
        differences.add("%s %s, now %s".formatted(key, before, now));
      }
    }
    if (!differences.isEmpty()) {
      throw new InvalidArgumentException(
          "%s holds another experiment: %s; choose another --out"
              .formatted(folder, String.join("; ", differences)));
    }
  }

  /** What the summary says; nothing where it is missing or damaged, which a resumed run repairs. */
  private static Map<String, @Nullable Object> summary(Path folder) {
    Path file = folder.resolve(RunFiles.SUMMARY);
    if (!RegularFile.isThere(file)) {
      return Map.of();
    }
    try {
      return Json.parseObject(RegularFile.text(file));
    } catch (CorruptDataException | CharacterCodingException _) {
      return Map.of();
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
  }
}
