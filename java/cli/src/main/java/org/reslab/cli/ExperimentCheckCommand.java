// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.Study;
import org.reslab.experiment.StudyCheck;
import org.reslab.report.Screen;
import org.reslab.report.TextTable;
import org.reslab.report.TextTable.Align;
import org.reslab.text.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Finds the mistakes of experiment files. */
@Command(
    name = "check",
    header = "Find mistakes in experiment files, and show what they would run.",
    description = {
      "Every mistake is printed with file and line. Each network is built once, with nothing"
          + " trained and no data needed."
    },
    exitCodeList = {"0:every file is right", "1:a file has mistakes", "2:usage error"})
final class ExperimentCheckCommand implements Callable<Integer> {
  private static final int INDENT = 2;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Experiment files.")
  private List<Path> files = List.of();

  @Override
  public Integer call() {
    List<StudyCheck> checks = new ArrayList<>();
    for (Path file : files) {
      StudyCheck check = StudyCheck.of(file, List.of());
      checks.add(check);
      if (!common.json()) {
        common.context().print(text(check, common.context().screen()));
      }
    }
    boolean sound = checks.stream().allMatch(check -> check.problems().isEmpty());
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("sound", sound);
      document.put("files", checks.stream().map(ExperimentCheckCommand::document).toList());
      common.context().printJson(document);
    }
    return sound ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static String text(StudyCheck check, Screen screen) {
    Study study = check.study();
    if (study == null || !check.problems().isEmpty()) {
      return String.join("\n", check.problems()) + "\n";
    }
    boolean trains = study.command().trains();
    long cells = check.plans().stream().mapToLong(StudyCheck.Plan::cells).sum();
    long steps = check.plans().stream().mapToLong(plan -> plan.cells() * plan.steps()).sum();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s, %s, %s%s\n"
            .formatted(
                check.file(),
                study.command().label(),
                counted(check.plans().size(), "experiment"),
                counted(cells, "cell"),
                trains ? ", at most " + counted(steps, "step") : ""));
    TextTable table = new TextTable();
    table.column("experiment", Align.LEFT);
    table.column("networks", Align.RIGHT).column("seeds", Align.RIGHT);
    table.column("cells", Align.RIGHT);
    if (trains) {
      table.column("steps each", Align.RIGHT);
    }
    for (StudyCheck.Plan plan : check.plans()) {
      List<String> row = new ArrayList<>();
      row.add(plan.name().isEmpty() ? study.name() : plan.name());
      row.add(Integer.toString(plan.networks()));
      row.add(Integer.toString(plan.seeds()));
      row.add(Integer.toString(plan.cells()));
      if (trains) {
        row.add(Numbers.count(plan.steps()));
      }
      table.row(row);
    }
    return text.append(table.text(screen.indented(INDENT)).indent(INDENT)).toString();
  }

  private static Map<String, Object> document(StudyCheck check) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("file", check.file());
    document.put("problems", check.problems());
    Study study = check.study();
    if (study != null) {
      ExperimentCommand command = study.command();
      document.put("command", command);
      document.put("name", study.name());
      document.put("experiments", check.plans());
    }
    return document;
  }

  private static String counted(long count, String noun) {
    return Numbers.count(count) + " " + noun + (count == 1 ? "" : "s");
  }
}
