// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that environment variables name, as curl, pip and npm read them: {@code https_proxy}
 * or {@code http_proxy} by the scheme of the address, else {@code all_proxy}, but for hosts of
 * {@code no_proxy}; each in small letters or, where that is not set, in capitals. Without a
 * variable the proxies of the JVM's system properties are used.
 */
final class EnvironmentProxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  private final Map<String, String> environment;

  EnvironmentProxies(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** A proxy, the variable that names it, and how to sign in to it. */
  private record Named(
      String variable, InetSocketAddress address, @Nullable PasswordAuthentication account) {}

  /**
   * Returns which proxy an address is reached through, for messages; empty without one.
   *
   * @throws IOException if the variable does not name a proxy; the message says what is expected
   */
  String describe(URI uri) throws IOException {
    @Nullable Named named = named(uri);
    return named == null
        ? ""
        : ", through the proxy %s:%s that %s names"
            .formatted(
                named.address.getHostString(),
                Integer.toString(named.address.getPort()),
                named.variable);
  }

  @Override
  public List<Proxy> select(URI uri) {
    try {
      @Nullable Named named = named(uri);
      if (named != null) {
        // Resolved here: the client refuses addresses that are not.
        return List.of(
            new Proxy(
                Proxy.Type.HTTP,
                new InetSocketAddress(named.address.getHostString(), named.address.getPort())));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    @Nullable ProxySelector others = ProxySelector.getDefault();
    return others == null || excepted(uri) ? List.of(Proxy.NO_PROXY) : others.select(uri);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The caller has the failure.
  }

  /**
   * Returns what signs in to the proxy of an address, and to nothing else; none where its variable
   * has no user.
   *
   * @throws IOException if the variable does not name a proxy
   */
  Optional<Authenticator> authenticator(URI uri) throws IOException {
    @Nullable Named named = named(uri);
    return Optional.ofNullable(named == null ? null : named.account).map(ProxyAccount::new);
  }

  private static final class ProxyAccount extends Authenticator {
    private final PasswordAuthentication account;

    ProxyAccount(PasswordAuthentication account) {
      this.account = account;
    }

    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      return getRequestorType() == RequestorType.PROXY ? account : null;
    }
  }

  private @Nullable Named named(URI uri) throws IOException {
    if (excepted(uri)) {
      return null;
    }
    for (String name : List.of(uri.getScheme() + "_proxy", "all_proxy")) {
      for (String variable : List.of(name, name.toUpperCase(Locale.ROOT))) {
        String value = environment.getOrDefault(variable, "").strip();
        if (!value.isEmpty()) {
          return parse(variable, value);
        }
      }
    }
    return null;
  }

  private static Named parse(String variable, String value) throws IOException {
    try {
      URI uri = new URI(value.contains("://") ? value : "http://" + value);
      if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return new Named(
            variable,
            InetSocketAddress.createUnresolved(uri.getHost(), port),
            account(uri.getRawUserInfo()));
      }
    } catch (URISyntaxException | IllegalArgumentException _) {
      // Named below.
    }
    // Not the value: it may hold a password.
    throw new IOException(
        variable
            + " does not name an HTTP proxy: expected http://HOST:PORT or"
            + " http://USER:PASSWORD@HOST:PORT, with special characters as %40");
  }

  private static @Nullable PasswordAuthentication account(@Nullable String userInfo) {
    if (userInfo == null) {
      return null;
    }
    int colon = userInfo.indexOf(':');
    String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
    String password = colon < 0 ? "" : userInfo.substring(colon + 1);
    return new PasswordAuthentication(decoded(user), decoded(password).toCharArray());
  }

  /** Decodes percent signs; unlike in forms a plus is a plus. */
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /**
   * Whether {@code no_proxy} has the host: itself, a domain that it is in, a range of addresses
   * that it is in, or {@code *}.
   */
  private boolean excepted(URI uri) {
    String list = environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", ""));
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    for (String entry : list.toLowerCase(Locale.ROOT).split("[,\\s]+", -1)) {
      String name = entry.replaceFirst("^\\*?\\.", "");
      String end = ":" + port;
      name = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
      if (entry.equals("*")
          || (!name.isEmpty() && (host.equals(name) || host.endsWith("." + name)))
          || AddressRange.parse(entry).filter(range -> range.contains(host)).isPresent()) {
        return true;
      }
    }
    return false;
  }
}
