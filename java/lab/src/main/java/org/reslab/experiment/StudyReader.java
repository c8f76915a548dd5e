// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.text.EditDistance;
import org.reslab.yaml.FileValue;
import org.reslab.yaml.YamlFile;
import org.reslab.yaml.YamlKey;
import tools.jackson.databind.JsonNode;

/** Reads an experiment file and gathers its mistakes. */
final class StudyReader {
  static final String COMMAND = "command";
  static final String MATRIX = "matrix";
  private static final String OVERRIDE = "--set";
  private static final String EXAMPLE = "epochs: 5";
  private static final int MOST_VARIANTS = 1000;

  private final Path file;
  private final List<String> problems = new ArrayList<>();

  /** By what they are about, as {@link Setting#subject} has it. */
  private final Map<String, StudyEntry> entries = new LinkedHashMap<>();

  private final Map<String, Side> matrix = new LinkedHashMap<>();
  private ExperimentCommand command = ExperimentCommand.COMPARE;

  /** A side of the matrix. */
  private record Side(Setting setting, FileValue list, List<StudyEntry> values) {}

  StudyReader(Path file) {
    this.file = file;
  }

  List<String> problems() {
    return problems;
  }

  /**
   * Reads the file and lays the overrides over it.
   *
   * @param overrides texts of the form KEY=VALUE
   * @return the study; null where there were problems
   */
  @Nullable Study read(List<String> overrides) {
    try {
      YamlFile.parse(
          file,
          YamlFile.text(file, "experiment file"),
          EXAMPLE,
          readers(),
          problem -> problems.add(problem.getMessage()));
    } catch (InvalidArgumentException e) {
      problems.add(e.getMessage());
      return null;
    }
    overrides.forEach(this::override);
    entries.values().forEach(this::check);
    matrix.values().forEach(this::check);
    if (!problems.isEmpty()) {
      return null;
    }
    return new Study(file, command, List.copyOf(entries.values()), sides());
  }

  private Map<String, Consumer<YamlKey>> readers() {
    Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
    readers.put(COMMAND, key -> readCommand(key.value()));
    readers.put(MATRIX, this::readMatrix);
    for (Setting setting : Settings.ALL) {
      Consumer<YamlKey> reader = key -> add(setting, key.value());
      readers.put(setting.key(), reader);
      setting.aliases().forEach(alias -> readers.put(alias, reader));
    }
    return readers;
  }

  private void readCommand(FileValue value) {
    gather(() -> command = value.label(ExperimentCommand::parse));
  }

  private void add(Setting setting, FileValue value) {
    StudyEntry entry = new StudyEntry(setting, value);
    StudyEntry earlier = entries.putIfAbsent(setting.subject(), entry);
    if (earlier != null) {
      problems.add(
          "%s: key '%s' says again what '%s' says on line %d; leave one of them out"
              .formatted(
                  value.place(), value.key(), earlier.value().key(), earlier.value().line()));
    }
  }

  private void readMatrix(YamlKey key) {
    Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
    for (Setting setting : Settings.ALL) {
      readers.put(setting.key(), side -> addSide(setting, side.value()));
    }
    gather(() -> key.mapping(readers));
  }

  private void addSide(Setting setting, FileValue list) {
    List<StudyEntry> values = new ArrayList<>();
    for (JsonNode item : list.node().isArray() ? list.node().values() : List.<JsonNode>of()) {
      values.add(new StudyEntry(setting, new FileValue(file, list.line(), list.key(), item)));
    }
    Side earlier = matrix.putIfAbsent(setting.subject(), new Side(setting, list, values));
    if (earlier != null) {
      problems.add(
          "%s: '%s' varies what '%s' varies on line %d; leave one of them out"
              .formatted(list.place(), list.key(), earlier.list.key(), earlier.list.line()));
    }
  }

