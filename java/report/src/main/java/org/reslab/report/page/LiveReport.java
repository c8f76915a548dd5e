// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.ReslabException;

/**
 * The page of runs, finished or not, served to this machine alone.
 *
 * <p>Bound to the loopback address; every path begins with a random token, and what does not is not
 * found; the {@code Host} header must name this server, so that no other site's name can be made to
 * point here. Nothing can be changed through it. Methods may be called from any thread.
 */
public final class LiveReport implements AutoCloseable {
  private static final int TOKEN_BYTES = 16;
  private static final int DEFAULT_BACKLOG = 0;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final long KEEP_ALIVE_MILLIS = 15_000;

  private final HttpServer server;
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final String prefix = "/" + token() + "/";
  private final Set<String> hosts;
  private final HtmlPage page = new HtmlPage();
  private final LiveState state;

  /**
   * Begins to serve.
   *
   * @param runs run directories
   * @param language of the page
   * @param title of the page, or null for one of the runs' names
   * @param port 0 for any free one
   * @throws InvalidArgumentException if a folder is no run directory, or the port is taken
   * @throws NativeIoException if the server cannot be started
   */
  public LiveReport(List<Path> runs, Language language, @Nullable String title, int port) {
    state = new LiveState(runs, new HtmlReport(language, title).builder());
    server = bind(port);
    int bound = server.getAddress().getPort();
    hosts = Set.of("127.0.0.1:" + bound, "localhost:" + bound);
    server.setExecutor(clients);
    server.createContext("/", this::answer);
    server.start();
    state.watch();
  }

  private static HttpServer bind(int port) {
    try {
      return HttpServer.create(
          new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), DEFAULT_BACKLOG);
    } catch (BindException e) {
      throw new InvalidArgumentException(
          "port %s: cannot be bound (%s); choose another --port, or 0 for any free one"
              .formatted(port, e.getMessage()));
    } catch (IOException e) {
      throw new NativeIoException("cannot serve on port " + port + ": " + e, e);
    }
  }

  private static String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Returns the address of the page, token included. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + prefix;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
      exchange
          .getResponseHeaders()
          .set("Content-Security-Policy", page.policy(true) + "; frame-ancestors 'none'");
      @Nullable String host = exchange.getRequestHeaders().getFirst("Host");
      if (host == null || !hosts.contains(host)) {
        send(exchange, 403, "text/plain", "this server answers to its own address alone\n");
        return;
      }
      String path = exchange.getRequestURI().getPath();
      if (!hasToken(path)) {
        send(exchange, 404, "text/plain", "not found\n");
        return;
      }
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, "text/plain", "only GET and HEAD\n");
        return;
      }
      serve(exchange, path.substring(prefix.length()));
    }
  }

  /** Compares in a time that does not depend on how much of the token was right. */
  private boolean hasToken(String path) {
    String head = path.substring(0, Math.min(path.length(), prefix.length()));
    return MessageDigest.isEqual(
        head.getBytes(StandardCharsets.UTF_8), prefix.getBytes(StandardCharsets.UTF_8));
  }

  private void serve(HttpExchange exchange, String name) throws IOException {
    switch (name) {
      case "" -> sendState(exchange, "text/html", true);
      case "data.json" -> sendState(exchange, "application/json", false);
      case "events" -> events(exchange);
      default -> send(exchange, 404, "text/plain", "not found\n");
    }
  }

  private void sendState(HttpExchange exchange, String type, boolean whole) throws IOException {
    String body;
    try {
      PageData data = state.current();
      body = whole ? page.render(data) : HtmlPage.document(data);
    } catch (ReslabException e) {
      // A directory that is being replaced: it may be whole again at the next question.
      send(exchange, 503, "text/plain", e.getMessage() + "\n");
      return;
    }
    send(exchange, 200, type, body);
  }

  private static void send(HttpExchange exchange, int code, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
      exchange.sendResponseHeaders(code, -1);
    } else {
      exchange.sendResponseHeaders(code, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Sends the number of each new state until the client leaves or the server closes. */
  private void events(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write("retry: 2000\n\n".getBytes(StandardCharsets.UTF_8));
    try {
      long sent = -1;
      while (!state.closed()) {
        long now = state.number();
        // A comment finds out whether the client is still there.
        out.write(
            (now == sent ? ": \n\n" : "data: " + now + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        sent = now;
        state.awaitOther(sent, KEEP_ALIVE_MILLIS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all connections and frees the port. Idempotent. */
  @Override
  public void close() {
    state.close();
    server.stop(0);
    clients.shutdownNow();
  }
}
