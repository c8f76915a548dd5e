// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.TrainingConfig;
import org.reslab.yaml.FileValue;

/**
 * A setting of experiments: what it means, what it may hold, how it is read and written. The reader
 * and the writer of experiment files, the JSON Schema, the file that {@code experiment new} makes
 * and the options of the command line all come from these.
 */
public final class Setting {
  /** What a setting is about. */
  public enum Group {
    /** The experiment as a whole. */
    EXPERIMENT,
    /** Which networks there are. */
    NETWORK,
    /** How long and on what a cell is trained. */
    TRAINING,
    /** The optimizer, its schedule and its loss. */
    OPTIMIZER,
    /** What images there are. */
    DATA,
    /** What a diagnosis measures and judges. */
    MEASUREMENT,
    /** The machine. */
    DEVICE
  }

  private final String key;
  private final ValueType type;
  private final Group group;
  private final String description;
  private List<String> aliases = List.of();
  private String note = "";
  private String example = "";
  private @Nullable String placeholder;
  private @Nullable String unset;
  private @Nullable String defaultText;
  private boolean gridSide;
  private boolean fileOnly;
  private Set<String> replaced = Set.of();
  private @Nullable BiConsumer<ExperimentBuilder, FileValue> trainingReader;
  private @Nullable Function<Experiment, @Nullable Object> trainingWriter;
  private @Nullable BiConsumer<DiagnosisBuilder, FileValue> diagnosisReader;
  private @Nullable Function<DiagnosisSettings, @Nullable Object> diagnosisWriter;

  /**
   * Declares a setting.
   *
   * @param description a phrase without a period at its end
   */
  Setting(String key, ValueType type, Group group, String description) {
    this.key = key;
    this.type = type;
    this.group = group;
    this.description = description;
  }

  /** Adds other spellings of the key; of a list, names for a single value. */
  Setting alias(String... names) {
    aliases = List.of(names);
    return this;
  }

  /** Adds sentences to the description. */
  Setting note(String sentences) {
    note = sentences;
    return this;
  }

  /** Shows the form with a value as YAML, of a setting that is not set by default. */
  Setting example(String yaml) {
    example = yaml;
    return this;
  }

  /** Names the value in the help of the command line. */
  Setting placeholder(String name) {
    placeholder = name;
    return this;
  }

  /** Says what holds where the setting is not set; a file then leaves the key out. */
  Setting unset(String meaning) {
    unset = meaning;
    return this;
  }

  /** Names the default by a word that stands for what would be written. */
  Setting defaultText(String word) {
    defaultText = word;
    return this;
  }

  /** Marks a list of which the grid has one cell for each entry. */
  Setting gridSide() {
    gridSide = true;
    return this;
  }

  /** Marks a setting that is no option of the command line. */
  Setting fileOnly() {
    fileOnly = true;
    return this;
  }

  /** Names settings whose values in a file depend on this one: an option drops them. */
  Setting replaces(String... keys) {
    replaced = Set.of(keys);
    return this;
  }

  /** Says what train and compare do with it; the writer returns null for what files leave out. */
  Setting trains(
      BiConsumer<ExperimentBuilder, FileValue> reader,
      Function<Experiment, @Nullable Object> writer) {
    trainingReader = reader;
    trainingWriter = writer;
    return this;
  }

  /** Says which part of the training configuration it is. */
  Setting configures(
      BiConsumer<TrainingConfig.Builder, FileValue> reader,
      Function<TrainingConfig, Object> writer) {
    return trains(
        (builder, value) -> builder.training(training -> reader.accept(training, value)),
        experiment -> writer.apply(experiment.training()));
  }

  /** Says what diagnose does with it. */
  Setting diagnoses(
      BiConsumer<DiagnosisBuilder, FileValue> reader,
      Function<DiagnosisSettings, @Nullable Object> writer) {
    diagnosisReader = reader;
    diagnosisWriter = writer;
    return this;
  }

  /** Says what every command does with it. */
  Setting everywhere(
      BiConsumer<GridBuilder<?>, FileValue> reader,
      Function<GridSettings, @Nullable Object> writer) {
    return trains(reader::accept, writer::apply).diagnoses(reader::accept, writer::apply);
  }

  /** Returns the key in files. */
  public String key() {
    return key;
  }

  /** Returns what it may hold. */
  public ValueType type() {
    return type;
  }

  /** Returns what it is about. */
  public Group group() {
    return group;
  }

  /** Returns whether files have it and the command line does not. */
  public boolean isFileOnly() {
    return fileOnly;
  }

  /** Returns the names of its option; {@code train} has one network, and calls it so. */
  public List<String> optionNames(ExperimentCommand command) {
    List<String> words = new ArrayList<>(aliases);
    if (command != ExperimentCommand.TRAIN || !gridSide) {
      words.addFirst(key);
    }
    return words.stream().map(word -> "--" + word.replace('_', '-')).toList();
  }

