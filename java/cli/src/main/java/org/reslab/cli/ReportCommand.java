// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.report.page.HtmlReport;
import org.reslab.report.page.Language;
import org.reslab.report.page.LiveReport;
import org.reslab.store.StoredRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Shows runs as one page. */
@Command(
    name = "report",
    header = "Show runs as one HTML page: tables, curves, charts, verdicts.",
    abbreviateSynopsis = true,
    description = {
      "Writes a page that needs no other file and no network, of one run directory or several, of"
          + " 'train', 'compare' and 'diagnose'. What is missing or damaged in them is listed on"
          + " it.",
      "With --serve the page is served to this machine alone, at an address with a random token,"
          + " and follows runs in progress. Ctrl-C ends it, with exit code 130."
    },
    footer = {
      "  reslab report runs/compare-20260131-174500",
      "  reslab report runs/* --out report.html --title 'Week 5'",
      "  reslab report runs/depth --lang tr",
      "  reslab report runs/r20 --serve"
    },
    exitCodeList = {
      "0:the page is written",
      "1:it cannot be written or served",
      "2:usage error: no run directory, a file that is not replaced, a port that is taken",
      "3:the native part is unavailable",
      "130:interrupted; so --serve ends"
    })
final class ReportCommand implements Callable<Integer> {
  private static final long LOOK_MILLIS = 100;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run directories.")
  private List<Path> runs = List.of();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The page (default: report.html in the run directory, or of several runs in this one).")
  private @Nullable Path out;

  @Option(
      names = "--overwrite",
      description = "Replace --out also where it is no earlier page of ResLab's.")
  private boolean overwrite;

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      converter = LabelConverters.Languages.class,
      completionCandidates = LabelConverters.Languages.class,
      description = "${COMPLETION-CANDIDATES} (default: en).")
  private Language language = Language.ENGLISH;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "Title of the page (default: the run's name).")
  private @Nullable String title;

  @Option(names = "--serve", description = "Serve the page, and its news, until Ctrl-C.")
  private boolean serve;

  @Option(
      names = "--port",
      paramLabel = "N",
      converter = Port.class,
      description = "With --serve: the port (default: any free one).")
  private @Nullable Integer port;

  @Override
  public Integer call() throws InterruptedException {
    if (serve && (out != null || overwrite)) {
      throw common.usage("--serve writes no file; leave out --out and --overwrite");
    }
    if (!serve && port != null) {
      throw common.usage("--port means something only with --serve");
    }
    return serve ? serve() : write();
  }

  private int write() {
    Path page =
        out != null
            ? out
            : runs.size() == 1 ? HtmlReport.in(runs.getFirst()) : Path.of(HtmlReport.NAME);
    List<StoredRun> stored = runs.stream().map(StoredRun::open).toList();
    new HtmlReport(language, title).write(stored, page, overwrite);
    Context context = common.context();
    List<String> problems =
        stored.stream()
            .flatMap(run -> run.problems().stream().map(problem -> run.name() + ": " + problem))
            .toList();
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("out", page.toString());
      document.put("runs", stored.stream().map(StoredRun::name).toList());
      document.put("problems", problems);
      context.printJson(document);
    } else {
      problems.forEach(problem -> context.message("note: " + problem));
      context.print("report: " + page);
    }
    return ExitCodes.OK;
  }

  private int serve() throws InterruptedException {
    Context context = common.context();
    CancelFlag interrupted = context.cancellation().flag();
    try (LiveReport report = new LiveReport(runs, language, title, port == null ? 0 : port)) {
      if (common.json()) {
        context.printJson(Map.of("url", report.url()));
      } else {
        context.print(report.url());
        context.message("serving to this machine; Ctrl-C ends it");
      }
      while (!interrupted.isCancelled()) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
    throw new CancelledException("the page is no longer served");
  }

  /** Reads {@code --port}. */
  static final class Port implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65_535) {
        return Integer.valueOf(value);
      }
      throw new TypeConversionException(
          "found '" + value + "', expected a whole number from 0 to 65535");
    }
  }
}
