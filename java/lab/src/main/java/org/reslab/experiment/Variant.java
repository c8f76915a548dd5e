// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.reslab.Block;
import org.reslab.InvalidArgumentException;
import org.reslab.ReslabException;
import org.reslab.SpecSyntaxException;

/** One experiment of a {@link Study}. */
public final class Variant {
  private static final int LONGEST_NAME = 100;

  /** What {@code --quick} and {@link ExperimentBuilder#quick()} set. */
  static final List<SettingValue> QUICK =
      List.of(
          quick("epochs", 1),
          quick("subset", Experiment.QUICK_TRAIN_IMAGES),
          quick("test_subset", Experiment.QUICK_TEST_IMAGES));

  private final String name;
  private final ExperimentCommand command;
  private final List<SettingValue> entries;
  private final Map<String, String> point;

  Variant(
      String name, ExperimentCommand command, List<SettingValue> shared, List<SettingValue> point) {
    this.name = name;
    this.command = command;
    entries = new ArrayList<>(shared);
    entries.addAll(point);
    this.point = new LinkedHashMap<>();
    point.forEach(entry -> this.point.put(entry.word(), entry.text()));
  }

  private static SettingValue quick(String key, long value) {
    return Settings.of(ExperimentCommand.COMPARE, key)
        .parse(ExperimentCommand.COMPARE, Long.toString(value));
  }

  /** Returns the experiment of a command that sets nothing itself. */
  public static Variant of(ExperimentCommand command) {
    return new Variant("", command, List.of(), List.of());
  }

  /**
   * Returns the experiment with other values, as options set them: what the file derived from a
   * setting goes with it, and definitions of blocks are added.
   */
  public Variant with(List<SettingValue> given) {
    Set<String> replaced = new HashSet<>();
    for (SettingValue value : given) {
      replaced.addAll(value.setting().replaced());
      if (value.setting().type().kind() != ValueType.Kind.SPECS) {
        replaced.add(value.setting().key());
      }
    }
    List<SettingValue> kept =
        entries.stream().filter(entry -> !replaced.contains(entry.setting().key())).toList();
    return new Variant(name, command, kept, given);
  }

  /** Returns whether it sets something itself, rather than leaving it to the defaults. */
  boolean sets(String key) {
    return entries.stream().anyMatch(entry -> entry.setting().key().equals(key));
  }

  /** Returns the experiment with one epoch on a subset of the images. */
  public Variant quick() {
    return with(QUICK);
  }

  /** Returns a name that is safe as a folder, for example {@code lr=0.1,init=he-fan-in}. */
  static String name(List<SettingValue> point) {
    String exact =
        point.stream()
            .map(entry -> entry.word() + "=" + entry.text())
            .collect(Collectors.joining(","));
    String safe = exact.replaceAll("[^A-Za-z0-9.,=_+-]+", "-");
    if (safe.length() <= LONGEST_NAME) {
      return safe;
    }
    CRC32 checksum = new CRC32();
    checksum.update(exact.getBytes(StandardCharsets.UTF_8));
    return "%s-%08x".formatted(safe.substring(0, LONGEST_NAME), checksum.getValue());
  }

  /** Returns the name, which is empty in a file without a matrix. */
  public String name() {
    return name;
  }

  /** Returns the command that it is for. */
  public ExperimentCommand command() {
    return command;
  }

  /** Returns the values of the matrix, by key, in the matrix's order. */
  public Map<String, String> point() {
    return Collections.unmodifiableMap(point);
  }

  /**
   * Returns a builder with the settings, which flags can still change. One of {@code train} has the
   * block {@code basic} unless the file names others.
   *
   * @throws InvalidArgumentException if it is no experiment of {@code train} or {@code compare}
   */
  public ExperimentBuilder training() {
    if (!command.trains()) {
      throw wrongCommand("train or compare");
    }
    return (ExperimentBuilder) builder();
  }

  /**
   * Returns a builder with the settings, which flags can still change.
   *
   * @throws InvalidArgumentException if it is no experiment of {@code diagnose}
   */
  public DiagnosisBuilder diagnosis() {
    if (command.trains()) {
      throw wrongCommand(ExperimentCommand.DIAGNOSE.label());
    }
    return (DiagnosisBuilder) builder();
  }

  /** Returns the settings, built. */
  GridSettings settings() {
    return command.trains() ? training().build() : diagnosis().build();
  }

  private GridBuilder<?> builder() {
    GridBuilder<?> builder = command.builder();
    entries.forEach(entry -> entry.readInto(builder));
    return builder;
  }

  /** Returns a mistake that building found, with the line of the file that it is about. */
  String located(ReslabException mistake) {
    for (SettingValue entry : entries) {
      if (mistake instanceof SpecSyntaxException syntax && holds(entry, syntax.text())) {
        return "%s: %s: column %s of '%s': %s"
            .formatted(
                entry.value().place(),
                entry.value().key(),
                syntax.column(),
                syntax.text(),
                syntax.getMessage());
      }
      if (mistake instanceof InvalidArgumentException invalid
          && invalid.argument() != null
          && entry.setting().answersTo(invalid.argument())) {
        return entry.value().place() + ": " + mistake.getMessage();
      }
    }
    return "%s: %s".formatted(place(), mistake.getMessage());
  }

  /** Returns a mistake that building a network found, with the line that names its block. */
  String located(Block block, ReslabException mistake) {
    for (SettingValue entry : entries) {
      if (holds(entry, block.name())) {
        return "%s: %s: %s"
            .formatted(entry.value().place(), entry.value().key(), mistake.getMessage());
      }
    }
    return located(mistake);
  }

  /** Returns whether a value has a block's text among its own. */
  private static boolean holds(SettingValue entry, String block) {
    return switch (entry.setting().key()) {
      case "blocks" -> entry.value().strings().contains(block);
      case "define" -> entry.value().entries().containsValue(block);
      default -> false;
    };
  }

  private String place() {
    return entries.isEmpty() ? "the experiment" : entries.getFirst().value().file().toString();
  }

  private InvalidArgumentException wrongCommand(String wanted) {
    return new InvalidArgumentException(
        "%s: its command is %s, expected %s".formatted(place(), command.label(), wanted));
  }
}
