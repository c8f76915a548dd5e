// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CorruptDataException;

/** Files that come one by one and packed. */
class OfficialFilesTest {
  private static final List<String> NAMES =
      List.of("train-images", "train-labels", "t10k-images", "t10k-labels");

  @TempDir Path temp;
  private final Map<String, byte[]> served = new HashMap<>();
  private final List<byte[]> contents = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    for (int i = 0; i < NAMES.size(); i++) {
      contents.add(DataFixture.randomRecords(i + 1, i));
      served.put("/" + NAMES.get(i) + ".gz", packed(contents.get(i)));
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = served.getOrDefault(exchange.getRequestURI().getPath(), new byte[0]);
          exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static byte[] packed(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private DatasetLayout layout(URI base, @Nullable Path installed) {
    List<DatasetLayout.Part> parts = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      byte[] content = contents.get(i);
      parts.add(new DatasetLayout.Part(NAMES.get(i), content.length, DataFixture.md5(content)));
    }
    return new DatasetLayout(
        DatasetKind.MNIST,
        "tiny",
        RecordFormat.IDX,
        new DatasetLayout.PackedFiles(base, installed),
        60,
        parts.subList(0, 2),
        parts.subList(2, 4),
        DatasetKind.MNIST.description());
  }

  private DatasetFiles fetch() {
    URI base = URI.create("http://localhost:%s/".formatted(server.getAddress().getPort()));
    DatasetLayout layout = layout(base, null);
    Path cache = temp.resolve("cache");
    return new DatasetFetcher(layout, cache, List.of(new OfficialFiles(layout, base, cache)))
        .fetch(FetchProgress.NONE, CancelFlag.create());
  }

  @Test
  void aPackageOfTheSystemServesUntilSomethingIsFetched() throws IOException {
    Path installed = Files.createDirectory(temp.resolve("installed"));
    Path cache = temp.resolve("cache");
    DatasetLayout layout = layout(URI.create("http://localhost/"), installed);
    assertThat(DatasetFolder.kept(layout, cache).directory()).isEqualTo(cache.resolve("tiny"));
    for (int i = 0; i < NAMES.size(); i++) {
      Files.write(installed.resolve(NAMES.get(i) + ".gz"), packed(contents.get(i)));
    }
    DatasetFolder kept = DatasetFolder.kept(layout, cache);
    assertThat(kept.directory()).isEqualTo(installed);
    assertThat(kept.verified().test())
        .containsExactly(installed.resolve("t10k-images.gz"), installed.resolve("t10k-labels.gz"));
    fetch();
    assertThat(DatasetFolder.kept(layout, cache).directory()).isEqualTo(cache.resolve("tiny"));
  }

  @Test
  void theFilesAreUnpackedIntoTheCache() throws IOException {
    DatasetFiles files = fetch();
    assertThat(files.train().get(1)).hasBinaryContent(contents.get(1));
    assertThat(files.test().get(0)).hasBinaryContent(contents.get(2));
    assertThat(DataFixture.names(files.directory()))
        .containsExactly("MD5SUMS", "t10k-images", "t10k-labels", "train-images", "train-labels");
    assertThat(DataFixture.names(temp.resolve("cache"))).containsExactly("tiny", "tiny.lock");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    served.put("/t10k-labels.gz", packed(new byte[4 * 3073]));
    assertThatThrownBy(this::fetch)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContainingAll("t10k-labels: expected 12,292 bytes", "MD5");
    served.put("/t10k-labels.gz", new byte[] {1, 2, 3});
    assertThatThrownBy(this::fetch)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("t10k-labels.gz is no whole gzip file");
    assertThat(temp.resolve("cache/tiny")).doesNotExist();
  }
}
