// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.CancelFlag;

class EnvironmentProxiesTest {
  private static final URI ARCHIVE = URI.create("https://www.cs.toronto.edu/~kriz/x.tar.gz");

  @TempDir Path temp;

  private static String proxy(String uri, String... namesAndValues) throws IOException {
    Map<String, String> environment = new java.util.HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new EnvironmentProxies(environment).describe(URI.create(uri));
  }

  @ParameterizedTest
  @CsvSource({
    "https_proxy, http://p.example:3128, p.example:3128",
    "HTTPS_PROXY, http://p.example:3128/, p.example:3128",
    "HTTPS_PROXY, p.example:3128, p.example:3128",
    "HTTPS_PROXY, p.example, p.example:80",
    "HTTPS_PROXY, 10.0.0.1:8080, 10.0.0.1:8080",
    "https_proxy, HTTP://u:p%40ss@p.example:3128, p.example:3128",
    "all_proxy, http://p.example:1, p.example:1",
    "ALL_PROXY, http://p.example:1, p.example:1"
  })
  void theVariableNamesTheProxy(String variable, String value, String place) throws IOException {
    assertThat(proxy(ARCHIVE.toString(), variable, value))
        .isEqualTo(", through the proxy " + place + " that " + variable + " names");
  }

  @Test
  void theSchemeChoosesTheVariableAndSmallLettersComeFirst() throws IOException {
    assertThat(proxy("http://a.example/", "https_proxy", "p:1")).isEmpty();
    assertThat(proxy("https://a.example/", "HTTP_PROXY", "p:1")).isEmpty();
    assertThat(proxy("http://a.example/", "HTTP_PROXY", "p:1")).contains("p:1");
    assertThat(proxy("https://a.example/", "HTTPS_PROXY", "big:1", "https_proxy", "small:1"))
        .contains("small:1");
    assertThat(proxy("https://a.example/", "https_proxy", " ", "all_proxy", "all:1"))
        .contains("all:1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*",
        "www.cs.toronto.edu",
        "localhost,.toronto.edu",
        "localhost, toronto.edu",
        "localhost toronto.edu",
        "*.toronto.edu",
        "TORONTO.EDU",
        "toronto.edu:443"
      })
  void noProxyExceptsHosts(String list) throws IOException {
    assertThat(proxy(ARCHIVE.toString(), "https_proxy", "p:1", "no_proxy", list)).isEmpty();
    assertThat(proxy(ARCHIVE.toString(), "https_proxy", "p:1", "NO_PROXY", list)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"oronto.edu", "toronto.edu.example", "toronto.edu:80", "''", "edux,,", "x*"})
  void noProxyExceptsNoOthers(String list) throws IOException {
    assertThat(proxy(ARCHIVE.toString(), "https_proxy", "p:1", "no_proxy", list)).contains("p:1");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.200.3.4, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.9.8.7/8, 10.0.0.1, true",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "192.0.2.7/32, 192.0.2.7, true",
    "192.0.2.7/32, 192.0.2.6, false",
    "0.0.0.0/0, 198.51.100.1, true",
    "0.0.0.0/0, [2001:db8::1], false",
    "10.0.0.0/33, 10.0.0.0, false",
    "10.0.0.0/, 10.0.0.0, false",
    "10.0.0.0/-1, 10.0.0.0, false",
    "10.0.0.0/8, ten.example, false",
    "fd00::/8, [fd12:3456::1], true",
    "fd00::/8, [fe80::1], false",
    "::1, [::1], true",
    "[::1], [::1], true",
    "2001:DB8::/33, [2001:db8:7fff::1], true",
    "2001:DB8::/33, [2001:db8:8000::1], false",
    "fe80::80, [fe80::80], true"
  })
  void noProxyExceptsRangesOfAddresses(String range, String host, boolean excepted)
      throws IOException {
    for (String list : List.of(range, "a.example, " + range + " b.example")) {
      assertThat(proxy("http://" + host + "/x", "http_proxy", "p:1", "no_proxy", list).isEmpty())
          .as("%s of %s", host, list)
          .isEqualTo(excepted);
    }
  }

  @ParameterizedTest
  @CsvSource({"socks5://u:secret@p:1", "https://u:secret@p:1", "http://", "http://a b", "p:port"})
  void whatIsNoHttpProxyIsNamedWithoutItsPassword(String value) {
    assertThatThrownBy(() -> proxy(ARCHIVE.toString(), "HTTPS_PROXY", value))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("HTTPS_PROXY does not name an HTTP proxy: expected http://HOST:PORT")
        .hasMessageNotContaining("secret");
  }

  private void download(URI uri, Map<String, String> environment) throws IOException {
    new ArchiveDownload(
            uri,
            temp.resolve("part"),
            new EnvironmentProxies(environment),
            FetchProgress.NONE,
            CancelFlag.create())
        .run();
  }

  @Test
  void aDownloadAsksTheProxyAndSignsIn() throws IOException {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String account =
              String.valueOf(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
          asked.add(exchange.getRequestURI() + " " + account);
          byte[] body = "content".getBytes(StandardCharsets.UTF_8);
          if (account.equals("null")) {
            exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"x\"");
            exchange.sendResponseHeaders(407, -1);
          } else {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      String proxy = "u:p%40ss@localhost:" + port;
      URI uri = URI.create("http://data.invalid/x.tar.gz");
      download(uri, Map.of("http_proxy", proxy));
      assertThat(temp.resolve("part")).hasContent("content");
      // "u:p@ss" in base 64.
      assertThat(asked)
          .containsExactly(
              "http://data.invalid/x.tar.gz null", "http://data.invalid/x.tar.gz Basic dTpwQHNz");
      Files.delete(temp.resolve("part"));
      assertThatThrownBy(() -> download(uri, Map.of("http_proxy", "localhost:" + port)))
          .hasMessageContaining("407")
          .hasMessageContaining("http://USER:PASSWORD@HOST:PORT")
          .hasMessageContaining("through the proxy localhost:" + port + " that http_proxy names");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void anHttpsDownloadAsksTheProxyForATunnel() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> asked =
          CompletableFuture.supplyAsync(() -> {
            try (Socket client = server.accept();
                BufferedReader in =
                    new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
              String line = in.readLine();
              client
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n"
                          .getBytes(StandardCharsets.UTF_8));
              return line;
            } catch (IOException e) {
              return e.toString();
            }
          });
      String proxy = "http://localhost:" + server.getLocalPort();
      // Of a host that is nowhere, lest the test fetch the archive where the proxy is not asked.
      URI uri = URI.create("https://data.invalid/x.tar.gz");
      assertThatThrownBy(() -> download(uri, Map.of("HTTPS_PROXY", proxy)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("through the proxy localhost:");
      assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo("CONNECT data.invalid:443 HTTP/1.1");
    }
  }
}
