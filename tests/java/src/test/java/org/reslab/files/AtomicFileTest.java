// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.NativeIoException;
import org.reslab.SmallDisk;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesAFileAndEndsItsLastLine() {
    Path file = folder.resolve("f");
    AtomicFile.write(file, "first");
    AtomicFile.write(file, "second\n");
    assertThat(file).hasContent("second\n");
    assertThat(folder).isDirectoryContaining(entry -> entry.equals(file));
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aFullDiskLeavesWhatWasThere() throws Exception {
    try (SmallDisk disk = SmallDisk.in(folder)) {
      Path file = disk.folder().resolve("f");
      AtomicFile.write(file, "first");
      disk.fill();
      assertThatThrownBy(() -> AtomicFile.write(file, "x".repeat(10_000)))
          .isInstanceOf(NativeIoException.class)
          .hasMessageContainingAll(file.toString(), "No space left on device");
      assertThat(file).hasContent("first\n");
      assertThat(disk.folder().toFile().list()).containsExactlyInAnyOrder("f", "filler");
      disk.free();
      AtomicFile.write(file, "x".repeat(10_000));
      assertThat(Files.size(file)).isEqualTo(10_001);
    }
  }
}
