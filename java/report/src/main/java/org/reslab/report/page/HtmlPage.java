// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.reslab.files.Json;

/**
 * The HTML around a document: its scripts and styles are inside, and a content-security policy
 * admits no others, by their hashes. Whatever comes from a run is in the document alone, which no
 * parser of HTML or JavaScript looks into.
 */
final class HtmlPage {
  /** The beginning of every page, by which an earlier one is known. */
  static final String MARK = "<!doctype html>\n<!-- ResLab report -->\n";

  /** In the order in which they need each other. */
  private static final List<String> SCRIPTS =
      List.of(
          "dom.js",
          "texts.js",
          "style.js",
          "forest.js",
          "legend.js",
          "chart.js",
          "results.js",
          "curves.js",
          "errors.js",
          "verdicts.js",
          "cards.js",
          "depth.js",
          "heatmap.js",
          "layers.js",
          "about.js",
          "live.js",
          "page.js");

  private static final List<String> STYLES = List.of("page.css", "parts.css", "print.css");
  private static final String CHARTS = "uplot/uPlot.iife.min.js";
  private static final String CHARTS_STYLE = "uplot/uPlot.min.css";
  private static final String CHARTS_LICENCE = "uplot/LICENSE";

  private final String script;
  private final String style;
  private final String charts;
  private final String licence;

  HtmlPage() {
    charts = resource(CHARTS).strip();
    // uPlot leaves its name in the global scope; ours stay in a function's.
    script =
        SCRIPTS.stream()
            .map(HtmlPage::resource)
            .collect(Collectors.joining("\n", "(() => {\n'use strict';\n", "})();"));
    style =
        resource(CHARTS_STYLE)
            + "\n"
            + STYLES.stream().map(HtmlPage::resource).collect(Collectors.joining("\n"));
    licence = resource(CHARTS_LICENCE);
    for (String text : List.of(charts, script, style)) {
      if (text.toLowerCase(Locale.ROOT).contains("</s")) {
        throw new IllegalStateException("a script or style would end its own element");
      }
    }
  }

  /** Returns the policy, for the page and for a server's header. */
  String policy(boolean live) {
    return "default-src 'none'; script-src "
        + hash(charts)
        + " "
        + hash(script)
        + "; style-src "
        + hash(style)
        + "; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for"
        + " 'script'; trusted-types 'none'"
        + (live ? "; connect-src 'self'" : "");
  }

  /** Returns the page. */
  String render(PageData data) {
    return MARK
        + """
        <html lang="%s">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="%s">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="ResLab">
        <meta name="referrer" content="no-referrer">
        <title>%s</title>
        <link rel="icon" href="data:,">
        """
            .formatted(data.lang(), policy(data.live()), escaped(data.title()))
        + "<style>"
        + style
        + "</style>\n</head>\n<body>\n<div id=\"page\"><noscript>"
        + escaped(data.texts().getOrDefault("no_script", ""))
        + "</noscript></div>\n<script type=\"application/json\" id=\"data\">"
        + document(data)
        + "</script>\n<script type=\"text/plain\" id=\"licence\">uPlot "
        + escaped(licence.strip())
        + "</script>\n<script>"
        + charts
        + "</script>\n<script>"
        + script
        + "</script>\n</body>\n</html>\n";
  }

  /** A document as JSON in which nothing looks like markup, in any parser. */
  static String document(PageData data) {
    return Json.line(data)
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is not in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
