// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.NativeIoException;
import org.reslab.SmallDisk;

class CsvTableTest {
  @TempDir Path folder;

  @Test
  void quotesWhatNeedsItAndShowsEachRowAtOnce() {
    Path file = folder.resolve("t.csv");
    try (CsvTable table = new CsvTable(file, List.of("block", "value"))) {
      table.row(Arrays.asList("basic[norm=gn,act=\"silu\"]", 1.5));
      assertThat(file).hasContent("block,value\n\"basic[norm=gn,act=\"\"silu\"\"]\",1.5\n");
      table.row(Arrays.asList(null, Double.NEGATIVE_INFINITY));
      table.row(Arrays.asList("a,b", Double.NaN));
    }
    assertThat(file)
        .hasContent("block,value\n\"basic[norm=gn,act=\"\"silu\"\"]\",1.5\n,-inf\n\"a,b\",NaN\n");
  }

  @Test
  void refusesARowOfAnotherLength() {
    try (CsvTable table = new CsvTable(folder.resolve("t.csv"), List.of("a", "b"))) {
      assertThatThrownBy(() -> table.row(List.of(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found a row of 1 values, expected 2");
    }
  }

  @Test
  void neverOverwritesAFile() {
    Path file = folder.resolve("t.csv");
    new CsvTable(file, List.of("a")).close();
    assertThatThrownBy(() -> new CsvTable(file, List.of("a")))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void nothingIsWrittenAgainAfterTheDiskWasFull() throws Exception {
    try (SmallDisk disk = SmallDisk.in(folder)) {
      Path file = disk.folder().resolve("t.csv");
      CsvTable table = new CsvTable(file, List.of("a"));
      disk.fill();
      assertThatThrownBy(
              () -> {
                while (true) {
                  table.row(List.of("x".repeat(100)));
                }
              })
          .isInstanceOf(NativeIoException.class)
          .hasMessageContainingAll(file.toString(), "No space left on device");
      disk.free();
      byte[] before = Files.readAllBytes(file);
      assertThatThrownBy(() -> table.row(List.of(1)))
          .isInstanceOf(NativeIoException.class)
          .hasMessageContaining("an earlier write has failed");
      table.close();
      assertThat(file).hasBinaryContent(before);
    }
  }
}
