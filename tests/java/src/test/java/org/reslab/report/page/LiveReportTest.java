// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.InvalidArgumentException;

/** Who is answered, and what. */
@Timeout(60)
class LiveReportTest {
  @TempDir Path folder;
  private Path run;
  private LiveReport report;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void serve() throws IOException {
    run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("experiment.yaml"), "blocks: [basic]\nepochs: 9\n");
    epoch(1);
    report = new LiveReport(List.of(run), Language.ENGLISH, null, 0);
  }

  @AfterEach
  void close() {
    report.close();
    client.close();
  }

  private void epoch(int epoch) throws IOException {
    Files.writeString(
        run.resolve("metrics.jsonl"),
        "{\"run\":\"r\",\"net\":\"tinynet\",\"block\":\"basic\",\"seed\":0,\"epoch\":%d,\"step\":%d,\"metric\":\"test_accuracy\",\"value\":0.5}%n"
            .formatted(epoch, epoch),
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }

  private HttpResponse<String> ask(String method, String url)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  @Test
  void answersAtItsTokenAlone() throws IOException, InterruptedException {
    String url = report.url();
    assertThat(url).matches("http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/");
    assertThat(ask("GET", url).statusCode()).isEqualTo(200);
    assertThat(ask("GET", url).body()).startsWith("<!doctype html>");
    assertThat(ask("GET", url + "data.json").body()).startsWith("{").contains("\"live\":true");
    String other =
        url.substring(0, url.length() - 3) + (url.charAt(url.length() - 3) == '0' ? '1' : '0');
    for (String wrong :
        List.of(
            url.replaceFirst("/[0-9a-f]{32}/", "/"),
            url.replaceFirst("[0-9a-f]{32}/", ""),
            other + url.charAt(url.length() - 2) + "/",
            url + "../../etc/passwd",
            url + "metrics.jsonl")) {
      assertThat(ask("GET", wrong).statusCode()).as(wrong).isEqualTo(404);
    }
  }

  @Test
  void changesNothingAndTellsBrowsersToBeStrict() throws IOException, InterruptedException {
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
      HttpResponse<String> response = ask(method, report.url());
      assertThat(response.statusCode()).as(method).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
    HttpResponse<String> head = ask("HEAD", report.url());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().map())
        .containsEntry("x-content-type-options", List.of("nosniff"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .containsEntry("cache-control", List.of("no-store"));
    assertThat(head.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'");
  }

  @Test
  void anotherNameForThisMachineIsRefused() throws IOException {
    URI url = URI.create(report.url());
    for (String host : List.of("evil.example:" + url.getPort(), "127.0.0.1", "127.0.0.1:1")) {
      assertThat(statusLine(url, "Host: " + host)).as(host).contains(" 403 ");
    }
    assertThat(statusLine(url, "Host: localhost:" + url.getPort())).contains(" 200 ");
  }

  private static String statusLine(URI url, String header) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      String request =
          "GET %s HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n".formatted(url.getPath(), header);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void everyClientHearsOfNewValues() throws IOException, InterruptedException {
    List<BufferedReader> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      InputStream stream =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(report.url() + "events")).build(),
                  BodyHandlers.ofInputStream())
              .body();
      clients.add(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
    }
    for (BufferedReader events : clients) {
      assertThat(nextData(events)).isEqualTo("data: 0");
    }
    assertThat(ask("GET", report.url() + "data.json").body()).contains("\"x\":[1.0]");
    epoch(2);
    for (BufferedReader events : clients) {
      assertThat(nextData(events)).isEqualTo("data: 1");
    }
    assertThat(ask("GET", report.url() + "data.json").body()).contains("\"x\":[1.0,2.0]");
    for (BufferedReader events : clients) {
      events.close();
    }
  }

  private static String nextData(BufferedReader events) throws IOException {
    String line = events.readLine();
    while (line != null && !line.startsWith("data:")) {
      line = events.readLine();
    }
    return String.valueOf(line);
  }

  @Test
  void aTakenPortAndAFolderThatIsNoRunAreWrongUse() {
    int port = URI.create(report.url()).getPort();
    assertThatThrownBy(() -> new LiveReport(List.of(run), Language.ENGLISH, null, port))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("port " + port)
        .hasMessageContaining("--port");
    assertThatThrownBy(() -> new LiveReport(List.of(folder), Language.ENGLISH, null, 0))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("is no run directory");
  }
}
