// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.Protocol;
import org.reslab.health.Status;
import org.reslab.report.export.ExportFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Option values that name one of a few things: how they parse, and what completion offers. */
final class LabelConverters {
  private LabelConverters() {}

  static final class Colours implements ITypeConverter<ColourChoice>, Candidates {
    @Override
    public ColourChoice convert(String text) {
      for (ColourChoice choice : ColourChoice.values()) {
        if (choice.label().equals(text)) {
          return choice;
        }
      }
      throw new TypeConversionException(
          "'%s': expected one of %s".formatted(text, String.join(", ", labels())));
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(ColourChoice.values()).map(ColourChoice::label).toList();
    }
  }

  static final class ExportFormats implements ITypeConverter<ExportFormat>, Candidates {
    @Override
    public ExportFormat convert(String text) {
      return parse(text, ExportFormat::parse);
    }

    @Override
    public List<String> labels() {
      return ExportFormat.labels();
    }
  }

  /** Verdicts that an exit code can report. */
  static final class FailOns implements ITypeConverter<Status>, Candidates {
    @Override
    public Status convert(String text) {
      return parse(text, DiagnosisSettings::parseFailOn);
    }

    @Override
    public List<String> labels() {
      return List.of("fail", "warn");
    }
  }

  static final class ExperimentCommands implements ITypeConverter<ExperimentCommand>, Candidates {
    @Override
    public ExperimentCommand convert(String text) {
      return parse(text, ExperimentCommand::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(ExperimentCommand.values()).map(ExperimentCommand::label).toList();
    }
  }

  static final class Protocols implements ITypeConverter<Protocol>, Candidates {
    @Override
    public Protocol convert(String text) {
      return parse(text, Protocol::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(Protocol.values()).map(Protocol::label).toList();
    }
  }

  /** What picocli asks for, as a list. */
  interface Candidates extends Iterable<String> {
    List<String> labels();

    @Override
    default java.util.Iterator<String> iterator() {
      return labels().iterator();
    }
  }

  /** Picocli prints the message of this exception alone, and a class name before that of others. */
  private static <T> T parse(String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (InvalidArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
