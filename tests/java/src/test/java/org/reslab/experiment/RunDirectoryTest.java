// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.SmallDisk;

class RunDirectoryTest {
  private static final Environment MACHINE =
      new Environment(
          "now", List.of(), "0", "0", "0", "AVX2", "avx2", false, 0, "25", "a JVM", "Linux",
          "amd64", null, 1, 1, "cpu", null, null, null, null);

  @TempDir Path folder;

  @Test
  void theDefaultPathTellsWhatAndWhen() {
    Clock clock = Clock.fixed(Instant.parse("2026-01-31T17:45:00Z"), ZoneOffset.UTC);
    assertThat(RunDirectory.defaultPath("compare", clock))
        .isEqualTo(Path.of("runs", "compare-20260131-174500"));
  }

  @Test
  void createsMissingFolders() {
    Path path = folder.resolve("a/b");
    assertThat(RunDirectory.create(path, false).path()).isEqualTo(path).isEmptyDirectory();
  }

  @Test
  void anExistingRunIsNeverOverwrittenSilently() throws IOException {
    Files.writeString(folder.resolve("experiment.yaml"), "epochs: 1\n");
    assertThatThrownBy(() -> RunDirectory.create(folder, false))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll(folder.toString(), "not empty", "--out", "--overwrite");
    assertThat(folder.resolve("experiment.yaml")).exists();
    assertThat(RunDirectory.create(folder, true).path()).isEqualTo(folder);
    assertThat(folder.resolve("experiment.yaml")).exists();
  }

  @Test
  void onlyOneOfTwoRunsTakesAFolder() {
    Experiment experiment =
        Samples.experiment(Protocol.DEFAULT, List.of("tinynet"), List.of("basic"), List.of(0L), 1);
    RunDirectory first = RunDirectory.create(folder, false);
    RunDirectory second = RunDirectory.create(folder, false);
    try (RunLock _ = first.begin(experiment, MACHINE)) {
      assertThatThrownBy(() -> second.begin(experiment, MACHINE))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("another process is writing it");
    }
    assertThatThrownBy(() -> second.begin(experiment, MACHINE))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("another run has begun there");
    assertThat(first.experimentFile()).exists();
  }

  @Test
  void whatAKillLeavesBeforeTheBeginningIsTakenForNothing() throws IOException {
    Path run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints/tinynet-basic-s0"));
    Files.writeString(run.resolve(".lock"), "");
    Files.writeString(run.resolve("environment.json"), "{}");
    Files.writeString(run.resolve("experiment.yaml.tmp"), "epo");
    Experiment experiment =
        Samples.experiment(Protocol.DEFAULT, List.of("tinynet"), List.of("plain"), List.of(0L), 1);
    RunDirectory.create(run, false).begin(experiment, MACHINE).close();
    assertThat(run.resolve("experiment.yaml")).exists();
    assertThat(run.resolve("checkpoints/tinynet-basic-s0")).doesNotExist();
    assertThat(run.resolve(".lock")).isEmptyFile();
    Path other = Files.createDirectories(folder.resolve("other/checkpoints"));
    Files.writeString(other.resolve("weights.pt"), "mine");
    assertThatThrownBy(() -> RunDirectory.create(folder.resolve("other"), false))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void replacingARunRemovesItsLinksAndNotWhatTheyLeadTo() throws IOException {
    Path mine = Files.createDirectories(folder.resolve("mine/cell"));
    Path weights = Files.writeString(mine.resolve("last.safetensors"), "mine");
    Experiment experiment =
        Samples.experiment(Protocol.DEFAULT, List.of("tinynet"), List.of("plain"), List.of(0L), 1);
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("experiment.yaml"), "epochs: 1\n");
    Files.createSymbolicLink(run.resolve("checkpoints"), mine.getParent());
    Files.createSymbolicLink(run.resolve("metrics.jsonl"), weights);
    RunDirectory.create(run, true).begin(experiment, MACHINE).close();
    assertThat(run.resolve("checkpoints")).isDirectory();
    assertThat(Files.isSymbolicLink(run.resolve("checkpoints"))).isFalse();
    Files.createSymbolicLink(run.resolve("checkpoints/cell"), mine);
    RunDirectory.create(run, true).begin(experiment, MACHINE).close();
    assertThat(run.resolve("checkpoints/cell")).doesNotExist();
    assertThat(run.resolve("metrics.jsonl")).doesNotExist();
    assertThat(weights).hasContent("mine");
  }

  @Test
  void aFolderWithALockAloneIsDiscarded() throws IOException {
    Path made = folder.resolve("made");
    RunDirectory directory = RunDirectory.create(made, false);
    RunLock.acquire(made).close();
    assertThat(made.resolve(".lock")).exists();
    directory.discardIfUnused();
    assertThat(made).doesNotExist();
  }

  @Test
  void aBeginningThatFailsLeavesNothingButTheLock() throws Exception {
    Experiment experiment =
        Samples.experiment(Protocol.DEFAULT, List.of("tinynet"), List.of("basic"), List.of(0L), 1);
    try (SmallDisk disk = SmallDisk.in(folder)) {
      RunDirectory directory = RunDirectory.create(disk.folder().resolve("run"), false);
      disk.fill();
      assertThatThrownBy(() -> directory.begin(experiment, MACHINE))
          .isInstanceOf(NativeIoException.class)
          .hasMessageContaining("No space left on device");
      assertThat(directory.path().toFile().list()).containsExactly(".lock");
      disk.free();
      RunDirectory.create(directory.path(), false).begin(experiment, MACHINE).close();
      assertThat(directory.experimentFile()).exists();
    }
  }

  @Test
  void aFolderOfOtherThingsIsNotOverwrittenEither() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> RunDirectory.create(folder, true))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("holds no experiment.yaml");
    assertThat(folder.resolve("thesis.tex")).exists();
  }

  @Test
  void aFileIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("f"));
    assertThatThrownBy(() -> RunDirectory.create(file, true))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is a file");
  }

  @Test
  void aFolderThatCannotBeCreatedIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("f"));
    assertThatThrownBy(() -> RunDirectory.create(file.resolve("below"), false))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining(file.resolve("below").toString());
  }

  @Test
  void onlyAFolderThatItMadeIsDiscarded() throws IOException {
    Path made = folder.resolve("made");
    RunDirectory.create(made, false).discardIfUnused();
    assertThat(made).doesNotExist();
    Path given = Files.createDirectory(folder.resolve("given"));
    RunDirectory.create(given, false).discardIfUnused();
    assertThat(given).exists();
  }
}
