// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reslab.CancelFlag;

/**
 * One file over HTTP, taken up where an earlier attempt stopped.
 *
 * <p>What has arrived stays in the part file whatever happens, so that a later call asks only for
 * the rest. Nothing says that the file on the server is still the same one: check the result.
 *
 * @param part where the bytes go
 * @param proxies what the server is reached through
 */
record ArchiveDownload(
    URI uri, Path part, EnvironmentProxies proxies, FetchProgress progress, CancelFlag cancel) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration HEADER_TIMEOUT = Duration.ofSeconds(20);
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long POLL_MILLIS = 100;
  private static final int ATTEMPTS = 3;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int PROXY_WANTS_ACCOUNT = 407;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");

  /**
   * Downloads until the part file is complete.
   *
   * @throws IOException if the server cannot be reached, refuses, or breaks off repeatedly
   */
  void run() throws IOException {
    String proxy = proxies.describe(uri);
    try {
      download();
    } catch (IOException e) {
      if (proxy.isEmpty()) {
        throw e;
      }
      throw new IOException(IoReasons.of(e) + proxy, e);
    }
  }

  private void download() throws IOException {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .proxy(proxies)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL);
    proxies.authenticator(uri).ifPresent(builder::authenticator);
    try (HttpClient client = builder.build()) {
      try {
        for (int attempt = 1; !attempt(client, attempt >= ATTEMPTS); attempt++) {
          progress.message("the transfer of %s broke off; resuming".formatted(uri));
        }
      } finally {
        // close() alone would wait for an exchange that was given up.
        client.shutdownNow();
      }
    }
  }

  /** Returns whether the part file is complete; false if the next attempt is to resume from it. */
  private boolean attempt(HttpClient client, boolean last) throws IOException {
    long offset = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(HEADER_TIMEOUT);
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
    }
    HttpResponse<InputStream> response = send(client, request.build());
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case OK -> offset = 0;
        case PARTIAL -> requireStart(response, offset);
        case RANGE_NOT_SATISFIABLE -> {
          if (total(response) == offset) {
            return true;
          }
          Files.delete(part);
          return false;
        }
        case PROXY_WANTS_ACCOUNT ->
            throw new IOException(
                "HTTP status 407: the proxy wants a user and a password, expected in its variable"
                    + " as http://USER:PASSWORD@HOST:PORT");
        default -> throw new IOException("HTTP status " + response.statusCode());
      }
      OptionalLong length = response.headers().firstValueAsLong("Content-Length");
      long total = length.isPresent() ? offset + length.getAsLong() : -1;
      return transfer(body, offset, total, last);
    }
  }

  private HttpResponse<InputStream> send(HttpClient client, HttpRequest request)
      throws IOException {
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    while (true) {
      DatasetSource.checkCancelled(cancel);
      try {
        return answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // No answer yet: look at the flag and wait on.
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private boolean transfer(InputStream body, long offset, long total, boolean last)
      throws IOException {
    long done = offset;
    byte[] buffer = new byte[1 << 16];
    StandardOpenOption mode =
        offset == 0 ? StandardOpenOption.TRUNCATE_EXISTING : StandardOpenOption.APPEND;
    try (OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
        StallGuard guard = new StallGuard(body, cancel)) {
      while (true) {
        int n;
        try {
          n = body.read(buffer);
        } catch (IOException e) {
          DatasetSource.checkCancelled(cancel);
          if (last) {
            throw new IOException(
                String.format(Locale.ROOT, "broke off after %,d bytes: %s", done, IoReasons.of(e)),
                e);
          }
          return false;
        }
        if (n < 0) {
          // Closing the stream ends a blocked read like the end of the file does.
          DatasetSource.checkCancelled(cancel);
          if (total >= 0 && done < total) {
            throw new IOException(
                String.format(Locale.ROOT, "ended after %,d of %,d bytes", done, total));
          }
          return true;
        }
        out.write(buffer, 0, n);
        done += n;
        guard.alive();
        progress.advanced("download", done, total);
      }
    }
  }

  private static void requireStart(HttpResponse<?> response, long offset) throws IOException {
    String range = response.headers().firstValue("Content-Range").orElse("");
    Matcher match = RANGE.matcher(range);
    if (!match.matches() || match.group(1) == null || Long.parseLong(match.group(1)) != offset) {
      throw new IOException(
          "asked for the bytes from %s on, got Content-Range '%s'".formatted(offset, range));
    }
  }

  private static long total(HttpResponse<?> response) {
    Matcher match = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    return match.matches() && !match.group(2).equals("*") ? Long.parseLong(match.group(2)) : -1;
  }

  /** Closes a stream whose reader would otherwise wait for ever: on cancel, and when data stops. */
  private static final class StallGuard implements AutoCloseable {
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
    private final Thread watch;

    StallGuard(InputStream body, CancelFlag cancel) {
      watch = Thread.ofVirtual().name("reslab-download-guard").start(() -> watch(body, cancel));
    }

    void alive() {
      lastNanos.set(System.nanoTime());
    }

    private void watch(InputStream body, CancelFlag cancel) {
      try {
        while (!cancel.isCancelled() && System.nanoTime() - lastNanos.get() < STALL_NANOS) {
          Thread.sleep(POLL_MILLIS);
        }
        body.close();
      } catch (InterruptedException | IOException e) {
        // Interrupted: the transfer is over. Not closable: the reader learns of it by itself.
        return;
      }
    }

    @Override
    public void close() {
      watch.interrupt();
    }
  }
}
