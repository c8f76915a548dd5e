// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.MemoryFormat;
import org.reslab.NativeIoException;
import org.reslab.Schedule;
import org.reslab.data.DatasetKind;
import org.reslab.metrics.AtomicFile;
import org.reslab.yaml.FileValue;
import org.reslab.yaml.YamlFile;
import org.reslab.yaml.YamlKey;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Experiments as YAML. The keys are the names of the flags of {@code reslab compare}, in
 * snake_case; {@code define} holds the user's blocks.
 *
 * <pre>{@code
 * nets: [tinynet, resnet-20]
 * define:
 *   wide-open: "branch: conv3/s bn relu conv3 bn; project: conv1/s bn"
 * blocks: [basic, preact, wide-open]
 * seeds: 0..4
 * epochs: 5
 * schedule: cosine
 * }</pre>
 */
public final class ExperimentFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private static final Map<String, Setting> SETTINGS = settings();

  private ExperimentFile() {}

  /** Hands one value of a file to a builder. */
  @FunctionalInterface
  private interface Setting {
    void apply(ExperimentBuilder builder, FileValue value);
  }

  /**
   * Reads an experiment file.
   *
   * @return a builder that holds the file's settings, so that flags can still change them
   * @throws InvalidArgumentException if the file is not YAML, or a key or value is not what is
   *     expected; the message names file, line, key, what was found and what was expected
   * @throws NativeIoException if the file cannot be read
   */
  public static ExperimentBuilder read(Path file) {
    ExperimentBuilder builder = Experiment.builder();
    Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
    SETTINGS.forEach(
        (name, setting) -> readers.put(name, key -> setting.apply(builder, key.value())));
    YamlFile.parse(file, YamlFile.text(file, "experiment file"), "epochs: 5", readers);
    return builder;
  }

  /**
   * Writes an experiment so that {@link #read} gives an equal one. The file appears whole or not at
   * all.
   *
   * @throws NativeIoException if it cannot be written
   */
  public static void write(Experiment experiment, Path file) {
    AtomicFile.write(file, YAML.writeValueAsString(toMap(experiment)));
  }

  /** Returns keys and values as in a file; keys without a value are left out. */
  static Map<String, Object> toMap(Experiment e) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("protocol", e.protocol().label());
    map.put("nets", e.nets());
    map.put("blocks", e.blocks().stream().map(Block::name).toList());
    if (!e.define().isEmpty()) {
      map.put("define", e.define());
    }
    map.put("seeds", e.seeds());
    map.put("epochs", e.epochs());
    putIfPresent(map, "diagnose_every", e.diagnoseEvery());
    putIfPresent(map, "checkpoint_every", e.checkpointEvery());
    if (e.keepEpochs() > 0) {
      map.put("keep_epochs", e.keepEpochs());
    }
    putIfPresent(map, "max_steps", e.maxSteps());
    map.put("batch", e.batch());
    map.put("test_batch", e.testBatch());
    map.put("lr", e.lr());
    map.put("momentum", e.momentum());
    map.put("weight_decay", e.weightDecay());
    map.put("nesterov", e.nesterov());
    map.put("schedule", ScheduleNames.of(e.schedule()));
    if (e.schedule() instanceof Schedule.MultiStep steps) {
      map.put("milestones", steps.milestones());
      map.put("gamma", steps.gamma());
    }
    map.put("warmup_epochs", e.warmupEpochs());
    map.put("label_smoothing", e.labelSmoothing());
    map.put("shuffle", e.shuffle());
    map.put("augment", e.augment());
    map.put("data", e.data().label());
    putIfPresent(map, "data_dir", e.dataDir() == null ? null : e.dataDir().toString());
    putIfPresent(map, "subset", e.subset());
    putIfPresent(map, "test_subset", e.testSubset());
    map.put("device", e.device().label());
    putIfPresent(map, "threads", e.threads());
    if (e.base() > 0) {
      map.put("base", e.base());
    }
    if (!e.layers().isEmpty()) {
      map.put("layers", e.layers());
    }
    putIfPresent(map, "final_norm", e.finalNorm());
    map.put("init", e.init().label());
    map.put("memory_format", e.memoryFormat().label());
    map.put("kernels", e.kernels().label());
    return map;
  }

  private static Map<String, Setting> settings() {
    Map<String, Setting> map = new LinkedHashMap<>();
    map.put("protocol", (b, v) -> b.protocol(v.label(Protocol::parse)));
    map.put("nets", (b, v) -> b.nets(v.strings()));
    map.put("blocks", (b, v) -> b.blocks(v.strings()));
    map.put("define", (b, v) -> v.entries().forEach(b::define));
    map.put("seeds", (b, v) -> b.seeds(v.seeds()));
    map.put("epochs", (b, v) -> b.epochs(v.integer()));
    map.put("diagnose_every", (b, v) -> b.diagnoseEvery(v.integer()));
    map.put("checkpoint_every", (b, v) -> b.checkpointEvery(v.integer()));
    map.put("keep_epochs", (b, v) -> b.keepEpochs(v.integer()));
    map.put("max_steps", (b, v) -> b.maxSteps(v.integer()));
    map.put("batch", (b, v) -> b.batch(v.integer()));
    map.put("test_batch", (b, v) -> b.testBatch(v.integer()));
    map.put("lr", (b, v) -> b.lr(v.number()));
    map.put("momentum", (b, v) -> b.momentum(v.number()));
    map.put("weight_decay", (b, v) -> b.weightDecay(v.number()));
    map.put("nesterov", (b, v) -> b.nesterov(v.bool()));
    map.put("schedule", (b, v) -> b.schedule(v.label(ScheduleNames::require)));
    map.put("milestones", (b, v) -> b.milestones(v.integers()));
    map.put("gamma", (b, v) -> b.gamma(v.number()));
    map.put("warmup_epochs", (b, v) -> b.warmupEpochs(v.number()));
    map.put("label_smoothing", (b, v) -> b.labelSmoothing(v.number()));
    map.put("shuffle", (b, v) -> b.shuffle(v.bool()));
    map.put("augment", (b, v) -> b.augment(v.bool()));
    map.put("data", (b, v) -> b.data(v.label(DatasetKind::parse)));
    map.put("data_dir", (b, v) -> b.dataDir(Path.of(v.string())));
    map.put("subset", (b, v) -> b.subset(v.integer()));
    map.put("test_subset", (b, v) -> b.testSubset(v.integer()));
    map.put("device", (b, v) -> b.device(v.label(Device::parse)));
    map.put("threads", (b, v) -> b.threads(v.int32()));
    map.put("base", (b, v) -> b.base(v.integer()));
    map.put("layers", (b, v) -> b.layers(v.integers()));
    map.put("final_norm", (b, v) -> b.finalNorm(v.bool()));
    map.put("init", (b, v) -> b.init(v.label(Init::parse)));
    map.put("memory_format", (b, v) -> b.memoryFormat(v.label(MemoryFormat::parse)));
    map.put("kernels", (b, v) -> b.kernels(v.label(Kernels::parse)));
    return map;
  }

  private static void putIfPresent(Map<String, Object> map, String key, @Nullable Object value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
