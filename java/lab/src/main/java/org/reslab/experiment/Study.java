// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;

/**
 * An experiment file: one experiment, or with a {@code matrix} one for each combination of the
 * matrix's values.
 *
 * <p>The keys are the names of the commands' flags in snake_case; {@code command} says whom the
 * file is for, {@code compare} unless it says otherwise. {@code docs/experiment.schema.json} has
 * them all.
 *
 * <pre>{@code
 * command: compare
 * name: learning-rates
 * blocks: [basic, preact]
 * seeds: 0..4
 * matrix:
 *   lr: [0.1, 0.05]
 *   schedule: [multistep, cosine]
 * }</pre>
 */
public final class Study {
  private final Path file;
  private final ExperimentCommand command;
  private final List<SettingValue> entries;
  private final List<Variant> variants;

  Study(
      Path file,
      ExperimentCommand command,
      List<SettingValue> entries,
      List<List<SettingValue>> sides) {
    this.file = file;
    this.command = command;
    this.entries = entries;
    this.variants = expand(sides);
  }

  /**
   * Reads an experiment file.
   *
   * @throws InvalidArgumentException if the file is not YAML, or keys or values are not what is
   *     expected; the message has a line for each mistake, with file, line, key, what was found and
   *     what was expected
   * @throws org.reslab.NativeIoException if the file cannot be read
   */
  public static Study read(Path file) {
    return read(file, List.of());
  }

  /**
   * Like {@link #read(Path)}, with other values for some keys.
   *
   * @param overrides texts of the form KEY=VALUE, where the value is YAML; a key that the matrix
   *     varies is varied no longer
   */
  public static Study read(Path file, List<String> overrides) {
    StudyReader reader = new StudyReader(file);
    @Nullable Study study = reader.read(overrides);
    if (study == null) {
      throw new InvalidArgumentException(String.join("\n", reader.problems()));
    }
    return study;
  }

  /** Returns the file. */
  public Path file() {
    return file;
  }

  /** Returns the command that the file is for. */
  public ExperimentCommand command() {
    return command;
  }

  /** Returns what the file calls itself, or the file's name without its ending. */
  public String name() {
    for (SettingValue entry : entries) {
      if (entry.setting().key().equals("name")) {
        return entry.value().string();
      }
    }
    String text = String.valueOf(file.getFileName());
    return text.replaceFirst("\\.ya?ml$", "");
  }

  /** Returns the experiments, the last side of the matrix changing fastest. */
  public List<Variant> variants() {
    return variants;
  }

  /** Returns whether the file has a matrix. */
  public boolean hasMatrix() {
    return variants.size() > 1 || !variants.getFirst().name().isEmpty();
  }

  /**
   * Returns the only experiment of a file without a matrix.
   *
   * @throws InvalidArgumentException if it has a matrix
   */
  public Variant only() {
    if (hasMatrix()) {
      throw new InvalidArgumentException(
          "%s: its matrix makes %s experiments, expected one; run them with 'reslab experiment run'"
              .formatted(file, variants.size()));
    }
    return variants.getFirst();
  }

  private List<Variant> expand(List<List<SettingValue>> sides) {
    List<List<SettingValue>> points = List.of(List.of());
    for (List<SettingValue> side : sides) {
      List<List<SettingValue>> longer = new ArrayList<>();
      for (List<SettingValue> point : points) {
        for (SettingValue value : side) {
          List<SettingValue> next = new ArrayList<>(point);
          next.add(value);
          longer.add(next);
        }
      }
      points = longer;
    }
    Set<String> names = new HashSet<>();
    List<Variant> all = new ArrayList<>();
    for (List<SettingValue> point : points) {
      String name = Variant.name(point);
      // Values that differ in odd characters alone.
      for (int i = 2; !names.add(name); i++) {
        name = Variant.name(point) + "-" + i;
      }
      all.add(new Variant(name, command, entries, point));
    }
    return List.copyOf(all);
  }
}
