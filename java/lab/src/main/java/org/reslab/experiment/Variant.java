// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.reslab.BlockSyntaxException;
import org.reslab.InvalidArgumentException;
import org.reslab.ReslabException;
import tools.jackson.databind.JsonNode;

/** One experiment of a {@link Study}. */
public final class Variant {
  private static final int LONGEST_NAME = 100;

  /** How messages of builders and records begin: with the setting that is wrong. */
  private static final Pattern SUBJECT = Pattern.compile("([a-z][a-z_ -]*?)(?:: | is |s is )");

  private final String name;
  private final ExperimentCommand command;
  private final List<StudyEntry> entries;
  private final Map<String, String> point;

  Variant(String name, ExperimentCommand command, List<StudyEntry> shared, List<StudyEntry> point) {
    this.name = name;
    this.command = command;
    entries = new ArrayList<>(shared);
    entries.addAll(point);
    this.point = new LinkedHashMap<>();
    point.forEach(entry -> this.point.put(entry.setting().key(), entry.text()));
  }

  /** Returns a name that is safe as a folder, for example {@code lr=0.1,init=he-fan-in}. */
  static String name(List<StudyEntry> point) {
    String exact =
        point.stream()
            .map(entry -> entry.setting().key() + "=" + entry.text())
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
    ExperimentBuilder builder = Experiment.builder();
    if (command == ExperimentCommand.TRAIN) {
      builder.blocks(List.of("basic"));
    }
    entries.forEach(entry -> entry.setting().read(builder, entry.value()));
    return builder;
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
    DiagnosisBuilder builder = DiagnosisSettings.builder();
    entries.forEach(entry -> entry.setting().read(builder, entry.value()));
    return builder;
  }

  /**
   * Returns a mistake that building found, with the line of the file that it is about where one can
   * be told.
   */
  public String located(ReslabException mistake) {
    String message = String.valueOf(mistake.getMessage());
    for (StudyEntry entry : entries) {
      if (entry.setting().key().matches("blocks|define")
          && texts(entry.value().node()).anyMatch(text -> concerns(mistake, message, text))) {
        String column =
            mistake instanceof BlockSyntaxException syntax
                ? "column %d of '%s': ".formatted(syntax.column(), syntax.text())
                : "";
        return "%s: %s: %s%s"
            .formatted(entry.value().place(), entry.value().key(), column, message);
      }
    }
    Matcher subject = SUBJECT.matcher(message);
    if (subject.lookingAt()) {
      String word = subject.group(1).toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
      for (StudyEntry entry : entries) {
        String key = entry.setting().key();
        if (key.equals(word)
            || key.equals(word + "s")
            || entry.setting().aliases().contains(word)) {
          return entry.value().place() + ": " + message;
        }
      }
    }
    return "%s: %s".formatted(place(), message);
  }

  /** The texts in a value: of a list, or the specs of definitions. */
  private static Stream<String> texts(JsonNode node) {
    return node.isContainer()
        ? node.valueStream().flatMap(Variant::texts)
        : Stream.of(node.isString() ? node.stringValue().strip() : "");
  }

  private static boolean concerns(ReslabException mistake, String message, String text) {
    return mistake instanceof BlockSyntaxException syntax
        ? syntax.text().equals(text)
        : message.contains("block '" + text + "'");
  }

  private String place() {
    return entries.isEmpty() ? "the experiment" : entries.getFirst().value().file().toString();
  }

  private InvalidArgumentException wrongCommand(String wanted) {
    return new InvalidArgumentException(
        "%s: its command is %s, expected %s".formatted(place(), command.label(), wanted));
  }
}
