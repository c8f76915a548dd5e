// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;
import org.reslab.files.Json;

/** What a kill leaves at each moment of a checkpoint. */
class CheckpointFolderTest {
  @TempDir Path folder;
  private CheckpointFolder checkpoints;

  @BeforeEach
  void anOldCheckpoint() throws IOException {
    checkpoints = new CheckpointFolder(folder);
    write("last.safetensors", "old");
    write("last.state.safetensors", "old");
    write("last.progress.json", Json.text(progress(5)));
  }

  private static CellProgress progress(long step) {
    return new CellProgress(RunStatus.RUNNING, null, step, 1, 100, 50, 0);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void untilTheProgressIsPendingTheOldOneCounts() throws IOException {
    for (List<String> left :
        List.of(
            List.of("pending.safetensors.tmp-17-1"),
            List.of("pending.safetensors"),
            List.of("pending.safetensors", "pending.state.safetensors"),
            List.of(
                "pending.safetensors", "pending.state.safetensors", "pending.progress.json.tmp"))) {
      for (String name : left) {
        write(name, "new");
      }
      assertThat(Objects.requireNonNull(checkpoints.recover()).step()).as("%s", left).isEqualTo(5);
      assertThat(names())
          .containsExactly("last.progress.json", "last.safetensors", "last.state.safetensors");
      assertThat(read("last.safetensors")).isEqualTo("old");
    }
  }

  @Test
  void onceTheProgressIsPendingTheNewOneCounts() throws IOException {
    List<String> steps = List.of("safetensors", "state.safetensors", "progress.json");
    for (int renamed = 0; renamed < steps.size(); renamed++) {
      long step = 6L + renamed;
      List<String> pending = new ArrayList<>();
      for (int i = 0; i < steps.size(); i++) {
        String text = i == 2 ? Json.text(progress(step)) : "new " + step;
        write((i < renamed ? "last." : "pending.") + steps.get(i), text);
        if (i >= renamed) {
          pending.add(steps.get(i));
        }
      }
      assertThat(Objects.requireNonNull(checkpoints.recover()).step())
          .as("pending: %s", pending)
          .isEqualTo(step);
      assertThat(names())
          .containsExactly("last.progress.json", "last.safetensors", "last.state.safetensors");
      assertThat(read("last.safetensors")).isEqualTo("new " + step);
      assertThat(read("last.state.safetensors")).isEqualTo("new " + step);
    }
  }

  /** Were the progress renamed first, a kill after that would leave it beside old weights. */
  @Test
  void theProgressIsRenamedLast() throws IOException {
    Files.delete(folder.resolve("last.state.safetensors"));
    Files.createDirectories(folder.resolve("last.state.safetensors/in/the/way"));
    write("pending.safetensors", "new");
    write("pending.state.safetensors", "new");
    assertThatThrownBy(() -> checkpoints.end(progress(6))).isInstanceOf(NativeIoException.class);
    assertThat(read("last.progress.json")).contains("\"step\" : 5");
    assertThat(read("pending.progress.json")).contains("\"step\" : 6");
  }

  @Test
  void withoutAProgressThereIsNothingToGoOnFrom() throws IOException {
    Files.delete(folder.resolve("last.progress.json"));
    assertThat(checkpoints.recover()).isNull();
    assertThat(new CheckpointFolder(folder.resolve("none")).recover()).isNull();
  }

  @Test
  void aDamagedProgressIsNamed() throws IOException {
    write("last.progress.json", "{\"step\": 5,");
    assertThatThrownBy(() -> checkpoints.recover())
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("last.progress.json is damaged");
  }

  @Test
  void retentionKeepsTheLastEpochsAndNothingElseGoes() throws IOException {
    for (int epoch = 1; epoch <= 12; epoch++) {
      Files.writeString(checkpoints.ofEpoch(epoch), "weights");
    }
    write("epoch-0001.safetensors.bak", "the user's");
    checkpoints.retain(12, 2);
    assertThat(names())
        .containsExactly(
            "epoch-0001.safetensors.bak",
            "epoch-0011.safetensors",
            "epoch-0012.safetensors",
            "last.progress.json",
            "last.safetensors",
            "last.state.safetensors");
    checkpoints.clear();
    assertThat(names()).containsExactly("epoch-0001.safetensors.bak");
  }
}
