// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reslab.yaml.FileValue;

/**
 * One key of experiment files: what it means, what it may hold, how it is read and written. The
 * reader, the writer, the JSON Schema and the file that {@code experiment new} makes all come from
 * these.
 */
final class Setting {
  private final String key;
  private final ValueType type;
  private final String description;
  private final Map<ExperimentCommand, String> initial = new EnumMap<>(ExperimentCommand.class);
  private List<String> aliases = List.of();
  private @Nullable String sameAs;
  private String example = "";
  private @Nullable BiConsumer<ExperimentBuilder, FileValue> trainingReader;
  private @Nullable Function<Experiment, @Nullable Object> trainingWriter;
  private @Nullable BiConsumer<DiagnosisBuilder, FileValue> diagnosisReader;
  private @Nullable Function<DiagnosisSettings, @Nullable Object> diagnosisWriter;

  Setting(String key, ValueType type, String description) {
    this.key = key;
    this.type = type;
    this.description = description;
  }

  /** Other spellings of the key. */
  Setting alias(String... names) {
    aliases = List.of(names);
    return this;
  }

  /** The key that says the same in another form; a file has one of them. */
  Setting sameAs(String other) {
    sameAs = other;
    return this;
  }

  /** The default as YAML, the same for every command. */
  Setting initially(String yaml) {
    for (ExperimentCommand command : ExperimentCommand.values()) {
      initially(command, yaml);
    }
    return this;
  }

  /** The default as YAML. */
  Setting initially(ExperimentCommand command, String yaml) {
    initial.put(command, yaml);
    return this;
  }

  /** A value as YAML that shows the form, of a setting without a default. */
  Setting such(String yaml) {
    example = yaml;
    return this;
  }

  /** What train and compare do with it; the writer returns null for what a file leaves out. */
  Setting trains(
      BiConsumer<ExperimentBuilder, FileValue> reader,
      Function<Experiment, @Nullable Object> writer) {
    trainingReader = reader;
    trainingWriter = writer;
    return this;
  }

  /** What diagnose does with it. */
  Setting diagnoses(
      BiConsumer<DiagnosisBuilder, FileValue> reader,
      Function<DiagnosisSettings, @Nullable Object> writer) {
    diagnosisReader = reader;
    diagnosisWriter = writer;
    return this;
  }

  String key() {
    return key;
  }

  /** The key that stands for this one and those that say the same. */
  String subject() {
    return sameAs == null ? key : sameAs;
  }

  List<String> aliases() {
    return aliases;
  }

  ValueType type() {
    return type;
  }

  String description() {
    return description;
  }

  /** The default as YAML, or null without one. */
  @Nullable String initial(ExperimentCommand command) {
    return initial.get(command);
  }

  String example() {
    return example;
  }

  boolean belongsTo(ExperimentCommand command) {
    return command.trains() ? trainingReader != null : diagnosisReader != null;
  }

  Set<ExperimentCommand> commands() {
    Set<ExperimentCommand> commands = EnumSet.allOf(ExperimentCommand.class);
    commands.removeIf(command -> !belongsTo(command));
    return commands;
  }

  /** Reads a value into a builder of training. */
  void read(ExperimentBuilder builder, FileValue value) {
    if (trainingReader == null) {
      throw new IllegalStateException(key + " does not belong to training");
    }
    trainingReader.accept(builder, value);
  }

  /** Reads a value into a builder of diagnoses. */
  void read(DiagnosisBuilder builder, FileValue value) {
    if (diagnosisReader == null) {
      throw new IllegalStateException(key + " does not belong to diagnose");
    }
    diagnosisReader.accept(builder, value);
  }

  /** Returns the value to write, or null where a file leaves the key out. */
  @Nullable Object valueOf(Experiment experiment) {
    return trainingWriter == null ? null : trainingWriter.apply(experiment);
  }

  /** Returns the value to write, or null where a file leaves the key out. */
  @Nullable Object valueOf(DiagnosisSettings settings) {
    return diagnosisWriter == null ? null : diagnosisWriter.apply(settings);
  }
}
