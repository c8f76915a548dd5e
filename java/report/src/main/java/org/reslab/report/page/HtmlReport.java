// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.NativeRuntime;
import org.reslab.files.AtomicFile;
import org.reslab.store.StoredRun;

/** Writes run directories as one HTML file that needs no other file and no network. */
public final class HtmlReport {
  /** The file's usual name. */
  public static final String NAME = "report.html";

  private final Language language;
  private final @Nullable String title;

  /**
   * Prepares a report.
   *
   * @param language of its texts and numbers; sentences that the runs themselves hold stay English
   * @param title of the page, or null for one of the runs' names
   */
  public HtmlReport(Language language, @Nullable String title) {
    this.language = language;
    this.title = title;
  }

  /**
   * Writes the page. The file appears whole or not at all.
   *
   * @param out replaced where it is an earlier page of ResLab's
   * @param overwrite replaces any other file, too
   * @throws InvalidArgumentException if the file may not be replaced, or is a folder
   * @throws NativeIoException if it cannot be written
   */
  public void write(List<StoredRun> runs, Path out, boolean overwrite) {
    if (Files.isDirectory(out)) {
      throw new InvalidArgumentException(
          "report %s: is a folder, expected a file; add a name to --out".formatted(out));
    }
    if (!overwrite && Files.exists(out) && !isReport(out)) {
      throw new InvalidArgumentException(
          "report %s: is a file that ResLab did not write; choose another --out, or replace it with --overwrite"
              .formatted(out));
    }
    @Nullable Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidArgumentException(
          "report %s: found no folder %s, expected one that exists".formatted(out, folder));
    }
    AtomicFile.write(out, new HtmlPage().render(builder().build(runs, false, 0)));
  }

  PageData.Builder builder() {
    return new PageData.Builder(
        language, title, NativeRuntime.get().info().reslabVersion(), Clock.systemUTC());
  }

  private static boolean isReport(Path file) {
    byte[] mark = HtmlPage.MARK.getBytes(StandardCharsets.UTF_8);
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(mark.length), mark);
    } catch (IOException e) {
      throw new NativeIoException("cannot read " + file + ": " + e, e);
    }
  }
}
