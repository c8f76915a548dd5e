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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelledException;
import org.reslab.InvalidArgumentException;
import org.reslab.NetworkSpec;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.InputSource;
import org.reslab.diagnosis.NotebookDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.Protocol;
import org.reslab.experiment.RunDirectory;
import org.reslab.files.Json;
import org.reslab.files.OutputFile;
import org.reslab.health.Card;
import org.reslab.health.Profile;
import org.reslab.report.DiagnosisReport;
import org.reslab.report.export.JunitExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Judges architectures without training them. */
@Command(
    name = "diagnose",
    header = "Judge architectures by their initial weights, without training.",
    abbreviateSynopsis = true,
    description = {
      "Measures activations, gradients, ranks and sensitivity of every net, block, width,"
          + " initialisation and seed, with intervals over the seeds, and holds them against what"
          + " theory predicts. docs/diagnostics.md defines every metric.",
      "What is measured is kept in --out as it is measured: after a stop, the same command with the"
          + " same --out continues."
    },
    footer = {
      "  reslab diagnose",
      "  reslab diagnose --depth 8,20,56 --blocks plain,basic,preact --out runs/depth",
      "  reslab diagnose --blocks basic --metrics full --seeds 0..3 --input cifar10",
      "  reslab diagnose --blocks preact-noskip --fail-on warn",
      "  reslab diagnose --file examples/depth-sweep.yaml",
      "  reslab diagnose --protocol notebook --checkpoint w.safetensors \\",
      "      --input x.safetensors"
    },
    exitCodeList = {
      "0:done, and no verdict as bad as --fail-on",
      "1:a verdict as bad as --fail-on, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted; what was measured is kept"
    })
final class DiagnoseCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final FileOptions file = new FileOptions();

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      converter = LabelConverters.Protocols.class,
      completionCandidates = LabelConverters.Protocols.class,
      description =
          "'notebook' computes the notebook's own table: its blocks, seed 0, 32 gaussian images, BN"
              + " in eval mode, judged by its own profile (default: default).")
  private Protocol protocol = Protocol.DEFAULT;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder of the results, which continues those in it (default: a new one in runs/).")
  private @Nullable Path out;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also write the verdicts as a JUnit report.")
  private @Nullable Path junit;

  @Option(names = "--overwrite", description = "Replace an existing --junit file.")
  private boolean overwrite;

  @Mixin private final ReportOption report = new ReportOption();

  @Mixin private final SettingOptions options = SettingOptions.all(ExperimentCommand.DIAGNOSE);

  @Override
  public Integer call() {
    return protocol == Protocol.NOTEBOOK ? notebook() : diagnose();
  }

  private int diagnose() {
    DiagnosisSettings settings = options.over(file.variant()).diagnosis().build();
    @Nullable Path target = junit == null ? null : OutputFile.resolve(junit, "--junit", overwrite);
    Context context = common.context();
    Path path =
        out == null
            ? RunDirectory.defaultPath("diagnose", Clock.system(ZoneId.systemDefault()))
            : out;
    Diagnosis diagnosis;
    try {
      diagnosis = Diagnoses.run(settings, path, context);
    } catch (CancelledException e) {
      throw new CancelledException(
          e.getMessage()
              + "; what is done is in "
              + path
              + ", the same command with --out "
              + path
              + " continues");
    }
    if (target != null) {
      JunitExport.write(diagnosis, settings.failOn(), target);
    }
    @Nullable Path page = report.write(path);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("protocol", protocol.label());
      document.put("profile", Profile.of(settings.profile()).name());
      document.put("batch", settings.batch());
      document.putAll(Json.object(StoredDiagnosis.of(diagnosis)));
      document.put("out", path.toString());
      if (page != null) {
        document.put("report", page.toString());
      }
      context.printJson(document);
    } else {
      context.print(DiagnosisReport.text(diagnosis, context.screen()));
      context.print("\nresults: " + path);
      if (page != null) {
        context.print("report: " + page);
      }
    }
    return Diagnoses.exitCode(diagnosis.cards(), settings.failOn());
  }

  private int notebook() {
    if (out != null || Stream.of("metrics", "batch", "lr", "jobs").anyMatch(options::has)) {
      throw common.usage(
          "--protocol notebook computes one fixed table; leave out --metrics, --batch, --lr, --out"
              + " and --jobs");
    }
    if (junit != null) {
      throw common.usage(
          "--protocol notebook computes one fixed table without verdicts of theory; leave out"
              + " --junit");
    }
    if (file.file() != null) {
      throw common.usage(
          "--protocol notebook computes one fixed table and keeps nothing; leave out --file");
    }
    DiagnosisSettings asked = options.over(null).diagnosis().protocol(protocol).build();
    Profile judgedBy = Profile.of(options.has("profile") ? asked.profile() : protocol.label());
    @Nullable Path input = notebookInput(asked);
    List<NotebookDiagnosis> rows = new ArrayList<>();
    List<Card> cards = new ArrayList<>();
    for (NetworkSpec spec : asked.networks()) {
      for (long seed : options.has("seeds") ? asked.seeds() : List.of(0L)) {
        NotebookDiagnosis row =
            NotebookDiagnosis.of(
                spec.toBuilder().seed(seed).build(),
                asked.device(),
                asked.checkpoint(),
                input,
                asked.eps());
        rows.add(row);
        cards.add(row.judge(judgedBy));
      }
    }
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("protocol", protocol.label());
      document.put("profile", judgedBy.name());
      List<Map<String, Object>> models = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("net", rows.get(i).spec().net());
        model.put("block", rows.get(i).spec().block().name());
        model.put("seed", rows.get(i).spec().seed());
        model.putAll(rows.get(i).columns());
        model.put("layers_tracked", rows.get(i).row().layersTracked());
        model.put("params", rows.get(i).parameters());
        model.put("status", cards.get(i).status());
        model.put("verdicts", cards.get(i).verdicts());
        model.put("findings", cards.get(i).findings());
        models.add(model);
      }
      document.put("rows", models);
      common.context().printJson(document);
    } else {
      Context context = common.context();
      context.print(DiagnosisReport.text(rows, cards, context.screen()));
    }
    return Diagnoses.exitCode(cards, asked.failOn());
  }

  /** Returns the file that the notebook's networks look at, or null for random images. */
  private @Nullable Path notebookInput(DiagnosisSettings asked) {
    if (options.has("bn_mode")) {
      throw new InvalidArgumentException(
          "--bn-mode has no meaning with --protocol notebook, whose modes are fixed; leave it out");
    }
    if (!options.has("inputs")) {
      return null;
    }
    if (asked.inputs().size() > 1) {
      throw new InvalidArgumentException(
          "--input has %s entries, expected one with --protocol notebook"
              .formatted(asked.inputs().size()));
    }
    return switch (asked.inputSources().getFirst()) {
      case InputSource.Gaussian _ -> null;
      case InputSource.TensorFile(Path file) -> file;
      default ->
          throw new InvalidArgumentException(
              "--input is cifar10, expected gaussian or a file with x, y and noise: the notebook"
                  + " looks at random images");
    };
  }
}
