// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Fixture;

/** A read-only container or a full /tmp: pictures are read and written in memory. */
class NoTemporaryFolderTest {
  private static final List<String> NOWHERE = List.of("-Djava.io.tmpdir=/nonexistent");

  @TempDir Path temp;

  private void succeeds(String... command) throws IOException, InterruptedException {
    Cli result = Cli.fork(temp, Map.of(), NOWHERE, command);
    assertThat(result.code()).as(result.err()).isZero();
  }

  @Test
  void trainingPredictionAndExportNeedNone() throws IOException, InterruptedException {
    String run = temp.resolve("run").toString();
    succeeds(
        "train",
        "--block",
        "basic",
        "--base",
        "8",
        "--layers",
        "1,1,1",
        "--epochs",
        "1",
        "--data-dir",
        Cli.realImages(),
        "--out",
        run);
    String checkpoint = run + "/checkpoints/tinynet-basic-s0/best.safetensors";
    Path pictures = Fixture.source().resolve("tests/data/pictures");
    for (String name : List.of("rgb8.png", "jpeg-cmyk.jpg", "gif-plain.gif", "bmp-rgb.bmp")) {
      succeeds("predict", pictures.resolve(name).toString(), "--checkpoint", checkpoint);
    }
    succeeds("report", run);
    succeeds("export", run, "--format", "png,svg,tensorboard");
    assertThat(Files.isDirectory(temp.resolve("run/export"))).isTrue();
  }
}
