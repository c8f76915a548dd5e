// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.health.Status;
import org.reslab.store.StoredRun;
import org.reslab.store.StoredRuns;

/** Exports on machines whose language has digits, separators or small letters of its own. */
class ExportLocaleTest {
  private static final List<String> TAGS = List.of("ar-EG", "fa-IR", "tr-TR");

  private final Locale before = Locale.getDefault();

  @TempDir Path temp;

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @Test
  void filesAreTheSameInEveryLocale() throws IOException {
    Locale.setDefault(Locale.ROOT);
    Map<String, String> expected = export("root");
    assertThat(expected).hasSizeGreaterThan(20);
    for (String tag : TAGS) {
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertThat(export(tag)).as(tag).isEqualTo(expected);
    }
  }

  /** Returns the content of all files of a training and a diagnosis by their names. */
  private Map<String, String> export(String folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    EnumSet<ExportFormat> training = EnumSet.complementOf(EnumSet.of(ExportFormat.JUNIT));
    export(StoredRuns.trained(), training, temp.resolve(folder + "/training"), files);
    StoredRun diagnosis = StoredRuns.diagnosed(StoredRuns.document());
    export(
        diagnosis, EnumSet.allOf(ExportFormat.class), temp.resolve(folder + "/diagnosis"), files);
    return files;
  }

  private static void export(
      StoredRun run, Set<ExportFormat> formats, Path out, Map<String, String> files)
      throws IOException {
    new Exporter(run, List.copyOf(formats), Status.FAIL)
        .write(out, (what, done, total) -> {}, CancelFlag.create());
    try (Stream<Path> all = Files.walk(out)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        // As Latin-1, so that a difference can be read.
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        files.put(out.getFileName() + "/" + out.relativize(file), content);
      }
    }
  }
}
