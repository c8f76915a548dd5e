// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.data.DataRequest;
import org.reslab.data.DataSource;
import org.reslab.data.DataSummary;
import org.reslab.data.DatasetFiles;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetReport;
import org.reslab.data.FileCheck;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.text.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks after the data sets on this machine. */
@Command(
    name = "data",
    header = "Fetch, verify or describe a data set.",
    description = {
      "Data sets are kept in $RESLAB_CACHE/datasets, else in $XDG_CACHE_HOME/reslab/datasets, else"
          + " in ~/.cache/reslab/datasets."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  reslab data fetch",
      "  reslab data verify --data-dir ~/cifar-10-batches-bin",
      "  reslab data info --data cifar100 --json",
      "  reslab data info --data folder:flowers --size 64"
    },
    subcommands = {DataCommand.Fetch.class, DataCommand.Verify.class, DataCommand.Info.class})
final class DataCommand implements Runnable {
  @Mixin private final GroupOptions group = new GroupOptions();

  @Override
  public void run() {
    throw group.missingCommand();
  }

  /** Brings a data set into the cache. */
  @Command(
      name = "fetch",
      header = "Fetch a data set into the cache.",
      description = {
        "Does nothing where it is there and intact. A fetch that was stopped is taken up again.",
        ""
      })
  static final class Fetch implements Callable<Integer> {
    @Mixin private final CommonOptions common = new CommonOptions();
    @Mixin private final DataOptions data = new DataOptions();

    @Override
    public Integer call() {
      if (data.directory() != null) {
        throw common.usage(
            "--data-dir names data that is already there; the cache is set with RESLAB_CACHE");
      }
      Context context = common.context();
      DatasetFiles files = Datasets.fetch(context, data.kind());
      if (common.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("data", files.kind().label());
        document.put("directory", files.directory());
        document.put("train", files.train());
        document.put("test", files.test());
        context.printJson(document);
      } else {
        context.print("%s is in %s".formatted(files.kind().label(), files.directory()));
      }
      return ExitCodes.OK;
    }
  }

  /** Checks size and content of every file. */
  @Command(
      name = "verify",
      header = "Check every file of a data set against its checksum.",
      exitCodeList = {"0:every file is right", "1:a file is missing or damaged", "2:usage error"})
  static final class Verify implements Callable<Integer> {
    @Mixin private final CommonOptions common = new CommonOptions();
    @Mixin private final DataOptions data = new DataOptions();

    @Override
    public Integer call() {
      DatasetKind kind = data.kind();
      List<FileCheck> checks = Datasets.store().verify(kind, data.directory());
      boolean passed = checks.stream().allMatch(FileCheck::passed);
      if (common.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("data", kind.label());
        document.put("passed", passed);
        document.put("files", checks);
        common.context().printJson(document);
      } else {
        checks.forEach(check -> common.context().print(check.describe()));
      }
      return passed ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  /** Describes a data set by its files and its images. */
  @Command(
      name = "info",
      header = "Say where a data set is and what is in it.",
      description = {
        "Counts images by split and class, with mean and deviation of the training images, sizes"
            + " and unreadable files of a folder of pictures, and images that are in two splits,"
            + " pixel for pixel as a network sees them. A folder is decoded for that, as for a"
            + " training.",
        ""
      })
  static final class Info implements Callable<Integer> {
    @Mixin private final CommonOptions common = new CommonOptions();

    @Mixin
    private final SettingOptions options =
        SettingOptions.some(ExperimentCommand.TRAIN, "data", "data_dir", "size", "split");

    @Override
    public Integer call() {
      Experiment experiment = options.experiment();
      DataSource source = experiment.data();
      Context context = common.context();
      DataDescription text = new DataDescription();
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("data", source.label());
      boolean present = true;
      if (source instanceof DataSource.Known(DatasetKind kind)) {
        DatasetReport report = Datasets.store().info(kind, experiment.dataDir());
        present = report.present();
        text.report(report);
        put(document, report);
      } else {
        text.line("data set", Printable.line(source.label()));
      }
      if (present) {
        DataSummary summary = summary(source, experiment.dataRequest(), context);
        text.summary(summary, context.screen());
        document.put("summary", summary);
      }
      if (common.json()) {
        context.printJson(document);
      } else {
        context.print(text.toString());
      }
      return ExitCodes.OK;
    }

    private static DataSummary summary(DataSource source, DataRequest request, Context context) {
      try (FetchDisplay display = new FetchDisplay(context)) {
        return source.summary(request, display, context.cancellation().flag());
      }
    }

    private static void put(Map<String, Object> document, DatasetReport report) {
      document.put("directory", report.directory());
      document.put("present", report.present());
      document.put("classes", report.classes());
      document.put("bytes", report.bytes());
      document.put("train_images", report.trainImages());
      document.put("test_images", report.testImages());
      document.put("files", report.files());
      document.put("sources", report.sources());
    }
  }
}
