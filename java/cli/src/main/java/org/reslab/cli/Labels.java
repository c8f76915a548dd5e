// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.reslab.DataPlacement;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.MemoryFormat;
import org.reslab.Precision;
import org.reslab.StepMode;
import org.reslab.data.DatasetKind;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.Protocol;
import org.reslab.health.Status;
import org.reslab.report.export.ExportFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Option values that name one of a few things: how they parse, and what completion offers. */
final class Labels {
  private Labels() {}

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

  static final class Devices implements ITypeConverter<Device>, Candidates {
    @Override
    public Device convert(String text) {
      return parse(text, Device::parse);
    }

    @Override
    public List<String> labels() {
      return Device.labels();
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

  /** Verdicts that an exit code can tell. */
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

  static final class Inits implements ITypeConverter<Init>, Candidates {
    @Override
    public Init convert(String text) {
      return parse(text, Init::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(Init.values()).map(Init::label).toList();
    }
  }

  static final class Kinds implements ITypeConverter<DatasetKind>, Candidates {
    @Override
    public DatasetKind convert(String text) {
      return parse(text, DatasetKind::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(DatasetKind.values()).map(DatasetKind::label).toList();
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

  static final class KernelChoices implements ITypeConverter<Kernels>, Candidates {
    @Override
    public Kernels convert(String text) {
      return parse(text, Kernels::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(Kernels.values()).map(Kernels::label).toList();
    }
  }

  static final class MemoryFormats implements ITypeConverter<MemoryFormat>, Candidates {
    @Override
    public MemoryFormat convert(String text) {
      return parse(text, MemoryFormat::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(MemoryFormat.values()).map(MemoryFormat::label).toList();
    }
  }

  static final class Precisions implements ITypeConverter<Precision>, Candidates {
    @Override
    public Precision convert(String text) {
      return parse(text, Precision::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(Precision.values()).map(Precision::label).toList();
    }
  }

  static final class StepModes implements ITypeConverter<StepMode>, Candidates {
    @Override
    public StepMode convert(String text) {
      return parse(text, StepMode::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(StepMode.values()).map(StepMode::label).toList();
    }
  }

  static final class DataPlacements implements ITypeConverter<DataPlacement>, Candidates {
    @Override
    public DataPlacement convert(String text) {
      return parse(text, DataPlacement::parse);
    }

    @Override
    public List<String> labels() {
      return Arrays.stream(DataPlacement.values()).map(DataPlacement::label).toList();
    }
  }

  static final class Schedules implements Candidates {
    @Override
    public List<String> labels() {
      return List.of("constant", "multistep", "cosine");
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
