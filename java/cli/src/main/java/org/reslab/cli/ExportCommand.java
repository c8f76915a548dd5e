// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.FileNames;
import org.reslab.InvalidArgumentException;
import org.reslab.health.Status;
import org.reslab.report.export.ExportFormat;
import org.reslab.report.export.ExportResult;
import org.reslab.report.export.Exporter;
import org.reslab.store.StoredRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes run directories in the formats of other programs. */
@Command(
    name = "export",
    header = "Write run directories and checkpoints as other programs read them.",
    abbreviateSynopsis = true,
    description = {
      "tensorboard: event files with scalars, histograms, images and hyperparameters. csv, jsonl:"
          + " every value in long format. markdown: the comparison, or the verdicts. png, svg: each"
          + " chart. junit: the verdicts of a diagnosis as a test report.",
      "An export replaces what an earlier one of the same format wrote there, and nothing else.",
      "With --names it writes one checkpoint with the tensors' names of torchvision or timm, which"
          + " their networks load with strict=True."
    },
    footer = {
      "  reslab export runs/a --format tensorboard",
      "  tensorboard --logdir runs/a/export/tensorboard",
      "  reslab export runs/a runs/b --format csv,markdown,svg --out exports",
      "  reslab export runs/depth --format junit --fail-on warn",
      "  reslab export w.safetensors --names torchvision --out theirs.safetensors"
    },
    exitCodeList = {
      "0:done; what a format cannot hold was said",
      "1:nothing could be written, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted; the files written until then are whole"
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Run directories; with --names a checkpoint.")
  private List<Path> runs = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT,…",
      split = ",",
      converter = LabelConverters.ExportFormats.class,
      completionCandidates = LabelConverters.ExportFormats.class,
      description = "Any of ${COMPLETION-CANDIDATES}.")
  private List<ExportFormat> formats = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where to; of several runs, each in a folder of its name (default: RUN/export). With"
              + " --names the file to write.")
  private @Nullable Path out;

  @Option(
      names = "--names",
      paramLabel = "NAMES",
      converter = LabelConverters.Names.class,
      completionCandidates = LabelConverters.Names.class,
      description = "Write a checkpoint with other names of its tensors: ${COMPLETION-CANDIDATES}.")
  private @Nullable FileNames names;

  @Option(names = "--overwrite", description = "With --names, replace an existing file.")
  private boolean overwrite;

  @Option(
      names = "--fail-on",
      paramLabel = "STATUS",
      converter = LabelConverters.FailOns.class,
      completionCandidates = LabelConverters.FailOns.class,
      description = "From which verdict on a JUnit case fails: fail, warn (default: fail).")
  private Status failOn = Status.FAIL;

  @Override
  public Integer call() {
    if (formats.isEmpty() == (names == null)) {
      throw new InvalidArgumentException(
          names == null
              ? "expected --format=FORMAT for run directories, or --names=NAMES for a checkpoint"
              : "--format is for run directories and --names for a checkpoint; leave one out");
    }
    if (names != null) {
      new CheckpointExport(common, names).write(runs, out, overwrite);
      return ExitCodes.OK;
    }
    Context context = common.context();
    List<StoredRun> stored = runs.stream().map(StoredRun::open).toList();
    List<Path> folders = folders(stored);
    List<Map<String, Object>> documents = new ArrayList<>();
    int files = 0;
    for (int i = 0; i < stored.size(); i++) {
      StoredRun run = stored.get(i);
      run.problems().forEach(problem -> context.message("warning: " + run.name() + ": " + problem));
      ExportResult result;
      try (ProgressLine line = new ProgressLine(context)) {
        result =
            new Exporter(run, formats, failOn)
                .write(
                    folders.get(i),
                    (what, done, total) ->
                        line.show(
                            "exporting",
                            "%s of %s: %s".formatted(done + 1, total, what),
                            done,
                            total),
                    context.cancellation().flag());
      }
      result.notes().forEach(note -> context.message("note: " + note));
      files += result.files().size();
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("run", run.path());
      document.put("out", folders.get(i));
      document.put("files", result.files());
      document.put("notes", result.notes());
      documents.add(document);
      if (!common.json() && !result.files().isEmpty()) {
        context.print(
            "%s: %s %s in %s"
                .formatted(
                    run.name(),
                    result.files().size(),
                    result.files().size() == 1 ? "file" : "files",
                    folders.get(i)));
      }
    }
    if (common.json()) {
      context.printJson(Map.of("exports", documents));
    }
    return files == 0 ? ExitCodes.FAILED : ExitCodes.OK;
  }

  /** A link in a run directory, which may be somebody else's, is not followed. */
  private static Path ownFolder(StoredRun run) {
    Path folder = run.path().resolve("export");
    if (Files.isSymbolicLink(folder)) {
      throw new InvalidArgumentException(
          "%s is a link, which is followed only where you name it; give --out".formatted(folder));
    }
    return folder;
  }

  /** Two runs of one name get folders of their own. */
  private List<Path> folders(List<StoredRun> stored) {
    List<Path> folders = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (StoredRun run : stored) {
      if (out == null) {
        folders.add(ownFolder(run));
      } else if (stored.size() == 1) {
        folders.add(out);
      } else {
        String name = run.name();
        for (int i = 2; !names.add(name); i++) {
          name = run.name() + "-" + i;
        }
        folders.add(out.resolve(name));
      }
    }
    return folders;
  }
}
