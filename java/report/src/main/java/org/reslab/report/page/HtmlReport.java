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
import org.reslab.files.OutputFile;
import org.reslab.store.StoredRun;

/** Writes run directories as one HTML file that needs no other file and no network. */
public final class HtmlReport {
  /** The file's usual name. */
  public static final String NAME = "report.html";

  private final Language language;
  private final @Nullable String title;

  /**
   * Returns where the page of one run lies unless the user names a place.
   *
   * @throws InvalidArgumentException if a link is there: it is the run directory's and may lead to
   *     any file of the user's
   */
  public static Path in(Path run) {
    Path page = run.resolve(NAME);
    if (Files.isSymbolicLink(page)) {
      throw new InvalidArgumentException(
          "report %s: is a link, which is followed only where you name it; give --out"
              .formatted(page));
    }
    return page;
  }

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
   * @param out replaced where it is an earlier page of ResLab's; where it is a link, what that
   *     leads to is
   * @param overwrite replaces any other regular file, too
   * @throws InvalidArgumentException if the file may not be replaced, or is a folder, a FIFO or a
   *     device
   * @throws NativeIoException if it cannot be written
   */
  public void write(List<StoredRun> runs, Path out, boolean overwrite) {
    Path target = OutputFile.writable(out, "--out");
    if (!overwrite && Files.exists(target) && !isReport(target)) {
      throw new InvalidArgumentException(
          "report %s: is a file that ResLab did not write; choose another --out, or replace it with --overwrite"
              .formatted(out));
    }
    @Nullable Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidArgumentException(
          "report %s: found no folder %s, expected one that exists".formatted(out, folder));
    }
    AtomicFile.write(target, new HtmlPage().render(builder().build(runs, false, 0)));
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
