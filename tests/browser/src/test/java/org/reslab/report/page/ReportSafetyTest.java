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
import org.reslab.store.StoredRun;

/** Names with markup stay text; nothing runs but the page's own scripts; gaps are shown as gaps. */
class ReportSafetyTest {
  private static final String EVIL = "<img src=x onerror=document.title='pwned'>";

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

  private Path page(Path... runs) {
    Path page = folder.resolve("report.html");
    new HtmlReport(Language.ENGLISH, null)
        .write(List.of(runs).stream().map(StoredRun::open).toList(), page, false);
    return page;
  }

  @Test
  void markupInNamesStaysText() throws IOException {
    Path run = RunFixture.training(folder.resolve("a" + EVIL), 2);
    String evil = "</script><script>document.title='pwned'</script>" + EVIL;
    for (int epoch = 1; epoch <= 2; epoch++) {
      RunFixture.append(
          run,
          "metrics.jsonl",
          RunFixture.row(evil, 0, epoch, epoch, "train_loss", 1)
              + RunFixture.row(evil, 0, epoch, epoch, "test_accuracy", 0.5));
    }
    browser.open(page(run));
    assertThat(browser.console()).isEmpty();
    assertThat(browser.driver().getTitle()).isEqualTo("Run a" + EVIL);
    assertThat(browser.find("h1").getText()).isEqualTo("Run a" + EVIL);
    assertThat(browser.find("#curves .legend").getText()).contains(evil);
    assertThat(browser.all("img:not([src^='data:image/png'])")).isEmpty();
    assertThat(browser.all("script")).hasSize(4);
  }

  @Test
  void anInjectedScriptDoesNotRun() throws IOException {
    Path page = page(RunFixture.training(folder.resolve("run"), 2));
    String html = Files.readString(page);
    Path changed = folder.resolve("changed.html");
    Files.writeString(
        changed,
        html.replace(
            "</body>",
            "<script>document.title = 'pwned'</script><p style='color: red'"
                + " onclick='alert(1)'>x</p></body>"));
    browser.open(changed);
    assertThat(browser.driver().getTitle()).isEqualTo("Run run");
    assertThat(browser.console()).anyMatch(line -> line.contains("Content Security Policy"));
    assertThat(
            browser.is(
                "getComputedStyle(document.querySelector('body > p')).color !== 'rgb(255, 0, 0)'"))
        .isTrue();
    assertThat(
            browser.is(
                "(() => { try { document.body.innerHTML = '<b>x</b>'; return false; } catch"
                    + " (refused) { return true; } })()"))
        .as("assigning markup is refused")
        .isTrue();
  }

  @Test
  void oneEpochIsShownByItsSteps() throws IOException {
    browser.open(page(RunFixture.training(folder.resolve("run"), 1)));
    assertThat(browser.console()).isEmpty();
    WebElement steps = browser.find("#curves .segmented button[data-value='step']");
    assertThat(Browser.attribute(steps, "aria-pressed")).isEqualTo("true");
    assertThat(Browser.attribute(browser.chart("curve-train_loss"), "aria-label"))
        .contains("over Step");
  }

  @Test
  void undefinedValuesAreGapsAndSaidToBe() throws IOException {
    Path run = RunFixture.training(folder.resolve("run"), 2);
    for (int epoch = 1; epoch <= 3; epoch++) {
      RunFixture.append(
          run,
          "metrics.jsonl",
          RunFixture.row("wild", 0, epoch, epoch, "train_loss", epoch == 2 ? Double.NaN : epoch)
              + RunFixture.row("wild", 0, epoch, epoch, "test_accuracy", 0.1));
    }
    browser.open(page(run));
    assertThat(browser.console()).isEmpty();
    assertThat(browser.find("figure:has([data-chart='curve-train_loss']) .gaps").getText())
        .contains("1 undefined");
  }

  @Test
  void aHalfWrittenDirectoryShowsWhatItHas() throws IOException {
    Path run = RunFixture.training(folder.resolve("run"), 2);
    Files.delete(run.resolve("environment.json"));
    Files.writeString(run.resolve("summary.json"), "{\"status\" : \"runn");
    RunFixture.append(run, "metrics.jsonl", "{\"run\":\"tinynet-plain-s0\",\"net\":\"tiny");
    browser.open(page(run));
    assertThat(browser.console()).isEmpty();
    assertThat(browser.find("#problems").getText())
        .contains("environment.json is missing", "summary.json is damaged");
    assertThat(browser.find("header .chip").getText()).contains("interrupted");
    assertThat(browser.inked(browser.chart("curve-test_accuracy"))).isGreaterThan(500);
  }

  @Test
  void aDiagnosisThatWasCutAndNoRunsAtAll() throws IOException {
    Path cut = Files.createDirectories(folder.resolve("cut"));
    Files.writeString(cut.resolve("cells.jsonl"), "");
    browser.open(page(cut));
    assertThat(browser.console()).isEmpty();
    assertThat(browser.find("header .chip").getText()).contains("interrupted");
    browser.open(page());
    assertThat(browser.console()).isEmpty();
    assertThat(browser.find("main").getText()).contains("There are no runs to show");
  }
}
