// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.Setting;
import org.reslab.experiment.SettingValue;
import org.reslab.experiment.Settings;
import org.reslab.experiment.ValueType;
import org.reslab.experiment.Variant;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Options that the table of {@link Settings} declares: all those of {@code train}, {@code compare}
 * or {@code diagnose}, or a few of them for another command. To be mixed into a command.
 */
@Command // without an option of its own picocli takes it for no mixin
final class SettingOptions {
  private final ExperimentCommand command;

  /** Those of a few settings; null for all. */
  private final @Nullable List<String> keys;

  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final Map<Setting, OptionSpec> options = new LinkedHashMap<>();

  /** The negations of options that take a text. */
  private final Map<Setting, OptionSpec> negations = new LinkedHashMap<>();

  private SettingOptions(ExperimentCommand command, @Nullable List<String> keys) {
    this.command = command;
    this.keys = keys;
  }

  /** Returns the options of a command's every setting, with a heading for each group. */
  static SettingOptions all(ExperimentCommand command) {
    return new SettingOptions(command, null);
  }

  /** Returns the options of a few settings of a command. */
  static SettingOptions some(ExperimentCommand command, String... keys) {
    return new SettingOptions(command, List.of(keys));
  }

  /** Sets a default that is not that of the settings' command. */
  SettingOptions byDefault(String key, String text) {
    defaults.put(key, text);
    return this;
  }

  /**
   * Adds the options of all that is mixed into a command, and into its subcommands. Until then a
   * start does not load the table.
   */
  static void addToAll(CommandLine line) {
    addTo(line.getCommandSpec());
    line.getSubcommands().values().forEach(SettingOptions::addToAll);
  }

  /** Adds the options of all that is mixed into the command that arguments name. */
  static void addTo(CommandLine line, String... args) {
    CommandLine named = line;
    for (String arg : args) {
      @Nullable CommandLine next = named.getSubcommands().get(arg);
      if (next == null) {
        break;
      }
      named = next;
    }
    addTo(named.getCommandSpec());
  }

  private static void addTo(CommandSpec command) {
    mixed(command).filter(options -> options.options.isEmpty()).forEach(o -> o.add(command));
  }

  private static Stream<SettingOptions> mixed(CommandSpec spec) {
    return spec.mixins().values().stream()
        .flatMap(mixin ->
            mixin.userObject() instanceof SettingOptions options
                ? Stream.of(options)
                : mixed(mixin));
  }

  private void add(CommandSpec target) {
    Map<Setting.Group, ArgGroupSpec.Builder> groups = new EnumMap<>(Setting.Group.class);
    for (Setting setting : settings()) {
      OptionSpec option = option(setting);
      options.put(setting, option);
      if (keys == null) {
        groups.computeIfAbsent(setting.group(), SettingOptions::group).addArg(option);
      } else {
        target.addOption(option);
      }
      if (setting.type().flagToo()) {
        OptionSpec negation =
            OptionSpec.builder("--no-" + setting.key().replace('_', '-'))
                .type(Boolean.class)
                .arity("0")
                .hidden(true)
                .build();
        negations.put(setting, negation);
        target.addOption(negation);
      }
    }
    groups.values().forEach(group -> target.addArgGroup(group.build()));
  }

  private List<Setting> settings() {
    return keys == null
        ? Settings.of(command).stream().filter(setting -> !setting.isFileOnly()).toList()
        : keys.stream().map(key -> Settings.of(command, key)).toList();
  }

  private static ArgGroupSpec.Builder group(Setting.Group group) {
    String name = group.name();
    String heading = name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    return ArgGroupSpec.builder()
        .exclusive(false)
        .validate(false)
        .order(List.of(Setting.Group.values()).indexOf(group))
        .heading("%n" + heading + ":%n");
  }

  private OptionSpec option(Setting setting) {
    String[] names = setting.optionNames(command).toArray(String[]::new);
    ValueType type = setting.type();
    OptionSpec.Builder option =
        OptionSpec.builder(names)
            .description(setting.help(command, defaults.get(setting.key())).replace("%", "%%"))
            .paramLabel(setting.placeholder(command));
    if (!type.labels().isEmpty()) {
      option.completionCandidates(type.labels());
    }
    if (type.flagToo()) {
      option.arity("0..1").fallbackValue("true");
    }
    return switch (type.kind()) {
      case BOOL -> option.type(Boolean.class).arity("0").negatable(true).build();
      case SPECS ->
          option.type(LinkedHashMap.class).auxiliaryTypes(String.class, String.class).build();
      case FILE, FOLDER -> option.type(Path.class).converters(text -> parse(setting, text)).build();
      default -> option.type(String.class).converters(text -> parse(setting, text)).build();
    };
  }

  /** Picocli prints the message of this exception alone, and a class name before that of others. */
  private SettingValue parse(Setting setting, String text) {
    try {
      return setting.parse(command, text);
    } catch (InvalidArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /** Returns whether a setting was given. */
  boolean has(String key) {
    OptionSpec option = options.get(Settings.of(command, key));
    OptionSpec negation = negations.get(Settings.of(command, key));
    return (option != null && option.getValue() != null)
        || (negation != null && negation.getValue() != null);
  }

  /** Returns the values that were given, in the order of the table. */
  List<SettingValue> given() {
    List<SettingValue> values = new ArrayList<>();
    options.forEach((setting, option) -> {
      Object value = option.getValue();
      switch (value) {
        case null -> {}
        case SettingValue parsed -> values.add(parsed);
        case Map<?, ?> specs -> values.add(setting.parse(specs));
        default -> values.add(setting.parse(command, value.toString()));
      }
    });
    negations.forEach((setting, negation) -> {
      if (negation.getValue() != null) {
        values.add(setting.parse(command, "false"));
      }
    });
    return values;
  }

  /** Returns the experiment of a file, or the defaults without one, with what was given. */
  Variant over(@Nullable Variant file) {
    return over(file, false);
  }

  /** Like {@link #over(Variant)}, where {@code quick} takes the place of values of the file. */
  Variant over(@Nullable Variant file, boolean quick) {
    Variant variant =
        (file == null ? Variant.of(command) : file)
            .with(
                defaults.entrySet().stream()
                    .map(it -> Settings.of(command, it.getKey()).parse(command, it.getValue()))
                    .toList());
    return (quick ? variant.quick() : variant).with(given());
  }

  /** Returns what the options alone ask for; needs the native part. */
  Experiment experiment() {
    return over(null).training().build();
  }

  /** Returns what the options alone ask for, those of {@code diagnose}; needs the native part. */
  DiagnosisSettings diagnosis() {
    return over(null).diagnosis().build();
  }
}
