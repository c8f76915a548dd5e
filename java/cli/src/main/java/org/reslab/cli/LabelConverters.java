// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.reslab.FileNames;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.Protocol;
import org.reslab.health.Status;
import org.reslab.report.export.ExportFormat;
import org.reslab.report.page.Language;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Option values that name one of a few things: how they parse, and what completion offers. */
final class LabelConverters {
  private LabelConverters() {}

  static final class Colours extends Labels<ColourChoice> {
    Colours() {
      super(labels(ColourChoice.values(), ColourChoice::label), ColourChoice::parse);
    }
  }

  static final class ExportFormats extends Labels<ExportFormat> {
    ExportFormats() {
      super(ExportFormat.labels(), ExportFormat::parse);
    }
  }

  /** Verdicts that an exit code can report. */
  static final class FailOns extends Labels<Status> {
    FailOns() {
      super(List.of("fail", "warn"), DiagnosisSettings::parseFailOn);
    }
  }

  static final class Names extends Labels<FileNames> {
    Names() {
      super(labels(FileNames.values(), FileNames::label), FileNames::parse);
    }
  }

  static final class ExperimentCommands extends Labels<ExperimentCommand> {
    ExperimentCommands() {
      super(labels(ExperimentCommand.values(), ExperimentCommand::label), ExperimentCommand::parse);
    }
  }

  static final class Languages extends Labels<Language> {
    Languages() {
      super(labels(Language.values(), Language::tag), Language::parse);
    }
  }

  static final class Protocols extends Labels<Protocol> {
    Protocols() {
      super(labels(Protocol.values(), Protocol::label), Protocol::parse);
    }
  }

  private static <T> List<String> labels(T[] values, Function<T, String> label) {
    return Arrays.stream(values).map(label).toList();
  }

  /** What picocli asks for of an option with such values. */
  abstract static class Labels<T> implements ITypeConverter<T>, Iterable<String> {
    private final List<String> labels;
    private final Function<String, T> parser;

    Labels(List<String> labels, Function<String, T> parser) {
      this.labels = labels;
      this.parser = parser;
    }

    /** Picocli prints the message of this exception alone, and a class name before others'. */
    @Override
    public T convert(String text) {
      try {
        return parser.apply(text);
      } catch (InvalidArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }

    @Override
    public Iterator<String> iterator() {
      return labels.iterator();
    }
  }
}
