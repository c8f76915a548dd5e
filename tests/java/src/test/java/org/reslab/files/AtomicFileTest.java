// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.NativeIoException;
import org.reslab.SmallDisk;
import org.reslab.SpecialFiles;

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

  @Test
  void noFileOfOthersIsWrittenThroughALink() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Files.createSymbolicLink(folder.resolve("f.tmp"), victim);
    Files.createSymbolicLink(folder.resolve("f"), victim);
    AtomicFile.write(folder.resolve("f"), "new");
    assertThat(victim).hasContent("mine");
    assertThat(folder.resolve("f")).isRegularFile().hasContent("new\n");
    assertThat(Files.isSymbolicLink(folder.resolve("f"))).isFalse();
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("f", "f.tmp", "victim");
  }

  @Test
  void whatIsNoRegularFileIsNotReplaced() throws Exception {
    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
    Path directory = Files.createDirectory(folder.resolve("folder"));
    for (Path each : List.of(fifo, directory)) {
      assertThatThrownBy(() -> AtomicFile.write(each, "x"))
          .isInstanceOf(NativeIoException.class)
          .hasMessageContainingAll(each.toString(), "is no regular file");
    }
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("fifo", "folder");
  }

  @Test
  void aFailedWriteLeavesNothing() {
    Path file = folder.resolve("f");
    AtomicFile.write(file, "first");
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(1);
                  throw new IOException("the source fails");
                }))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining("the source fails");
    assertThat(file).hasContent("first\n");
    assertThat(folder.toFile().list()).containsExactly("f");
  }

  @Test
  void whatAKillHasLeftIsRemovedAndNothingElse() throws Exception {
    List<String> others =
        List.of("f", "f.tmp", "f.tmp-mine", "g.tmp-0123456789abcdef", "a f.tmp-0123456789abcdef");
    for (String name : others) {
      Files.createFile(folder.resolve(name));
    }
    Files.createFile(folder.resolve("f.tmp-0123456789abcdef"));
    Files.createFile(folder.resolve("f.tmp-fedcba9876543210"));
    Path directory = Files.createDirectory(folder.resolve("f.tmp-aaaaaaaaaaaaaaaa"));
    AtomicFile.removeTemporaries(folder.resolve("f"));
    assertThat(directory).isDirectory();
    Files.delete(directory);
    assertThat(folder.toFile().list()).containsExactlyInAnyOrderElementsOf(others);
    AtomicFile.removeTemporaries(folder.resolve("nowhere/f"));
  }

  @Test
  void temporaryNamesAreKnownByTheirForm() {
    assertThat(AtomicFile.finalName("a.json.tmp")).isEqualTo("a.json");
    assertThat(AtomicFile.finalName("a.json.tmp-0123456789abcdef")).isEqualTo("a.json");
    assertThat(AtomicFile.finalName("a.json.tmp-mine")).isEqualTo("a.json.tmp-mine");
  }
}
