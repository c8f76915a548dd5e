// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.Dataset;
import org.reslab.Evaluation;
import org.reslab.EvaluationListener;
import org.reslab.InvalidArgumentException;
import org.reslab.Logits;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.PredictionScores;
import org.reslab.data.DataSource;
import org.reslab.data.ImageSize;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentBuilder;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.experiment.TestImages;
import org.reslab.files.OutputFile;
import org.reslab.text.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Evaluates a checkpoint on test images. */
@Command(
    name = "evaluate",
    header = "Evaluate a checkpoint on the test images.",
    description = {
      "A checkpoint of ResLab says which network it holds; for one made elsewhere, say it with"
          + " --net and --block."
    },
    footer = {
      "  reslab evaluate \\",
      "      --checkpoint runs/a/checkpoints/tinynet-basic-s0/best.safetensors",
      "  reslab evaluate --checkpoint w.safetensors --logits logits.safetensors --json",
      "  reslab evaluate --checkpoint theirs.safetensors --net tinynet --block basic"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final CheckpointOptions checkpoint = new CheckpointOptions();

  @Option(
      names = "--logits",
      paramLabel = "FILE",
      description = "Write logits [N, C] and labels [N] to this safetensors file.")
  private @Nullable Path logits;

  @Option(names = "--overwrite", description = "Replace an existing --logits file.")
  private boolean overwrite;

  @Option(
      names = "--subset",
      paramLabel = "N",
      description = "Evaluate the first N test images (default: all).")
  private @Nullable Long subset;

  @Option(
      names = {"--batch", "--test-batch"},
      paramLabel = "N",
      description = "Images at a time (default: ${DEFAULT-VALUE}).")
  private int batch = 256;

  @Mixin
  private final SettingOptions data =
      SettingOptions.some(ExperimentCommand.TRAIN, "data", "data_dir", "split", "skip_unreadable");

  @Mixin private final DeviceOptions device = new DeviceOptions();

  @Override
  public Integer call() {
    if (subset != null && subset < 1) {
      throw new InvalidArgumentException(
          "--subset is %s, expected at least 1 image".formatted(subset));
    }
    @Nullable Path target =
        logits == null ? null : OutputFile.resolve(logits, "--logits", overwrite);
    device.applyThreads();
    Context context = common.context();
    @Nullable NetworkSpec held = checkpoint.held();
    Experiment asked = asked(held);
    Datasets.ensure(context, asked.data(), asked.dataDir());
    Logits found;
    NetworkSpec spec;
    try (MemorySession session = MemorySession.open()) {
      Dataset images = open(session, asked, context);
      spec = held == null ? checkpoint.foreign(images) : held;
      Network loaded = device.open(session, spec);
      checkpoint.load(loaded, context);
      Dataset seen = session.redescribed(images, spec.images());
      found = evaluate(loaded, seen, context);
      if (target != null) {
        found.save(target);
      }
    }
    Evaluation evaluation = found.evaluation().requireFinite();
    @Nullable PredictionScores scores = found.scores();
    if (common.json()) {
      context.printJson(document(spec, asked, evaluation, scores));
    } else {
      context.print(
          "%s of %s on %s test images of %s: accuracy %s, loss %s"
              .formatted(
                  spec.net(),
                  spec.block().name(),
                  Numbers.count(evaluation.images()),
                  asked.data().label(),
                  Numbers.percent(evaluation.accuracy(), 2),
                  Numbers.fixed(evaluation.loss(), 4)));
      if (scores != null) {
        context.print(
            "top-5 accuracy %s, expected calibration error %s"
                .formatted(
                    Numbers.percent(scores.top5Accuracy(), 2),
                    Numbers.fixed(scores.calibrationError(), 4)));
      }
    }
    return ExitCodes.OK;
  }

  /**
   * Returns which images, at the size of a checkpoint's network unless another one is asked for.
   */
  private Experiment asked(@Nullable NetworkSpec held) {
    ExperimentBuilder builder = data.over(null).training().testSubset(subset);
    Experiment experiment = builder.build();
    if (!(experiment.data() instanceof DataSource.Folder)) {
      return experiment;
    }
    @Nullable ImageSize size =
        held == null
            ? checkpoint.size()
            : new ImageSize(held.images().height(), held.images().width());
    return builder.size(size).build();
  }

  private static Dataset open(MemorySession session, Experiment asked, Context context) {
    try (FetchDisplay display = new FetchDisplay(context)) {
      return TestImages.open(session, asked, "--subset", display, context.cancellation().flag());
    }
  }

  private Logits evaluate(Network loaded, Dataset images, Context context) {
    CancelFlag cancel = context.cancellation().flag();
    try (ProgressLine line = new ProgressLine(context)) {
      EvaluationListener progress =
          (done, total) ->
              line.show(
                  "evaluating",
                  String.format(Locale.ROOT, "%,d of %,d images", done, total),
                  done,
                  total);
      return loaded.logits(images, batch, cancel, progress);
    }
  }

  private Map<String, Object> document(
      NetworkSpec spec,
      Experiment asked,
      Evaluation evaluation,
      @Nullable PredictionScores scores) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("network", spec.net());
    document.put("block", spec.block().name());
    document.put("checkpoint", checkpoint.file().toAbsolutePath().toString());
    document.put("data", asked.data().label());
    document.put("images", evaluation.images());
    document.put("correct", evaluation.correct());
    document.put("accuracy", evaluation.accuracy());
    document.put("loss", evaluation.loss());
    if (scores != null) {
      document.put("top5_accuracy", scores.top5Accuracy());
      document.put("calibration_error", scores.calibrationError());
    }
    if (logits != null) {
      document.put("logits", logits.toAbsolutePath().toString());
    }
    return document;
  }
}
