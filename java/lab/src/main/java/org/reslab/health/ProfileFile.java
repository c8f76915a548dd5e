// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.yaml.FileValue;
import org.reslab.yaml.YamlFile;
import org.reslab.yaml.YamlKey;

/** Reads a profile; {@code theory.yaml} in this package is an example. */
final class ProfileFile {
  private static final double DEFAULT_LEVEL = 0.95;
  private static final Aim[] JUDGED = {Aim.PREDICTION, Aim.HEALTH};
  private static final List<String> BN_MODES = List.of("train", "eval");

  private final Path file;
  private final List<Check> checks = new ArrayList<>();
  private String name = "";
  private String summary = "";
  private Judging judging = Judging.INTERVAL;
  private double level = DEFAULT_LEVEL;

  private ProfileFile(Path file) {
    this.file = file;
  }

  static Profile parse(Path file, String text) {
    ProfileFile profile = new ProfileFile(file);
    Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
    readers.put("profile", key -> profile.name = key.value().string());
    readers.put("summary", key -> profile.summary = key.value().string());
    readers.put(
        "judge", key -> profile.judging = key.value().label(label("judge", Judging.values())));
    readers.put("level", key -> profile.level = key.value().number());
    readers.put("checks", key -> key.items(item -> profile.checks.add(new Draft(item).check())));
    YamlFile.parse(file, text, "profile: mine", readers);
    return profile.build();
  }

