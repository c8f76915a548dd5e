// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.report.page.HtmlReport;
import org.reslab.report.page.Language;
import org.reslab.store.StoredRun;
import picocli.CommandLine.Option;

/** Option of the commands that write a run directory: a page of it with the files. */
final class ReportOption {
  @Option(
      names = "--report",
      description = "At the end write report.html into the run directory (see 'reslab report').")
  private boolean report;

  /** Writes the page where it was asked for; returns its path, or null. */
  @Nullable Path write(Path directory) {
    if (!report) {
      return null;
    }
    Path page = HtmlReport.in(directory);
    new HtmlReport(Language.ENGLISH, null).write(List.of(StoredRun.open(directory)), page, false);
    return page;
  }
}
