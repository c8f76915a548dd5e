// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.BestOn;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.NotebookReference;
import org.reslab.experiment.PairedDifference;
import org.reslab.experiment.Protocol;
import org.reslab.experiment.RunStatus;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;

/**
 * One run directory as the page shows it: everything but the curves.
 *
 * @param name of the folder
 * @param kind training or diagnosis
 * @param status how it ended
 * @param started in UTC; null where no file says
 * @param about what was run, in a few words
 * @param problems what is missing or damaged, in sentences
 * @param environment by name; empty where no file says
 * @param experimentText the settings as a file
 * @param recorded the command line as it was given; null where no file has it
 * @param again a command that runs the settings again; null without settings
 * @param training what it measured; null for a diagnosis
 * @param diagnosis the judgement without the values, which are in the charts; null for training
 */
record RunData(
    String name,
    StoredRun.Kind kind,
    RunStatus status,
    @Nullable String started,
    String about,
    List<String> problems,
    Map<String, @Nullable Object> environment,
    @Nullable String experimentText,
    @Nullable String recorded,
    @Nullable String again,
    @Nullable Training training,
    @Nullable StoredDiagnosis diagnosis) {
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_./:=,+@%-]+");
  private static final String MAIN = "org.reslab.cli.Main";

  /**
   * The headline of training.
   *
   * @param trainImages of an epoch; null where the settings cannot be read, as are the next three
   * @param planned cells of the grid
   * @param notebook published values; null unless the protocol is the notebook's
   */
  record Training(
      @Nullable Long trainImages,
      @Nullable Long valImages,
      @Nullable Long testImages,
      @Nullable BestOn bestOn,
      @Nullable Double seconds,
      @Nullable Long epochs,
      long planned,
      long nets,
      long blockCount,
      long seeds,
      List<BlockRow> blocks,
      List<PairedDifference> pairs,
      List<CellRow> cells,
      @Nullable List<NotebookReference> notebook,
      List<String> notebookDifferences) {}

  /** A row of the headline. */
  record BlockRow(String series, String label, BlockSummary summary) {}

  record CellRow(String id, RunStatus status, @Nullable String message) {}

  /** Returns what the page shows of a run. */
  static RunData of(StoredRun run, Language language, SeriesNames names) {
    boolean trains = run.kind() == StoredRun.Kind.TRAINING;
    @Nullable StoredDiagnosis diagnosis = run.diagnosis();
    return new RunData(
        run.name(),
        run.kind(),
        run.status(),
        run.started(),
        about(run, language),
        run.problems(),
        environment(run),
        run.experimentText(),
        recorded(run),
        run.experimentText() == null
            ? null
            : "reslab %s --file %s"
                .formatted(
                    trains ? "compare" : "diagnose", quoted(run.name() + "/experiment.yaml")),
        trains ? training(run, names) : null,
        diagnosis == null ? null : diagnosis.withoutValues());
  }

  private static Training training(StoredRun run, SeriesNames names) {
    @Nullable Comparison comparison = run.comparison();
    @Nullable Experiment experiment = run.experiment();
    @Nullable Experiment notebook =
        experiment != null && experiment.protocol() == Protocol.NOTEBOOK ? experiment : null;
    return new Training(
        comparison == null ? null : comparison.data().train(),
        comparison == null ? null : comparison.data().validation(),
        comparison == null ? null : comparison.data().test(),
        experiment == null ? null : experiment.bestOn(),
        comparison == null ? null : comparison.seconds(),
        experiment == null ? null : experiment.training().epochs(),
        experiment == null ? run.cells().size() : experiment.cells().size(),
        run.cells().stream().map(StoredCell::net).distinct().count(),
        run.cells().stream().map(StoredCell::block).distinct().count(),
        run.cells().stream().map(StoredCell::seed).distinct().count(),
        comparison == null
            ? List.of()
            : comparison.blocks().stream()
                .map(row ->
                    new BlockRow(
                        names.key(run.name(), row.net(), row.block()),
                        names.label(run.name(), row.net(), row.block()),
                        row))
                .toList(),
        comparison == null ? List.of() : comparison.pairs(),
        run.cells().stream()
            .map(cell -> new CellRow(cell.id(), cell.status(), cell.message()))
            .toList(),
        notebook == null ? null : NotebookReference.published(),
        notebook == null ? List.of() : notebook.notebookDifferences());
  }

  private static String about(StoredRun run, Language language) {
    @Nullable Experiment experiment = run.experiment();
    if (run.kind() == StoredRun.Kind.DIAGNOSIS) {
      return language.text(
          "about_diagnosis", run.diagnosis() == null ? 0 : run.diagnosis().architectures().size());
    }
    return experiment == null
        ? ""
        : language.text(
            "about_training",
            String.join(", ", experiment.nets()),
            experiment.data().label(),
            experiment.training().epochs(),
            experiment.seeds().size());
  }

  /** What a reader may want to know: without the command line, which stands by itself. */
  private static Map<String, @Nullable Object> environment(StoredRun run) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    run.environment()
        .forEach((key, value) -> {
          if (value instanceof Map<?, ?> nested) {
            nested.forEach((inner, one) -> facts.put(key + "_" + inner, one));
          } else if (!key.equals("command_line") && value != null) {
            facts.put(key, value);
          }
        });
    return facts;
  }

  /** The command as a user would type it: what follows the JVM's own words. */
  private static @Nullable String recorded(StoredRun run) {
    if (!(run.environment().get("command_line") instanceof List<?> words)) {
      return null;
    }
    for (int i = 0; i < words.size(); i++) {
      if (String.valueOf(words.get(i)).endsWith(MAIN)) {
        StringBuilder command = new StringBuilder("reslab");
        words
            .subList(i + 1, words.size())
            .forEach(word -> command.append(' ').append(quoted(String.valueOf(word))));
        return command.toString();
      }
    }
    return null;
  }

  private static String quoted(String word) {
    return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