  private Profile build() {
    if (name.isEmpty()) {
      throw new InvalidArgumentException(
          file + ": found no key 'profile', expected the profile's name after it");
    }
    try {
      return new Profile(name, summary, judging, level, checks);
    } catch (InvalidArgumentException e) {
      throw new InvalidArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static <E extends Enum<E>> Function<String, E> label(String key, E[] values) {
    return text -> EnumLabels.parse(key, values, text);
  }

  /** Returns the set of a list's items, or of a single value. */
  private static <T> Set<T> each(FileValue value, Function<String, T> parser) {
    Set<T> set = new LinkedHashSet<>();
    for (String text : value.strings()) {
      try {
        set.add(parser.apply(text));
      } catch (InvalidArgumentException e) {
        throw at(value.file(), value.line(), e);
      }
    }
    return set;
  }

  private static InvalidArgumentException at(Path file, int line, InvalidArgumentException e) {
    return new InvalidArgumentException("%s:%s: %s".formatted(file, line, e.getMessage()), e);
  }

  /** A range as {@code [low, high]} or as a mapping of {@code min}, {@code max} or both. */
  private static Range range(FileValue value) {
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    if (value.node().isObject()) {
      for (String key : value.node().propertyNames()) {
        double end =
            new FileValue(
                    value.file(), value.line(), value.key() + "." + key, value.node().get(key))
                .number();
        switch (key) {
          case "min" -> low = end;
          case "max" -> high = end;
          default -> throw value.expected("[low, high], {min: low} or {max: high}");
        }
      }
    } else {
      List<Double> ends = value.node().isArray() ? value.numbers() : List.of();
      if (ends.size() != 2) {
        throw value.expected("[low, high], {min: low} or {max: high}");
      }
      low = ends.get(0);
      high = ends.get(1);
    }
    try {
      return new Range(low, high);
    } catch (InvalidArgumentException _) {
      throw value.expected("[low, high] with low at most high, {min: low} or {max: high}");
    }
  }

  /** A check while its keys are read. */
  private static final class Draft {
    private final YamlKey item;
    private @Nullable String metric;
    private @Nullable Aim aim;
    private @Nullable Conditions conditions;
    private @Nullable Range expect;
    private @Nullable Range limit;
    private Summary summary = Summary.MEAN;
    private boolean overDepth;
    private @Nullable Severity severity;
    private @Nullable String reason;
    private String below = "";
    private String above = "";
    private Map<String, String> remedy = Map.of();
    private @Nullable String source;

    Draft(YamlKey item) {
      this.item = item;
      Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
      readers.put(
          "metric", key -> metric = key.value().label(name -> Check.judgeable(name).name()));
      readers.put("aim", key -> aim = key.value().label(label("aim", JUDGED)));
      readers.put("when", key -> conditions = new Conditions(key));
      readers.put("expect", key -> expect = range(key.value()));
      readers.put("limit", key -> limit = range(key.value()));
      readers.put(
          "summary", key -> summary = key.value().label(label("summary", Summary.values())));
      readers.put("over_depth", key -> overDepth = key.value().bool());
      readers.put(
          "severity", key -> severity = key.value().label(label("severity", Severity.values())));
      readers.put("reason", key -> reason = key.value().string());
      readers.put("below", key -> below = key.value().string());
      readers.put("above", key -> above = key.value().string());
      readers.put("remedy", key -> remedy = remedy(key.value()));
      readers.put("source", key -> source = key.value().string());
      item.mapping(readers);
    }

    private static Map<String, String> remedy(FileValue value) {
      if (value.node().isString()) {
        return Map.of(Check.ANY, value.string());
      }
      Map<String, String> remedies = value.entries();
      for (String key : remedies.keySet()) {
        if (!key.equals(Check.ANY)) {
          try {
            EnumLabels.parse(value.key(), Kind.values(), key);
          } catch (InvalidArgumentException e) {
            throw at(value.file(), value.line(), e);
          }
        }
      }
      return remedies;
    }

    Check check() {
      String name = required("metric", () -> metric);
      Aim itsAim = required("aim", () -> aim);
      Range range = required("expect", () -> expect);
      Severity itsSeverity = required("severity", () -> severity);
      String why = required("reason", () -> reason);
      String from = required("source", () -> source);
      try {
        When when = conditions == null ? When.ALWAYS : conditions.when();
        return new Check(
            name,
            itsAim,
            when,
            range,
            limit,
            summary,
            overDepth,
            itsSeverity,
            why,
            below,
            above,
            remedy,
            from);
      } catch (InvalidArgumentException e) {
        throw new InvalidArgumentException(
            "%s:%s: %s: %s".formatted(item.file(), item.line(), item.name(), e.getMessage()), e);
      }
    }

    private <T> T required(String key, Supplier<@Nullable T> value) {
      T found = value.get();
      if (found == null) {
        throw new InvalidArgumentException(
            "%s:%s: %s: found no key '%s', expected one"
                .formatted(item.file(), item.line(), item.name(), key));
      }
      return found;
    }
  }

  /** The conditions of a check while their keys are read. */
  private static final class Conditions {
    private Set<Kind> kinds = Set.of();
    private Set<Norm> norms = Set.of();
    private Set<String> blocks = Set.of();
    private Set<String> inits = Set.of();
    private Set<String> bnModes = Set.of();
    private Set<String> inputs = Set.of();
    private @Nullable Boolean zeroInit;
    private @Nullable Boolean relu;
    private int minDepth;
    private int maxDepth = Integer.MAX_VALUE;

    Conditions(YamlKey owner) {
      Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
      readers.put("kind", key -> kinds = each(key.value(), label("kind", Kind.values())));
      readers.put("norm", key -> norms = each(key.value(), label("norm", Norm.values())));
      readers.put("block", key -> blocks = each(key.value(), Function.identity()));
      readers.put("init", key -> inits = each(key.value(), text -> Init.parse(text).label()));
      readers.put("bn_mode", key -> bnModes = each(key.value(), Conditions::bnMode));
      readers.put("input", key -> inputs = each(key.value(), Function.identity()));
      readers.put("zero_init", key -> zeroInit = key.value().bool());
      readers.put("relu", key -> relu = key.value().bool());
      readers.put("min_depth", key -> minDepth = key.value().int32());
      readers.put("max_depth", key -> maxDepth = key.value().int32());
      owner.mapping(readers);
    }

    private static String bnMode(String text) {
      if (!BN_MODES.contains(text)) {
        throw EnumLabels.unknown("bn_mode", text, BN_MODES);
      }
      return text;
    }

    When when() {
      return new When(
          kinds, norms, blocks, inits, bnModes, inputs, zeroInit, relu, minDepth, maxDepth);
    }
  }
}
