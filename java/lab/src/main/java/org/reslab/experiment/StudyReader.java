// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.files.TextFile;
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

  /** What the file has, before its command is known. */
  private final List<Found> found = new ArrayList<>();

  private final List<Found> foundSides = new ArrayList<>();
  private final Map<Setting, SettingValue> entries = new LinkedHashMap<>();
  private final Map<Setting, Side> matrix = new LinkedHashMap<>();
  private ExperimentCommand command = ExperimentCommand.COMPARE;

  /** A key of the file. */
  private record Found(String word, FileValue value) {}

  /** A side of the matrix. */
  private record Side(Setting setting, String word, FileValue list, List<SettingValue> values) {}

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
          TextFile.read(file, "experiment file"),
          EXAMPLE,
          readers(),
          problem -> problems.add(problem.getMessage()));
    } catch (InvalidArgumentException e) {
      problems.add(e.getMessage());
      return null;
    }
    found.forEach(this::add);
    foundSides.forEach(this::addSide);
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
      for (String word : setting.words()) {
        readers.put(word, key -> found.add(new Found(word, key.value())));
      }
    }
    return readers;
  }

  private void readCommand(FileValue value) {
    gather(() -> command = value.label(ExperimentCommand::parse));
  }

  private void add(Found key) {
    @Nullable Setting setting = find(key.word, key.value);
    if (setting == null) {
      return;
    }
    SettingValue entry = new SettingValue(setting, key.word, key.value);
    SettingValue earlier = entries.putIfAbsent(setting, entry);
    if (earlier != null) {
      problems.add(
          "%s: key '%s' says again what '%s' says on line %s; leave one of them out"
              .formatted(
                  key.value.place(),
                  key.value.key(),
                  earlier.value().key(),
                  earlier.value().line()));
    }
  }

  private void readMatrix(YamlKey key) {
    Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
    for (Setting setting : Settings.ALL) {
      for (String word : setting.words()) {
        readers.put(word, side -> foundSides.add(new Found(word, side.value())));
      }
    }
    gather(() -> key.mapping(readers));
  }

  private void addSide(Found key) {
    FileValue list = key.value;
    @Nullable Setting setting = find(key.word, list);
    if (setting == null) {
      return;
    }
    List<SettingValue> values = new ArrayList<>();
    for (JsonNode item : list.node().isArray() ? list.node().values() : List.<JsonNode>of()) {
      FileValue value = new FileValue(file, list.line(), list.key(), item);
      values.add(new SettingValue(setting, key.word, value));
    }
    Side earlier = matrix.putIfAbsent(setting, new Side(setting, key.word, list, values));
    if (earlier != null) {
      problems.add(
          "%s: '%s' varies what '%s' varies on line %s; leave one of them out"
              .formatted(list.place(), list.key(), earlier.list.key(), earlier.list.line()));
    }
  }

  /** Returns the setting that the command calls so, or null and a problem. */
  private @Nullable Setting find(String word, FileValue value) {
    @Nullable Setting setting = Settings.find(command, word);
    if (setting == null) {
      String others =
          Settings.ALL.stream()
              .filter(other -> other.answersTo(word))
              .flatMap(other -> other.commands().stream())
              .map(ExperimentCommand::label)
              .collect(Collectors.joining(" and "));
      problems.add(
          "%s: key '%s' belongs to %s, found command %s"
              .formatted(value.place(), value.key(), others, command.label()));
    }
    return setting;
  }

  private void override(String text) {
    int equals = text.indexOf('=');
    String word = equals < 0 ? text : text.substring(0, equals).strip();
    boolean known = Settings.ALL.stream().anyMatch(setting -> setting.answersTo(word));
    if (equals < 0 || !known) {
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
      @Nullable Setting setting = find(word, value);
      if (setting != null) {
        entries.put(setting, new SettingValue(setting, word, value));
        matrix.remove(setting);
      }
    });
  }

  /** Finds what is wrong with a value without building anything. */
  private void check(SettingValue entry) {
    gather(() -> entry.readInto(command.builder()));
  }

  private void check(Side side) {
    FileValue list = side.list;
    if (!side.setting.canVary(side.word)) {
      problems.add(
          "%s: '%s' cannot be varied: it is not a single value%s"
              .formatted(
                  list.place(),
                  list.key(),
                  side.setting.isGridSide()
                      ? ", but its list is a side of the grid already; move it out of the matrix"
                      : ""));
      return;
    }
    if (side.values.isEmpty()) {
      problems.add(list.expected("a list of at least one value").getMessage());
      return;
    }
    @Nullable SettingValue fixed = entries.get(side.setting);
    if (fixed != null) {
      problems.add(
          "%s: '%s' is varied and also set on line %s; leave one of them out"
              .formatted(list.place(), list.key(), fixed.value().line()));
    }
    for (int i = 0; i < side.values.size(); i++) {
      SettingValue value = side.values.get(i);
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

  private List<List<SettingValue>> sides() {
    long variants = 1;
    for (Side side : matrix.values()) {
      variants = Math.min(variants * side.values.size(), MOST_VARIANTS + 1L);
    }
    if (variants > MOST_VARIANTS) {
      Side first = Objects.requireNonNull(matrix.values().iterator().next());
      throw new InvalidArgumentException(
          "%s: the matrix makes more than %s experiments; split it into several files"
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
