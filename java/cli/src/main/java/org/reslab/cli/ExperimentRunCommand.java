// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelledException;
import org.reslab.InvalidArgumentException;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentRunner;
import org.reslab.experiment.RunDirectory;
import org.reslab.experiment.RunStatus;
import org.reslab.experiment.Study;
import org.reslab.experiment.StudyCheck;
import org.reslab.experiment.StudyFolder;
import org.reslab.experiment.Variant;
import org.reslab.files.Json;
import org.reslab.report.ComparisonReport;
import org.reslab.report.DiagnosisReport;
import org.reslab.report.Screen;
import org.reslab.report.StudyReport;
import org.reslab.store.StoredRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs every experiment of a file. */
@Command(
    name = "run",
    header = "Run the experiments of a file, one after the other.",
    abbreviateSynopsis = true,
    description = {
      "A file without a matrix has --out as its run directory; one with a matrix has a run"
          + " directory below it for each combination. After a stop the same command with the same"
          + " --out continues: what is done is not done again, and a half-done run resumes from its"
          + " checkpoint."
    },
    footer = {
      "  reslab experiment run examples/learning-rates.yaml --out runs/rates",
      "  reslab experiment run mine.yaml --set epochs=1 --set 'blocks=[basic, preact]'"
    },
    exitCodeList = {
      "0:everything completed, and no verdict as bad as fail_on",
      "1:a run diverged or failed, or a verdict is as bad as fail_on",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted; what was measured is kept"
    })
final class ExperimentRunCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = CommonOptions.training();

  @Parameters(arity = "1", paramLabel = "FILE", description = "Experiment file.")
  private Path file = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder of the results, which continues those in it (default: a new folder in runs/,"
              + " named by the file).")
  private @Nullable Path out;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Another value for a key of the file, as YAML. Repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--allow-inexact",
      description =
          "Go on with a half-done run also where LibTorch, device, processor or threads are others,"
              + " and with them the last digits.")
  private boolean allowInexact;

  @Override
  public Integer call() {
    Context context = common.context();
    StudyCheck check = StudyCheck.of(file, overrides);
    Study study = check.study();
    if (study == null || !check.problems().isEmpty()) {
      throw new InvalidArgumentException(String.join("\n", check.problems()));
    }
    Path path =
        out == null
            ? RunDirectory.defaultPath(
                StudyFolder.name(study), Clock.system(ZoneId.systemDefault()))
            : out;
    StudyFolder folder = new StudyFolder(study, path);
    List<StudyReport.Part> parts = new ArrayList<>();
    int worst = ExitCodes.OK;
    for (Variant variant : study.variants()) {
      if (study.hasMatrix()) {
        context.message(
            "experiment %s of %s: %s"
                .formatted(parts.size() + 1, study.variants().size(), variant.name()));
      }
      StudyReport.Part part;
      try {
        part = run(variant, folder.path(variant), context);
      } catch (CancelledException e) {
        throw new CancelledException(e.getMessage() + "; " + continuation(path));
      }
      parts.add(part);
      int code = exitCode(part);
      if (code == ExitCodes.CANCELLED) {
        context.message("interrupted; " + continuation(path));
        worst = code;
        break;
      }
      worst = Math.max(worst, code);
    }
    if (common.json()) {
      context.printJson(document(study, path, parts));
    } else {
      context.print(text(study, parts, context.screen()));
      context.print("\nresults: " + path);
    }
    return worst;
  }

  private String continuation(Path path) {
    return "'reslab experiment run %s --out %s' continues".formatted(file, path);
  }

  private StudyReport.Part run(Variant variant, Path path, Context context) {
    if (!variant.command().trains()) {
      DiagnosisSettings settings = variant.diagnosis().build();
      boolean found = StudyFolder.holds(path, settings);
      Diagnosis diagnosis = Diagnoses.run(settings, path, context);
      return new StudyReport.Part(variant, path, found, null, diagnosis);
    }
    Experiment experiment = variant.training().build();
    RunDirectory directory;
    switch (StudyFolder.state(path, experiment)) {
      case DONE -> {
        Comparison comparison = StoredRun.open(path).comparison();
        if (comparison != null) {
          context.message("done before: " + path);
          return new StudyReport.Part(variant, path, true, comparison, null);
        }
        throw new InvalidArgumentException(
            path + ": its results cannot be read; choose another --out");
      }
      case BEGUN -> directory = RunDirectory.resume(path);
      default -> directory = RunDirectory.create(path, false);
    }
    try (TrainingDisplay display = new TrainingDisplay(context, common.verbose())) {
      Datasets.ensureFor(directory, context, experiment);
      ExperimentRunner runner =
          new ExperimentRunner(experiment, directory, display, context.cancellation().flag());
      if (allowInexact) {
        runner.allowInexact();
      }
      return new StudyReport.Part(variant, path, false, runner.run(), null);
    }
  }

  private static int exitCode(StudyReport.Part part) {
    Comparison comparison = part.comparison();
    if (comparison != null) {
      return ExitCodes.of(comparison.status());
    }
    Diagnosis diagnosis = part.diagnosis();
    return diagnosis == null
        ? ExitCodes.OK
        : Diagnoses.exitCode(diagnosis.cards(), part.variant().diagnosis().build().failOn());
  }

  private static String text(Study study, List<StudyReport.Part> parts, Screen screen) {
    if (study.hasMatrix()) {
      return StudyReport.text(parts, screen);
    }
    StudyReport.Part only = parts.getFirst();
    Comparison comparison = only.comparison();
    Diagnosis diagnosis = only.diagnosis();
    return comparison != null
        ? ComparisonReport.text(comparison, screen)
        : diagnosis == null ? "" : DiagnosisReport.text(diagnosis, screen);
  }

  private static Map<String, Object> document(
      Study study, Path path, List<StudyReport.Part> parts) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", study.name());
    document.put("command", study.command());
    document.put("out", path.toString());
    List<Map<String, Object>> experiments = new ArrayList<>();
    for (StudyReport.Part part : parts) {
      Map<String, Object> experiment = new LinkedHashMap<>();
      experiment.put("name", part.variant().name());
      experiment.put("matrix", part.variant().point());
      experiment.put("found", part.found());
      experiment.put("out", part.folder().toString());
      Comparison comparison = part.comparison();
      Diagnosis diagnosis = part.diagnosis();
      if (comparison != null) {
        experiment.putAll(comparison.toDocument());
      } else if (diagnosis != null) {
        experiment.put("status", RunStatus.COMPLETED);
        experiment.putAll(Json.object(StoredDiagnosis.of(diagnosis)));
      }
      experiments.add(experiment);
    }
    document.put("experiments", experiments);
    return document;
  }
}
