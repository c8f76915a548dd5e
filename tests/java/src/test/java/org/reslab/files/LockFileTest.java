// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CorruptDataException;
import org.reslab.SpecialFiles;

class LockFileTest {
  @TempDir Path folder;

  private static LockFile acquire(Path file) throws IOException {
    return Objects.requireNonNull(LockFile.acquire(file, Duration.ZERO));
  }

  @Test
  void theFileStaysAndNamesItsHolder() throws IOException {
    Path file = folder.resolve("lock");
    assertThat(LockFile.held(file)).isFalse();
    Object key;
    try (LockFile _ = acquire(file)) {
      assertThat(LockFile.held(file)).isTrue();
      assertThat(file).hasContent(ProcessHandle.current().pid() + "\n");
      key = Files.getAttribute(file, "unix:ino");
      try (@Nullable LockFile second = LockFile.acquire(file, Duration.ZERO)) {
        assertThat(second).isNull();
      }
    }
    assertThat(LockFile.held(file)).isFalse();
    assertThat(file).isEmptyFile();
    acquire(file).close();
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(key);
  }

  @Test
  void aFolderHasOneLockWhateverItIsCalled() throws IOException {
    Path other = Files.createSymbolicLink(folder.resolve("other"), folder);
    try (LockFile _ = acquire(folder.resolve("lock"))) {
      assertThat(LockFile.held(other.resolve("lock"))).isTrue();
      try (@Nullable LockFile second = LockFile.acquire(other.resolve("lock"), Duration.ZERO)) {
        assertThat(second).isNull();
      }
    }
  }

  /** Another process looks as often as it can; a look is a lock, too. */
  @Test
  void aLookIsInNobodysWay() throws Exception {
    Path file = Files.createFile(folder.resolve("lock"));
    Process looker =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Looker.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(looker.inputReader().readLine()).isEqualTo("looking");
      for (int i = 0; i < 3000; i++) {
        acquire(file).close();
      }
      assertThat(looker.isAlive()).isTrue();
    } finally {
      looker.destroyForcibly().waitFor();
    }
  }

  /** The other process of the test before. */
  static final class Looker {
    private Looker() {}

    public static void main(String[] args) {
      Path file = Path.of(args[0]);
      System.out.println("looking");
      while (true) {
        LockFile.held(file);
      }
    }
  }

  @Test
  void waitsForItsTurn() throws Exception {
    Path file = folder.resolve("lock");
    AtomicBoolean given = new AtomicBoolean();
    LockFile first = acquire(file);
    Thread later =
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(200);
                given.set(true);
                first.close();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    try (LockFile _ = acquire(file)) {
      assertThat(given).isTrue();
    }
    later.join();
  }

  @Test
  void noFileOfOthersIsWrittenThroughALink() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("lock"), victim);
    assertThatThrownBy(() -> acquire(link)).isInstanceOf(IOException.class);
    assertThat(LockFile.held(link)).isFalse();
    assertThat(victim).hasContent("mine");
    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
    assertThatThrownBy(() -> acquire(fifo))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("fifo is no regular file");
    assertThat(LockFile.held(fifo)).isFalse();
  }
}
