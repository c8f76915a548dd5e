// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.ExperimentTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes an experiment file to begin with. */
@Command(
    name = "new",
    header = "Write an experiment file with every key, its meaning and its default.",
    footer = {
      "  reslab experiment new mine.yaml",
      "  reslab experiment new --command diagnose depth.yaml"
    })
final class ExperimentNewCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--command",
      paramLabel = "COMMAND",
      converter = LabelConverters.ExperimentCommands.class,
      completionCandidates = LabelConverters.ExperimentCommands.class,
      description = "Whom it is for: ${COMPLETION-CANDIDATES} (default: compare).")
  private ExperimentCommand command = ExperimentCommand.COMPARE;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where; not replaced (default: experiment.yaml).")
  private Path file = Path.of("experiment.yaml");

  @Override
  public Integer call() {
    try {
      Files.writeString(file, ExperimentTemplate.text(command), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new InvalidArgumentException(
          file + " exists and is not replaced; choose another name", e);
    } catch (IOException e) {
      throw new NativeIoException("cannot write " + file + ": " + e, e);
    }
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("file", file);
      document.put("command", command);
      common.context().printJson(document);
    } else {
      common.context().print(file.toString());
    }
    return ExitCodes.OK;
  }
}
