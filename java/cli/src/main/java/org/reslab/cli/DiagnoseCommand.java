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
import org.reslab.Device;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.cli.TextLists.Texts;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.diagnosis.NotebookDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.experiment.DiagnosisBuilder;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.Protocol;
import org.reslab.experiment.RunDirectory;
import org.reslab.experiment.Variant;
import org.reslab.files.Json;
import org.reslab.health.Card;
import org.reslab.health.Profile;
import org.reslab.health.Status;
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
          + " same --out goes on."
    },
    footer = {
      "  reslab diagnose",
      "  reslab diagnose --depth 8,20,56 --blocks plain,basic,preact --out runs/depth",
      "  reslab diagnose --blocks basic --metrics full --seeds 4 --input cifar10",
      "  reslab diagnose --blocks preact-noskip --fail-on warn",
      "  reslab diagnose --file examples/depth-sweep.yaml",
      "  reslab diagnose --protocol notebook --checkpoint w.safetensors \\",
      "      --input x.safetensors"
    },
    exitCodeList = {
      "0:done, and no verdict as bad as --fail-on",
      "1:a verdict as bad as --fail-on, or a failure",
      "2:wrong use",
      "3:the native part is unavailable",
      "130:interrupted; what was measured is kept"
    })
final class DiagnoseCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final SubjectOptions subjects = new SubjectOptions();
  @Mixin private final FileOptions file = new FileOptions();

  @Option(
      names = "--metrics",
      paramLabel = "SET,…",
      converter = Texts.Converter.class,
      description =
          "economy, standard, full, or probes: activations, gradients, spectrum, sensitivity,"
              + " shattering, jacobian, microbatch, ntk, hessian, proxies, coordinates (default:"
              + " standard).")
  private @Nullable Texts metrics;

  @Option(names = "--batch", paramLabel = "N", description = "Images of a cell (default: 64).")
  private @Nullable Integer batch;

  @Option(
      names = "--eps",
      paramLabel = "X",
      description = "Relative size of perturbations (default: 0.001).")
  private @Nullable Double eps;

  @Option(
      names = "--lr",
      paramLabel = "X",
      description = "Learning rate of the coordinate check (default: 0.1).")
  private @Nullable Double lr;

  @Option(
      names = "--protocol",
      paramLabel = "PROTOCOL",
      converter = Labels.Protocols.class,
      completionCandidates = Labels.Protocols.class,
      description =
          "notebook computes the notebook's own table: one seed, 32 images, BN in eval mode"
              + " (default: default).")
  private Protocol protocol = Protocol.DEFAULT;

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      description =
          "What to judge by: theory, notebook, or a YAML file (default: theory; notebook for the"
              + " notebook's protocol).")
  private @Nullable String profile;

  @Option(
      names = "--fail-on",
      paramLabel = "STATUS",
      converter = Labels.FailOns.class,
      completionCandidates = Labels.FailOns.class,
      description = "Exit with 1 where a verdict is this bad: ${COMPLETION-CANDIDATES}.")
  private @Nullable Status failOn;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the results, to go on in (default: a new one in runs/).")
  private @Nullable Path out;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Cells at a time, each on one CPU thread (default: one for each core).")
  private @Nullable Integer jobs;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      converter = Labels.Devices.class,
      completionCandidates = Labels.Devices.class,
      description = "${COMPLETION-CANDIDATES}, or a numbered one such as cuda:1 (default: cpu).")
  private @Nullable Device device;

  @Option(
      names = "--junit",
      paramLabel = "FILE",
      description = "Also write the verdicts as a JUnit report, replacing an earlier one.")
  private @Nullable Path junit;

  @Mixin private final ReportOption report = new ReportOption();

  @Override
  public Integer call() {
    return protocol == Protocol.NOTEBOOK ? notebook() : diagnose();
  }

  private int diagnose() {
    DiagnosisSettings settings = settings();
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
              + " goes on");
    }
    if (junit != null) {
      JunitExport.write(diagnosis, settings.failOn(), junit);
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

  private DiagnosisSettings settings() {
    @Nullable Variant variant = file.variant();
    DiagnosisBuilder builder = variant == null ? DiagnosisSettings.builder() : variant.diagnosis();
    subjects.applyTo(builder);
    if (metrics != null) {
      builder.probes(metrics.values().stream().map(Probe::parse).toList());
    }
    if (batch != null) {
      builder.batch(batch);
    }
    if (eps != null) {
      builder.eps(eps);
    }
    if (lr != null) {
      builder.lr(lr);
    }
    if (profile != null) {
      builder.profile(profile);
    }
    if (failOn != null) {
      builder.failOn(failOn);
    }
    if (device != null) {
      builder.device(device);
    }
    if (jobs != null) {
      builder.jobs(jobs);
    }
    return builder.build();
  }

  private int notebook() {
    if (metrics != null || batch != null || lr != null || out != null || jobs != null) {
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
    Profile judgedBy = Profile.of(profile == null ? "notebook" : profile);
    List<NotebookDiagnosis> rows = new ArrayList<>();
    List<Card> cards = new ArrayList<>();
    for (SubjectOptions.NotebookSubject subject : subjects.notebookSubjects()) {
      NotebookDiagnosis row =
          NotebookDiagnosis.of(
              subject.spec(),
              device == null ? Device.CPU : device,
              subjects.checkpoint(),
              subject.input(),
              eps == null ? ProbeConfig.DEFAULT_EPS : eps);
      rows.add(row);
      cards.add(row.judge(judgedBy));
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
    return Diagnoses.exitCode(cards, failOn);
  }
}
