// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.WebElement;

/** The served page follows the files. */
class LivePageTest {
  @TempDir Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() {
    browser = new Browser();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void newEpochsAppearAndChoicesStay() throws IOException {
    Path run = RunFixture.training(folder.resolve("run"), 2);
    try (LiveReport report = new LiveReport(List.of(run), Language.ENGLISH, null, 0)) {
      browser.open(report.url());
      browser.await(
          "it is connected",
          () -> Browser.attribute(browser.find(".live"), "data-state").equals("live_on"));
      WebElement hidden = browser.find("#curves .legend button[data-key$='/plain']");
      browser.click(hidden);
      browser.click(".top-right button[data-value='dark']");
      WebElement chart = browser.chart("curve-test_accuracy");
      assertThat(Browser.attribute(chart, "aria-label")).contains("basic").doesNotContain("plain");
      browser.script("window.same = true");
      String before = Browser.attribute(chart, "aria-label");

      for (String block : List.of("plain", "basic", "preact")) {
        for (int seed = 0; seed < 3; seed++) {
          RunFixture.epoch(run, block, seed, 3);
        }
      }
      browser.await(
          "the new epoch is drawn", () -> !Browser.attribute(chart, "aria-label").equals(before));

      assertThat(Browser.attribute(chart, "aria-label")).contains("basic").doesNotContain("plain");
      assertThat(browser.is("window.same === true")).as("the page was not loaded anew").isTrue();
      assertThat(browser.is("document.documentElement.dataset.theme === 'dark'")).isTrue();
      assertThat(browser.console()).isEmpty();
      browser.picture("live-dark", 1280);
    }
    browser.await(
        "the loss of the server is told",
        () -> Browser.attribute(browser.find(".live"), "data-state").equals("live_lost"));
  }

  @Test
  void aStateThatCannotBeReadIsToldAndRecovers() throws IOException {
    Path run = RunFixture.training(folder.resolve("run"), 2);
    try (LiveReport report = new LiveReport(List.of(run), Language.ENGLISH, null, 0)) {
      browser.open(report.url());
      Path away = folder.resolve("away");
      Files.move(run, away);
      browser.await(
          "it is told",
          () -> Browser.attribute(browser.find(".live"), "data-state").equals("live_unread"));
      Files.move(away, run);
      browser.await(
          "it is live again",
          () -> Browser.attribute(browser.find(".live"), "data-state").equals("live_on"));
    }
  }
}