  private void override(String text) {
    int equals = text.indexOf('=');
    String word = equals < 0 ? text : text.substring(0, equals).strip();
    @Nullable Setting setting = find(word);
    if (equals < 0 || setting == null) {
      List<String> keys = Settings.ALL.stream().map(Setting::key).toList();
      @Nullable String nearest = EditDistance.nearest(word, keys);
      problems.add(
          equals < 0
              ? "%s: found '%s', expected KEY=VALUE".formatted(OVERRIDE, text)
              : "%s: unknown key '%s'; %s"
                  .formatted(
                      OVERRIDE,
                      word,
                      nearest == null
                          ? "expected one of " + String.join(", ", keys)
                          : "did you mean '" + nearest + "'?"));
      return;
    }
    gather(() -> {
      FileValue value = YamlFile.value(OVERRIDE, word, text.substring(equals + 1));
      entries.put(setting.subject(), new StudyEntry(setting, value));
      matrix.remove(setting.subject());
    });
  }

  private static @Nullable Setting find(String word) {
    for (Setting setting : Settings.ALL) {
      if (setting.key().equals(word) || setting.aliases().contains(word)) {
        return setting;
      }
    }
    return null;
  }

  /** Finds what is wrong with a value without building anything. */
  private void check(StudyEntry entry) {
    if (!belongs(entry.setting(), entry.value())) {
      return;
    }
    gather(() -> {
      if (command.trains()) {
        entry.setting().read(Experiment.builder(), entry.value());
      } else {
        entry.setting().read(DiagnosisSettings.builder(), entry.value());
      }
    });
  }

  private boolean belongs(Setting setting, FileValue value) {
    if (setting.belongsTo(command)) {
      return true;
    }
    problems.add(
        "%s: key '%s' belongs to %s, found command %s"
            .formatted(
                value.place(),
                value.key(),
                String.join(
                    " and ", setting.commands().stream().map(ExperimentCommand::label).toList()),
                command.label()));
    return false;
  }

  private void check(Side side) {
    FileValue list = side.list;
    if (!belongs(side.setting, list)) {
      return;
    }
    if (!side.setting.type().scalar()) {
      problems.add(
          "%s: '%s' cannot be varied: it is not a single value%s"
              .formatted(
                  list.place(),
                  list.key(),
                  side.setting.description().contains("A side of the grid")
                      ? ", but its list is a side of the grid already; move it out of the matrix"
                      : ""));
      return;
    }
    if (side.values.isEmpty()) {
      problems.add(list.expected("a list of at least one value").getMessage());
      return;
    }
    @Nullable StudyEntry fixed = entries.get(side.setting.subject());
    if (fixed != null) {
      problems.add(
          "%s: '%s' is varied and also set on line %d; leave one of them out"
              .formatted(list.place(), list.key(), fixed.value().line()));
    }
    for (int i = 0; i < side.values.size(); i++) {
      StudyEntry value = side.values.get(i);
      check(value);
      for (int j = 0; j < i; j++) {
        if (side.values.get(j).value().node().equals(value.value().node())) {
          problems.add(
              "%s: %s: found %s twice, expected each at most once"
                  .formatted(list.place(), list.key(), value.value().node()));
        }
      }
    }
  }

  private List<List<StudyEntry>> sides() {
    long variants = 1;
    for (Side side : matrix.values()) {
      variants = Math.min(variants * side.values.size(), MOST_VARIANTS + 1L);
    }
    if (variants > MOST_VARIANTS) {
      Side first = Objects.requireNonNull(matrix.values().iterator().next());
      throw new InvalidArgumentException(
          "%s: the matrix makes more than %d experiments; split it into several files"
              .formatted(first.list.place(), MOST_VARIANTS));
    }
    return matrix.values().stream().map(Side::values).toList();
  }

  private void gather(Runnable reading) {
    try {
      reading.run();
    } catch (InvalidArgumentException e) {
      problems.add(e.getMessage());
    }
  }
}
