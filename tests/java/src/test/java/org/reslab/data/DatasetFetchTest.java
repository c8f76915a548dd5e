// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;
import org.reslab.NativeIoException;

/** The official archive, served by a server that can be made to misbehave. */
class DatasetFetchTest {
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  @TempDir Path temp;

  private final List<byte[]> files =
      List.of(
          DataFixture.randomRecords(30, 1),
          DataFixture.randomRecords(30, 2),
          DataFixture.randomRecords(10, 3));
  private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch release = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private byte[] archive = {};
  private String archiveMd5 = "";
  private Path cache = Path.of("");
  private HttpServer server;

  /** What the server sends; bytes beyond {@code limit} of an answer are withheld. */
  private volatile byte[] served = {};

  private volatile int limit = NO_LIMIT;
  private volatile boolean stall;
  private volatile boolean ranged = true;

  @BeforeEach
  void serve() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("tiny/readme.html", new byte[100]);
    entries.put("tiny/data_batch_1.bin", files.get(0));
    entries.put("tiny/data_batch_2.bin", files.get(1));
    entries.put("tiny/test_batch.bin", files.get(2));
    Path file = temp.resolve("served.tar.gz");
    archiveMd5 = DataFixture.writeArchive(file, entries);
    archive = Files.readAllBytes(file);
    served = archive;
    cache = temp.resolve("cache");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/tiny.tar.gz", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(range == null ? "" : range);
    int from = 0;
    if (range != null && ranged) {
      from = Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= served.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + served.length);
        exchange.sendResponseHeaders(416, -1);
        exchange.close();
        return;
      }
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, served.length - 1, served.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, served.length - from);
    int to = (int) Math.min(served.length, (long) from + limit);
    var body = exchange.getResponseBody();
    body.write(Arrays.copyOfRange(served, from, to));
    body.flush();
    try {
      if (stall) {
        release.await();
      } else if (to < served.length) {
        // The client drops what it has not read yet when the connection breaks.
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Closing before the announced length is reached drops the connection.
    exchange.close();
  }

  private DatasetLayout layout() {
    return DataFixture.layout(archiveMd5, files);
  }

  private DatasetFetcher fetcher(DatasetLayout layout) {
    URI base = URI.create("http://localhost:%d/".formatted(server.getAddress().getPort()));
    return new DatasetFetcher(
        layout,
        cache,
        List.of(
            new OfficialArchive(layout, (DatasetLayout.Archive) layout.origin(), base, part())));
  }

  private Path part() {
    return cache.resolve("tiny.tar.gz.part");
  }

  private DatasetFiles fetch() {
    return fetcher(layout()).fetch(FetchProgress.NONE, CancelFlag.create());
  }

  private void assertFetched() throws IOException {
    Path folder = cache.resolve("tiny");
    assertThat(DataFixture.names(folder))
        .containsExactly("MD5SUMS", "data_batch_1.bin", "data_batch_2.bin", "test_batch.bin");
    assertThat(folder.resolve("data_batch_1.bin")).hasBinaryContent(files.get(0));
    assertThat(folder.resolve("data_batch_2.bin")).hasBinaryContent(files.get(1));
    assertThat(folder.resolve("test_batch.bin")).hasBinaryContent(files.get(2));
    assertThat(DataFixture.names(cache)).containsExactly("tiny", "tiny.lock");
  }

  @Test
  void fetchesOnceAndThenFindsIt() throws IOException {
    DatasetFiles fetched = fetch();
    assertThat(fetched.train()).hasSize(2);
    assertFetched();
    assertThat(fetch()).isEqualTo(fetched);
    assertThat(ranges).containsExactly("");
  }

  @Test
  void resumesWhereAnEarlierFetchStopped() throws IOException {
    Files.createDirectories(cache);
    Files.write(part(), Arrays.copyOf(archive, 1000));
    fetch();
    assertFetched();
    assertThat(ranges).containsExactly("bytes=1000-");
  }

  @Test
  void unpacksADownloadThatWasAlreadyComplete() throws IOException {
    Files.createDirectories(cache);
    Files.write(part(), archive);
    fetch();
    assertFetched();
    assertThat(ranges).containsExactly("bytes=" + archive.length + "-");
  }

  @Test
  void startsOverWhereTheServerCannotResume() throws IOException {
    ranged = false;
    Files.createDirectories(cache);
    Files.write(part(), new byte[1000]);
    fetch();
    assertFetched();
    assertThat(ranges).containsExactly("bytes=1000-");
  }

  @Test
  void startsOverWhereTheRestDoesNotFit() throws IOException {
    Files.createDirectories(cache);
    Files.write(part(), new byte[1000]);
    fetch();
    assertFetched();
    assertThat(ranges).containsExactly("bytes=1000-", "");
  }

  @Test
  void goesOnWhenTheConnectionBreaks() throws IOException {
    limit = archive.length / 2 + 1;
    fetch();
    assertFetched();
    assertThat(ranges).first().isEqualTo("");
    assertThat(ranges).element(1).asString().startsWith("bytes=");
  }

  @Test
  void keepsWhatArrivedWhenTheConnectionKeepsBreaking() throws IOException {
    limit = archive.length / 5;
    assertThatThrownBy(this::fetch)
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining("tiny.tar.gz: broke off after")
        .hasMessageContaining("--data-dir");
    assertThat(DataFixture.names(cache)).containsExactly("tiny.lock", "tiny.tar.gz.part");
    assertThat(Files.size(part())).isBetween(1L, 3L * limit);
    assertThat(ranges).hasSize(3);
    limit = NO_LIMIT;
    fetch();
    assertFetched();
  }

  @Test
  void refusesAnotherArchive() throws IOException {
    served = archive.clone();
    served[archive.length / 2] ^= 1;
    assertThatThrownBy(this::fetch)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("expected an archive with MD5 " + archiveMd5)
        .hasMessageContaining(DataFixture.md5(served));
    assertThat(DataFixture.names(cache)).containsExactly("tiny.lock");
  }

  @Test
  void refusesAnArchiveWithOtherFiles() throws IOException {
    DatasetLayout other =
        DataFixture.layout(
            archiveMd5, List.of(files.get(0), DataFixture.randomRecords(30, 99), files.get(2)));
    assertThatThrownBy(() -> fetcher(other).fetch(FetchProgress.NONE, CancelFlag.create()))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("data_batch_2.bin: expected")
        .hasMessageContaining(DataFixture.md5(files.get(1)));
    assertThat(DataFixture.names(cache)).containsExactly("tiny.lock");
  }

  @Test
  void replacesADamagedCopy() throws IOException {
    fetch();
    Files.write(cache.resolve("tiny/data_batch_1.bin"), new byte[3073]);
    fetch();
    assertFetched();
  }

  @Test
  void clearsWhatAKilledFetchLeft() throws IOException {
    Files.createDirectories(cache.resolve("tiny.new/npm"));
    Files.write(cache.resolve("tiny.new/data_batch_1.bin"), new byte[5]);
    fetch();
    assertFetched();
  }

  @Test
  void saysWhyTheServerGaveNothing() {
    server.removeContext("/tiny.tar.gz");
    assertThatThrownBy(this::fetch)
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining("tiny.tar.gz: HTTP status 404");
    server.stop(0);
    assertThatThrownBy(this::fetch)
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining("tiny.tar.gz: no connection");
  }

  @Test
  void saysThatTheDiskIsFull() throws IOException {
    Files.createDirectories(cache);
    Files.createSymbolicLink(part(), Path.of("/dev/full"));
    assertThatThrownBy(this::fetch)
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining("No space left on device");
    assertThat(cache.resolve("tiny")).doesNotExist();
    Files.delete(part());
    fetch();
    assertFetched();
  }

  @Test
  void cancelEndsAStalledTransferAndKeepsItsPart() throws Exception {
    limit = 1000;
    stall = true;
    CancelFlag cancel = CancelFlag.create();
    Future<DatasetFiles> fetch =
        threads.submit(() -> fetcher(layout()).fetch(FetchProgress.NONE, cancel));
    while (!Files.exists(part()) || Files.size(part()) < limit) {
      Thread.sleep(5);
    }
    long start = System.nanoTime();
    cancel.cancel();
    assertThatThrownBy(fetch::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CancelledException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    assertThat(DataFixture.names(cache)).containsExactly("tiny.lock", "tiny.tar.gz.part");
  }

  @Test
  void twoThreadsFetchOnce() throws Exception {
    List<Future<DatasetFiles>> fetches = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      fetches.add(threads.submit(this::fetch));
    }
    for (Future<DatasetFiles> fetch : fetches) {
      fetch.get(30, TimeUnit.SECONDS);
    }
    assertThat(ranges).hasSize(1);
    assertFetched();
  }

  @Test
  void twoProcessesFetchOnce() throws Exception {
    Files.createDirectories(cache);
    for (int i = 0; i < files.size(); i++) {
      Files.write(temp.resolve("file" + i), files.get(i));
    }
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FetchMain.class.getName(),
                  temp.toString(),
                  archiveMd5,
                  Integer.toString(server.getAddress().getPort()))
              .inheritIO()
              .start());
    }
    for (Process process : processes) {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    }
    assertThat(ranges).hasSize(1);
    assertFetched();
  }

  /** One process of {@link #twoProcessesFetchOnce}. */
  static final class FetchMain {
    private FetchMain() {}

    public static void main(String[] args) throws IOException {
      Path temp = Path.of(args[0]);
      List<byte[]> files = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        files.add(Files.readAllBytes(temp.resolve("file" + i)));
      }
      DatasetLayout layout = DataFixture.layout(args[1], files);
      Path cache = temp.resolve("cache");
      URI base = URI.create("http://localhost:%s/".formatted(args[2]));
      DatasetSource source =
          new OfficialArchive(
              layout,
              (DatasetLayout.Archive) layout.origin(),
              base,
              cache.resolve("tiny.tar.gz.part"));
      new DatasetFetcher(layout, cache, List.of(source))
          .fetch(FetchProgress.NONE, CancelFlag.create());
    }
  }

  @Test
  void unwritableCacheNamesTheCure() throws IOException {
    Files.createFile(temp.resolve("file"));
    cache = temp.resolve("file/cache");
    assertThatThrownBy(this::fetch)
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining(cache.toString())
        .hasMessageContaining("RESLAB_CACHE");
  }
}
