// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.NativeIoException;
import org.reslab.SmallDisk;

class JsonLinesSinkTest {
  @TempDir Path folder;

  private static Metric metric(double value) {
    return new Metric("tinynet-basic-s0", "tinynet", "basic", 0, 1, 2, "loss", value);
  }

  @Test
  void writesOneObjectPerLineInLongFormat() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (MetricSink sink = new JsonLinesSink(file)) {
      sink.accept(metric(2.25));
      sink.accept(metric(Double.NaN));
    }
    String start =
        "{\"run\":\"tinynet-basic-s0\",\"net\":\"tinynet\",\"block\":\"basic\",\"seed\":0,\"epoch\":1,"
            + "\"step\":2,\"metric\":\"loss\",\"value\":";
    assertThat(file).hasContent(start + "2.25}\n" + start + "null}\n");
  }

  @Test
  void flushMakesValuesVisibleAndOpeningAgainAppends() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    try (MetricSink sink = new JsonLinesSink(file)) {
      sink.accept(metric(1));
      sink.flush();
      assertThat(Files.readAllLines(file)).hasSize(1);
    }
    try (MetricSink sink = new JsonLinesSink(file)) {
      sink.accept(metric(2));
    }
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void namesTheFileThatCannotBeOpened() {
    Path file = folder.resolve("absent").resolve("metrics.jsonl");
    assertThatThrownBy(() -> new JsonLinesSink(file))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void nothingIsWrittenAgainAfterTheDiskWasFull() throws Exception {
    try (SmallDisk disk = SmallDisk.in(folder)) {
      Path file = disk.folder().resolve("metrics.jsonl");
      MetricSink sink = new JsonLinesSink(file);
      disk.fill();
      assertThatThrownBy(
              () -> {
                while (true) {
                  sink.accept(metric(1));
                  sink.flush();
                }
              })
          .isInstanceOf(NativeIoException.class)
          .hasMessageContainingAll(file.toString(), "No space left on device");
      // What the buffer holds may have arrived in part: it must not go there once more.
      disk.free();
      byte[] before = Files.readAllBytes(file);
      assertThatThrownBy(sink::flush)
          .isInstanceOf(NativeIoException.class)
          .hasMessageContaining("an earlier write has failed");
      sink.close();
      assertThat(file).hasBinaryContent(before);
    }
  }
}
