// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.ExperimentRunner;
import org.reslab.experiment.RunDirectory;
import org.reslab.files.RunFiles;
import org.reslab.report.ComparisonReport;
import org.reslab.report.LossCurves;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that train have in common: settings of the experiment, and where it goes. */
final class RunOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Run directory (default: a new one in runs/).")
  private @Nullable Path out;

  @Option(names = "--overwrite", description = "Replace the earlier run in --out.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description =
          "Resume the run in this directory from its last checkpoint, with the results of an"
              + " uninterrupted run; its settings are those of its experiment.yaml.")
  private @Nullable Path resume;

  @Option(
      names = "--allow-inexact",
      description =
          "With --resume: resume even if LibTorch, device, processor or threads are others, so that"
              + " results will not be bit-identical.")
  private boolean allowInexact;

  @Option(
      names = "--quick",
      description = "5,120 training and 1,000 test images, 1 epoch; other options still count.")
  private boolean quick;

  @Mixin private final FileOptions file = new FileOptions();
  @Mixin private final ReportOption report = new ReportOption();
  @Mixin private final SettingOptions settings;

  RunOptions(ExperimentCommand command) {
    settings = SettingOptions.all(command);
  }

  /** Returns what the file, if any, and the options over it ask for. */
  Experiment experiment() {
    return settings.over(file.variant(), quick).training().build();
  }

  /** Returns the experiment file, or null without one. */
  @Nullable Path file() {
    return file.file();
  }

  /** Returns whether a run is to be resumed. */
  boolean resumes() {
    return resume != null;
  }

  /**
   * Resumes the run in {@code --resume}.
   *
   * @param common of the command, on which nothing else may be set
   * @param single whether the command is for one run alone
   */
  Outcome resume(CommonOptions common, boolean single, TrainingDisplay display, Context context) {
    Path path = Objects.requireNonNull(resume);
    List<String> others =
        common.given(
            Set.of("--resume", "--allow-inexact", "--json", "--verbose", "--color", "--report"));
    if (!others.isEmpty()) {
      throw common.usage(
          "--resume takes the settings of %s; leave out %s"
              .formatted(path.resolve(RunFiles.EXPERIMENT), String.join(", ", others)));
    }
    try (display) {
      RunDirectory directory = RunDirectory.resume(path);
      Experiment experiment = directory.experiment();
      if (single && experiment.cells().size() > 1) {
        throw new InvalidArgumentException(
            "%s holds an experiment of %s cells; resume it with 'reslab compare --resume %s'"
                .formatted(path, experiment.cells().size(), path));
      }
      Datasets.ensure(context, experiment.data(), experiment.dataDir());
      ExperimentRunner runner =
          new ExperimentRunner(experiment, directory, display, context.cancellation().flag());
      if (allowInexact) {
        runner.allowInexact();
      }
      return outcome(runner.run(), directory.path(), display);
    }
  }

  /** Fails where an option is given that means nothing. */
  void check(CommonOptions common) {
    if (allowInexact && resume == null) {
      throw common.usage("--allow-inexact means something only with --resume");
    }
  }

  /**
   * Makes the run directory, fetches the data where it is missing, and trains.
   *
   * @param command names the folder where {@code --out} does not
   * @return what came out, and where it lies
   */
  Outcome run(String command, Experiment experiment, TrainingDisplay display, Context context) {
    try (display) {
      Path path =
          out == null
              ? RunDirectory.defaultPath(command, Clock.system(ZoneId.systemDefault()))
              : out;
      RunDirectory directory = RunDirectory.create(path, overwrite);
      Datasets.ensureFor(directory, context, experiment);
      ExperimentRunner runner =
          new ExperimentRunner(experiment, directory, display, context.cancellation().flag());
      return outcome(runner.run(), directory.path(), display);
    }
  }

  private Outcome outcome(Comparison comparison, Path directory, TrainingDisplay display) {
    return new Outcome(comparison, directory, display.losses(), report.write(directory));
  }

  /**
   * What came out.
   *
   * @param directory where it lies
   * @param losses of the runs, as far as this process trained them
   * @param report the page of it, or null where none was asked for
   */
  record Outcome(Comparison comparison, Path directory, LossCurves losses, @Nullable Path report) {
    /** Adds where things lie to a command's document. */
    void places(Map<String, Object> document) {
      document.put("out", directory.toString());
      if (report != null) {
        document.put("report", report.toString());
      }
    }

    void print(Context context) {
      context.print(ComparisonReport.text(comparison, context.screen()));
      String curves = losses.text(context.screen());
      if (!curves.isEmpty()) {
        context.print("\n" + curves);
      }
      context.print("\nrun directory: " + directory);
      if (report != null) {
        context.print("report: " + report);
      }
    }
  }
}
