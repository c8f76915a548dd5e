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
import org.reslab.InvalidArgumentException;
import org.reslab.SpecialFiles;

class OutputFileTest {
  @TempDir Path folder;

  @Test
  void linksLeadToTheirTarget() throws IOException {
    Path below = Files.createDirectory(folder.resolve("below"));
    Path target = below.resolve("target");
    Path first = Files.createSymbolicLink(folder.resolve("first"), Path.of("below/second"));
    Files.createSymbolicLink(below.resolve("second"), Path.of("target"));
    assertThat(OutputFile.resolve(first, "--out", false)).isEqualTo(target);
    Files.writeString(target, "old");
    assertThatThrownBy(() -> OutputFile.resolve(first, "--out", false))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("%s exists; choose another --out, or replace it with --overwrite", first);
    AtomicFile.write(OutputFile.resolve(first, "--out", true), "new");
    assertThat(target).hasContent("new");
    assertThat(first).isSymbolicLink();
  }

  @Test
  void whatIsNoRegularFileIsRefusedWhateverIsAsked() throws IOException {
    Path fifo = SpecialFiles.fifo(folder.resolve("fifo"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), fifo);
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    for (Path each : List.of(fifo, link, loop, folder)) {
      for (boolean overwrite : new boolean[] {false, true}) {
        assertThatThrownBy(() -> OutputFile.resolve(each, "--logits", overwrite))
            .isInstanceOf(InvalidArgumentException.class)
            .hasMessageContainingAll(each.toString(), "choose another --logits");
      }
    }
  }

  @Test
  void aDeviceIsRefused() throws IOException {
    Path device = SpecialFiles.device(folder.resolve("device"));
    assertThatThrownBy(() -> OutputFile.resolve(device, "--out", true))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is a device or a FIFO, expected a regular file or nothing");
  }
}
