// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.AtomicFile;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Single experiments as YAML; {@link Study} says more of the form. */
public final class ExperimentFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private ExperimentFile() {}

  /**
   * Reads an experiment of {@code train} or {@code compare}.
   *
   * @return a builder that holds the file's settings, so that flags can still change them
   * @throws InvalidArgumentException as {@link Study#read(Path)}, or if the file is for {@code
   *     diagnose} or has a matrix
   * @throws NativeIoException if the file cannot be read
   */
  public static ExperimentBuilder read(Path file) {
    return Study.read(file).only().training();
  }

  /**
   * Reads the experiment of a run directory, which holds every setting that was in force. What a
   * run of an earlier version does not say is what that version did.
   *
   * @throws InvalidArgumentException as {@link #read}
   * @throws NativeIoException if the file cannot be read
   */
  public static Experiment readRecorded(Path file) {
    Variant recorded = Study.read(file).only();
    ExperimentBuilder builder = recorded.training();
    return recorded.sets("val")
        ? builder.build()
        : builder.validation(0.0).bestOn(BestOn.TEST).build();
  }

  /**
   * Writes settings so that {@link Study#read(Path)} gives equal ones. The file appears whole or
   * not at all.
   *
   * @throws NativeIoException if it cannot be written
   */
  public static void write(GridSettings settings, Path file) {
    AtomicFile.write(file, YAML.writeValueAsString(toMap(settings)));
  }

  /** Returns keys and values as in a file; keys without a value are left out. */
  static Map<String, Object> toMap(GridSettings settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (settings instanceof DiagnosisSettings) {
      map.put(StudyReader.COMMAND, ExperimentCommand.DIAGNOSE.label());
    }
    for (Setting setting : Settings.ALL) {
      @Nullable Object value = setting.valueOf(settings);
      if (value != null) {
        map.put(setting.key(), value);
      }
    }
    return map;
  }
}
