// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.RunLock;
import org.reslab.experiment.RunStatus;
import org.reslab.files.RunFiles;
import org.reslab.yaml.YamlFile;

/** Reads of a run directory what the index holds. Whatever is missing or damaged is a problem. */
final class RunDigest {
  /** Files that the digest is made of; if none has changed, neither has it. */
  static final List<String> SOURCES =
      List.of(
          RunFiles.EXPERIMENT,
          RunFiles.ENVIRONMENT,
          RunFiles.SUMMARY,
          RunFiles.DIAGNOSIS,
          RunFiles.TAGS);

  /** Keys of files that are lists, and the key that a person filters by. */
  private static final Map<String, String> SINGULARS =
      Map.of(
          "nets", "net", "blocks", "block", "seeds", "seed", "inits", "init", "inputs", "input",
          "tags", "tag");

  private static final List<String> METRICS = List.of("train_loss", "test_accuracy", "grad_norm");

  private final Path folder;
  private final List<String> problems = new ArrayList<>();
  private final FolderFiles files;
  private final Map<String, List<Object>> facts = new LinkedHashMap<>();

  private RunDigest(Path folder) {
    this.folder = folder;
    files =
        new FolderFiles(
            folder,
            problems,
            (name, _, reason) -> problems.add(name + " cannot be read: " + reason));
  }

  /** Reads a run directory. */
  static IndexedRun read(String name, Path folder) {
    return new RunDigest(folder).read(name);
  }

  static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private IndexedRun read(String name) {
    StoredRun.Kind kind = Objects.requireNonNull(RunReader.kindOf(folder), "no run directory");
    boolean trains = kind == StoredRun.Kind.TRAINING;
    Map<String, @Nullable Object> settings = settings(trains);
    Map<String, @Nullable Object> environment = files.document(RunFiles.ENVIRONMENT, trains);
    Map<String, @Nullable Object> summary =
        files.document(trains ? RunFiles.SUMMARY : RunFiles.DIAGNOSIS, trains);
    settings.forEach((key, value) -> {
      if (!key.equals("description") && !(value instanceof Map)) {
        add(SINGULARS.getOrDefault(key, key), value);
      }
    });
    RunStatus status =
        RunReader.current(
            RunReader.status(
                trains ? summary.get("status") : summary.isEmpty() ? null : "completed"),
            () -> RunLock.held(folder));
    if (trains) {
      addRows(summary.get("blocks"), this::addBlock);
    } else {
      addRows(summary.get("architectures"), this::addArchitecture);
    }
    @Nullable String started = environment.get("started") instanceof String text ? text : null;
    @Nullable Double seconds =
        summary.get("seconds") instanceof Number number ? number.doubleValue() : null;
    List<String> tags = tags();
    // After the settings: what a run calls itself must not hide where it lies.
    put("name", name);
    put("kind", label(kind));
    put("status", label(status));
    put("started", started);
    put("seconds", seconds);
    add("tag", tags);
    return new IndexedRun(
        name, kind, status, started, seconds, tags, settings, facts, List.copyOf(problems));
  }

  private void addBlock(Map<?, ?> row) {
    add("parameters", row.get("parameters"));
    add("macs", row.get("macs"));
    add("images_per_second", row.get("images_per_second"));
    for (String metric : METRICS) {
      if (row.get(metric) instanceof Map<?, ?> interval) {
        add(metric, interval.get("mean"));
      }
    }
  }

  private void addArchitecture(Map<?, ?> row) {
    for (String key : List.of("net", "block", "depth", "width", "init", "input", "bn_mode")) {
      add(key, row.get(key));
    }
    add("verdict", row.get("status"));
    if (row.get("metrics") instanceof Map<?, ?> metrics) {
      metrics.forEach((metric, values) -> {
        if (values instanceof List<?> samples) {
          samples.stream()
              .filter(Number.class::isInstance)
              .mapToDouble(sample -> ((Number) sample).doubleValue())
              .average()
              .ifPresent(mean -> add(String.valueOf(metric), mean));
        }
      });
    }
  }

  private static void addRows(@Nullable Object rows, Consumer<Map<?, ?>> reader) {
    if (rows instanceof List<?> list) {
      for (Object row : list) {
        if (row instanceof Map<?, ?> map) {
          reader.accept(map);
        }
      }
    }
  }

  private void put(String key, @Nullable Object value) {
    facts.remove(key);
    add(key, value);
  }

  /** Adds what a run can be found by: texts, truth values and finite numbers. */
  private void add(String key, @Nullable Object value) {
    if (value instanceof Collection<?> values) {
      values.forEach(each -> add(key, each));
      return;
    }
    @Nullable Object fact =
        switch (value) {
          case Number number when Double.isFinite(number.doubleValue()) -> number.doubleValue();
          case String text -> text;
          case Boolean truth -> truth.toString();
          case null, default -> null;
        };
    if (fact != null) {
      List<Object> all = facts.computeIfAbsent(key, _ -> new ArrayList<>());
      if (!all.contains(fact)) {
        all.add(fact);
      }
    }
  }

  private Map<String, @Nullable Object> settings(boolean expected) {
    @Nullable String text = files.text(RunFiles.EXPERIMENT, expected);
    if (text == null) {
      return Map.of();
    }
    try {
      return YamlFile.mapping(folder.resolve(RunFiles.EXPERIMENT), text);
    } catch (InvalidArgumentException e) {
      problems.add(RunFiles.EXPERIMENT + " is damaged: " + e.getMessage());
      return Map.of();
    }
  }

  private List<String> tags() {
    try {
      return RunTags.read(folder);
    } catch (CorruptDataException e) {
      problems.add(e.getMessage());
      return List.of();
    }
  }
}