  /** Returns what the help of the command line calls the value, for example {@code NET,…}. */
  public String placeholder(ExperimentCommand command) {
    String name = placeholder;
    if (name == null) {
      String word = type.list() && !aliases.isEmpty() ? aliases.getFirst() : key;
      name =
          switch (type.kind()) {
            case INTEGER, SEED -> "N";
            case NUMBER -> "X";
            case FILE -> "FILE";
            case FOLDER -> "DIR";
            case SPECS -> "NAME=SPEC";
            default -> word.substring(word.lastIndexOf('_') + 1).toUpperCase(Locale.ROOT);
          };
    }
    boolean one = command == ExperimentCommand.TRAIN && gridSide;
    return type.list() && !one ? name + ",…" : name;
  }

  /**
   * Returns what it means: the values to choose from, and the default.
   *
   * @param initial the default to name, or null for the command's
   */
  public String help(ExperimentCommand command, @Nullable String initial) {
    StringBuilder text = new StringBuilder(description);
    if (!type.labels().isEmpty()) {
      text.append(": ").append(String.join(", ", type.labels()));
    }
    @Nullable String found = initial == null ? defaultText(command) : initial;
    if (found == null) {
      found = unset;
    } else {
      found = type.kind() == ValueType.Kind.BOOL ? flag(found) : found.replace(", ", ",");
    }
    if (found != null) {
      text.append(" (default: ").append(found).append(')');
    }
    text.append('.');
    return note.isEmpty() ? text.toString() : text.append(' ').append(note).toString();
  }

  /** Both forms of a flag should be in its help. */
  private String flag(String value) {
    String name = key.replace('_', '-');
    return value.equals("true") ? "on; --no-" + name + " turns it off" : "--no-" + name;
  }

  /** Returns what it means, without values and defaults that a schema or a file has elsewhere. */
  String description() {
    String text = description + (unset == null ? "" : " (default: " + unset + ")") + '.';
    return note.isEmpty() ? text : text + ' ' + note;
  }

  /**
   * Returns the value of a text on the command line.
   *
   * @throws InvalidArgumentException if the text is no such value; the message does not name the
   *     setting
   */
  public SettingValue parse(ExperimentCommand command, String text) {
    SettingValue found = new SettingValue(this, key, type.parse(text));
    found.readInto(command.builder());
    return found;
  }

  /** Returns definitions of the command line: names, and the specs that they stand for. */
  public SettingValue parse(Map<?, ?> definitions) {
    return new SettingValue(this, key, FileValue.ofEntries(definitions));
  }

  /** Returns whether a word in a file is this key. */
  boolean answersTo(String word) {
    return key.equals(word) || aliases.contains(word);
  }

  /** Returns the key and its other spellings. */
  List<String> words() {
    List<String> words = new ArrayList<>(aliases);
    words.addFirst(key);
    return words;
  }

  /** Returns whether a matrix can vary what this word of a file sets. */
  boolean canVary(String word) {
    return type.scalar() || (type.list() && aliases.contains(word));
  }

  boolean isGridSide() {
    return gridSide;
  }

  Set<String> replaced() {
    return replaced;
  }

  /** Returns the default as YAML, or null where it is not set by default. */
  @Nullable String defaultYaml(ExperimentCommand command) {
    @Nullable String text = defaultText(command);
    return text == null || !type.list() || text.contains("..") ? text : "[" + text + "]";
  }

  private @Nullable String defaultText(ExperimentCommand command) {
    if (defaultText != null) {
      return defaultText;
    }
    @Nullable Object value = unset == null ? valueOf(command.defaults()) : null;
    return value == null ? null : ValueType.text(value);
  }

  String example() {
    return example;
  }

  boolean belongsTo(ExperimentCommand command) {
    return command.trains() ? trainingReader != null : diagnosisReader != null;
  }

  /** Returns the commands that have it. */
  Set<ExperimentCommand> commands() {
    Set<ExperimentCommand> commands = EnumSet.noneOf(ExperimentCommand.class);
    Arrays.stream(ExperimentCommand.values()).filter(this::belongsTo).forEach(commands::add);
    return commands;
  }

  /** Reads a value into a builder. */
  void read(GridBuilder<?> builder, FileValue value) {
    if (builder instanceof ExperimentBuilder training && trainingReader != null) {
      trainingReader.accept(training, value);
    } else if (builder instanceof DiagnosisBuilder diagnosis && diagnosisReader != null) {
      diagnosisReader.accept(diagnosis, value);
    } else {
      throw new IllegalStateException(key + " does not belong to the command");
    }
  }

  /** Returns the value to write, or null where a file leaves the key out. */
  @Nullable Object valueOf(GridSettings settings) {
    if (settings instanceof Experiment experiment) {
      return trainingWriter == null ? null : trainingWriter.apply(experiment);
    }
    return diagnosisWriter == null ? null : diagnosisWriter.apply((DiagnosisSettings) settings);
  }
}
