// SPDX-License-Identifier: Apache-2.0
package org.reslab.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.RunLock;
import org.reslab.experiment.RunStatus;
import org.reslab.files.RunFiles;
import org.reslab.stats.Interval;
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

  /** Keys of files that are lists, and the key to filter by. */
  private static final Map<String, String> SINGULARS =
      Map.of(
          "nets", "net", "blocks", "block", "seeds", "seed", "inits", "init", "inputs", "input",
          "tags", "tag");

  private final Path folder;
  private final List<String> problems = new ArrayList<>();
  private final FolderFiles files;
  private final Map<String, List<Object>> facts = new LinkedHashMap<>();
  private final List<IndexedRun.Accuracy> accuracies = new ArrayList<>();

  private RunDigest(Path folder) {
    this.folder = folder;
    files =
        new FolderFiles(
            folder,
            problems,
            (name, _, reason) -> problems.add(name + " cannot be read: " + reason));
  }

  /** Reads a run directory; one that cannot be read is a row that says so. */
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
    @Nullable StoredSummary summary =
        trains ? files.read(RunFiles.SUMMARY, true, StoredSummary::parse) : null;
    @Nullable StoredDiagnosis diagnosis =
        trains ? null : files.read(RunFiles.DIAGNOSIS, false, StoredDiagnosis::parse);
    settings.forEach((key, value) -> {
      if (!key.equals("description") && !(value instanceof Map)) {
        add(SINGULARS.getOrDefault(key, key), value);
      }
    });
    RunStatus status =
        RunReader.current(
            summary != null ? summary.status() : diagnosis != null ? RunStatus.COMPLETED : null,
            () -> RunLock.held(folder));
    if (summary != null) {
      summary.blocks().forEach(this::addBlock);
    }
    if (diagnosis != null) {
      diagnosis.architectures().forEach(this::addArchitecture);
    }
    @Nullable String started = environment.get("started") instanceof String text ? text : null;
    @Nullable Double seconds =
        summary == null || Double.isNaN(summary.seconds()) ? null : summary.seconds();
    List<String> tags = tags();
    // After the settings: what a run calls itself must not hide where it lies.
    put("name", name);
    put("kind", label(kind));
    put("status", label(status));
    put("started", started);
    put("seconds", seconds);
    add("tag", tags);
    return new IndexedRun(
        name, kind, status, started, seconds, tags, settings, facts, accuracies, problems);
  }

  private void addBlock(BlockSummary row) {
    add("parameters", row.parameters());
    add("macs", row.macs());
    add("images_per_second", row.imagesPerSecond());
    add("train_loss", mean(row.trainLoss()));
    @Nullable Double accuracy = mean(row.testAccuracy());
    add("test_accuracy", accuracy);
    if (accuracy != null && Double.isFinite(accuracy)) {
      accuracies.add(
          new IndexedRun.Accuracy(
              String.valueOf(row.net()), String.valueOf(row.block()), accuracy));
    }
    add("grad_norm", mean(row.gradNorm()));
    row.scores().forEach((name, interval) -> add(name, mean(interval)));
  }

  private static @Nullable Double mean(@Nullable Interval interval) {
    return interval == null ? null : interval.mean();
  }

  private void addArchitecture(StoredDiagnosis.Architecture row) {
    add("net", row.net());
    add("block", row.block());
    add("depth", row.depth());
    add("width", row.width());
    add("init", row.init());
    add("input", row.input());
    add("bn_mode", row.bnMode());
    add("verdict", row.status().label());
    row.metrics()
        .forEach((metric, values) ->
            add(
                metric,
                Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN)));
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
          case String text when !text.isEmpty() -> text;
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
    } catch (CorruptDataException | NativeIoException e) {
      problems.add(e.getMessage());
      return List.of();
    }
  }
}
