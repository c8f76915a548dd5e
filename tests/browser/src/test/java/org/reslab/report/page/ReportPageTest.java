// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.reslab.cli.Main;
import org.reslab.store.StoredRun;

/** The written page, looked at and used. */
class ReportPageTest {
  private static final String PLAIN = "#0072b2";
  private static final String BASIC = "#c44e00";

  @TempDir static Path folder;
  private static Browser browser;
  private static Path english;
  private static Path turkish;

  @BeforeAll
  static void write() throws IOException {
    List<StoredRun> runs =
        List.of(
            StoredRun.open(RunFixture.training(folder.resolve("compare"), 4)),
            StoredRun.open(RunFixture.diagnosis(folder.resolve("depth"))));
    english = folder.resolve("english.html");
    turkish = folder.resolve("turkish.html");
    new HtmlReport(Language.ENGLISH, "Plain, v1 and v2").write(runs, english, false);
    new HtmlReport(Language.TURKISH, null).write(runs, turkish, false);
    browser = new Browser();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void open() {
    browser.size(1280, 1000);
    browser.cdp("Emulation.setEmulatedMedia", Map.of("media", "", "features", List.of()));
    browser.open(english);
  }

  @Test
  void opensWithoutAWordOnTheConsoleAndWithEverySection() {
    assertThat(browser.console()).isEmpty();
    assertThat(browser.find("h1").getText()).isEqualTo("Plain, v1 and v2");
    assertThat(browser.all("main > section:not([hidden])"))
        .extracting(section -> section.getAttribute("id"))
        .containsExactly(
            "results",
            "curves",
            "errors",
            "verdicts",
            "depth",
            "heatmaps",
            "cards",
            "layers",
            "about");
  }

  @Test
  void whatIsBeyondTheAccuracyHasATable() {
    assertThat(browser.all(".scores thead th"))
        .extracting(WebElement::getText)
        .containsExactly("Block", "Test top-5 accuracy", "Test calibration error");
    // 0.98 and 0.04, and 0.001 and 0.01 more with each of three seeds
    assertThat(browser.all(".scores tbody b"))
        .extracting(WebElement::getText)
        .containsExactly("98.10%", "0.0500", "98.10%", "0.0500", "98.10%", "0.0500");
  }

  @Test
  void drawsEachChart() {
    List<WebElement> charts = browser.all("[data-chart]");
    assertThat(charts).hasSizeGreaterThanOrEqualTo(5 + 1 + 3 + 6);
    for (WebElement chart : charts) {
      assertThat(browser.inked(chart))
          .as(Browser.attribute(chart, "data-chart"))
          .isGreaterThan(500);
    }
    assertThat(browser.all(".confusion td.right")).hasSize(10);
    assertThat(browser.all(".sheet img"))
        .hasSize(12)
        .allMatch(image -> browser.is("arguments[0].naturalWidth === 32", image));
  }

  @Test
  void legendHidesALineInEveryChart() {
    WebElement accuracy = browser.chart("curve-test_accuracy");
    WebElement loss = browser.find("[data-chart='curve-train_loss']");
    assertThat(browser.pixels(accuracy, BASIC)).isPositive();
    WebElement button = browser.find("#curves .legend button[data-key$='/basic']");
    browser.click(button);
    assertThat(Browser.attribute(button, "aria-pressed")).isEqualTo("false");
    assertThat(browser.pixels(accuracy, BASIC)).isZero();
    assertThat(browser.pixels(loss, BASIC)).isZero();
    assertThat(browser.pixels(accuracy, PLAIN)).isPositive();
    browser.click(button);
    assertThat(browser.pixels(accuracy, BASIC)).isPositive();
  }

  @Test
  void hoverShowsTheValues() {
    WebElement chart = browser.chart("curve-test_accuracy");
    new Actions(browser.driver()).moveToElement(chart.findElement(over()), 2, 0).perform();
    WebElement tip = chart.findElement(By.className("tip"));
    // Epoch 2 or 3 of three series: 0.9 - 0.6 / (epoch + rank), less 0.01 for a middle seed.
    assertThat(tip.getText()).startsWith("Epoch ").contains("plain", "basic", "preact", "%", "[");
    assertThat(tip.isDisplayed()).isTrue();
  }

  @Test
  void dragZoomsAllCurvesAndDoubleClickResets() {
    WebElement chart = browser.chart("curve-train_loss");
    WebElement other = browser.find("[data-chart='curve-lr']");
    WebElement reset =
        browser.find("figure:has([data-chart='curve-lr']) button[data-action='reset']");
    assertThat(reset.isDisplayed()).isFalse();
    long before = browser.inked(other);
    new Actions(browser.driver())
        .moveToElement(chart.findElement(over()), -80, 0)
        .clickAndHold()
        .moveByOffset(90, 0)
        .release()
        .perform();
    assertThat(reset.isDisplayed()).isTrue();
    browser.await("the other chart is drawn anew", () -> browser.inked(other) != before);
    new Actions(browser.driver()).doubleClick(chart.findElement(over())).perform();
    assertThat(reset.isDisplayed()).isFalse();
    browser.await("the other chart is as before", () -> browser.inked(other) == before);
  }

  @Test
  void logScaleAndStepsRedraw() {
    WebElement chart = browser.chart("curve-train_loss");
    String linear = picture(chart);
    assertThat(Browser.attribute(chart, "data-scale")).isEqualTo("linear");
    WebElement log =
        browser.find("figure:has([data-chart='curve-train_loss']) [data-action='log']");
    browser.click(log);
    assertThat(Browser.attribute(log, "aria-pressed")).isEqualTo("true");
    assertThat(Browser.attribute(chart, "data-scale")).isEqualTo("log");
    assertThat(picture(chart)).isNotEqualTo(linear);
    String epochs = picture(chart);
    browser.click("#curves .segmented button[data-value='step']");
    assertThat(picture(chart)).isNotEqualTo(epochs);
    assertThat(Browser.attribute(chart, "aria-label")).contains("over Step");
  }

  @Test
  void valuesAreThereAsATable() {
    browser.chart("curve-test_accuracy");
    browser.click("figure:has([data-chart='curve-test_accuracy']) details.as-table > summary");
    // The browser tells of the opening in a task of its own.
    browser.await(
        "the table has a row for each epoch",
        () -> browser.all("figure:has([data-chart='curve-test_accuracy']) tbody tr").size() == 4);
    // plain, epoch 1: 0.9 - 0.6 / 1, less 0.01 a seed.
    assertThat(browser.find("figure:has([data-chart='curve-test_accuracy']) tbody td").getText())
        .isEqualTo("29.0% [28.0%, 30.0%]");
  }

  @Test
  void keyboardReachesChartsAndReadsThem() {
    assertThat(tabbedTo("a.skip", 1)).isTrue();
    WebElement chart = browser.chart("curve-test_accuracy");
    browser.script("arguments[0].focus()", chart);
    chart.sendKeys(Keys.HOME);
    assertThat(chart.findElement(By.className("tip")).getText()).startsWith("Epoch 1");
    chart.sendKeys(Keys.ARROW_RIGHT);
    assertThat(chart.findElement(By.className("tip")).getText()).startsWith("Epoch 2");
    assertThat(
            String.valueOf(
                browser.script(
                    "return arguments[0].parentElement.querySelector('[aria-live]').textContent",
                    chart)))
        .contains("Epoch 2", "preact");
    assertThat(
            browser.is(
                "[...document.querySelectorAll('[data-chart]')].every((it) =>"
                    + " it.getAttribute('role') === 'img' && it.getAttribute('aria-label'))"))
        .isTrue();
  }

  /** Whether as many presses of the tab key put the focus there, and make it visible. */
  private static boolean tabbedTo(String selector, int presses) {
    for (int i = 0; i < presses; i++) {
      new Actions(browser.driver()).sendKeys(Keys.TAB).perform();
    }
    return browser.is("document.activeElement.matches(arguments[0])", selector)
        && browser.is("document.activeElement.getBoundingClientRect().left >= 0");
  }

  @Test
  void darkModeFollowsTheSystemAndTheButton() {
    String light = background();
    browser.cdp(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    browser.await("the page is dark", () -> !background().equals(light));
    WebElement chart = browser.chart("curve-test_accuracy");
    browser.await("the chart is dark", () -> browser.pixels(chart, "#56b4e9") > 0);
    assertThat(browser.pixels(chart, PLAIN)).isZero();
    browser.click(".top-right button[data-value='light']");
    assertThat(background()).isEqualTo(light);
    browser.await("the chart is light", () -> browser.pixels(chart, PLAIN) > 0);
  }

  private static String background() {
    return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor"));
  }

  @Test
  void printsInLightColoursWithoutControls() {
    browser.click(".top-right button[data-value='dark']");
    browser.cdp("Emulation.setEmulatedMedia", Map.of("media", "print"));
    WebElement chart = browser.chart("curve-test_accuracy");
    browser.await("charts are light on paper", () -> browser.pixels(chart, PLAIN) > 0);
    assertThat(browser.find(".sections").isDisplayed()).isFalse();
    assertThat(browser.find(".top-right").isDisplayed()).isFalse();
    assertThat(browser.find("#results table").isDisplayed()).isTrue();
  }

  @Test
  void fitsANarrowScreen() {
    browser.size(360, 780);
    for (Path page : List.of(english, turkish)) {
      browser.open(page);
      assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(360);
      WebElement chart = browser.chart("curve-test_accuracy");
      assertThat(
              browser.number(
                  "arguments[0].querySelector('canvas').getBoundingClientRect().right", chart))
          .isBetween(300L, 360L);
    }
  }

  @Test
  void aTableFadesOutWhereThereIsMoreOfIt() throws InterruptedException {
    String visible = "[...document.querySelectorAll('.scroll')].filter(b => b.clientWidth > 0)";
    String wide = ".filter(b => b.scrollWidth > b.clientWidth + 1)";
    String unlike = visible + ".filter(b => b.classList.contains('%s') !== (%s)).length";
    browser.size(360, 780);
    browser.open(english);
    settle(unlike.formatted("more-after", "b.scrollWidth > b.clientWidth + 1"));
    assertThat(browser.number(visible + wide + ".length")).isPositive();
    assertThat(browser.number("document.querySelectorAll('.more-before').length")).isZero();

    browser.number(visible + ".map(b => { b.scrollLeft = 1e6; return b; }).length");
    settle(unlike.formatted("more-before", "b.scrollWidth > b.clientWidth + 1"));
    settle(visible + ".filter(b => b.classList.contains('more-after')).length");
  }

  /** Waits until a number is 0. */
  private static void settle(String expression) throws InterruptedException {
    for (int i = 0; i < 50 && browser.number(expression) != 0; i++) {
      Thread.sleep(20);
    }
    assertThat(browser.number(expression)).as(expression).isZero();
  }

  @Test
  void speaksTurkish() {
    browser.open(turkish);
    assertThat(browser.console()).isEmpty();
    assertThat(browser.find("html").getAttribute("lang")).isEqualTo("tr");
    assertThat(browser.find("main").getText())
        .contains(
            "Öğrenme eğrileri", "Gradyan normu", "Test doğruluğu", "Karışıklık matrisi", "uçak")
        .doesNotContain("Learning curves", "undefined");
    assertThat(browser.find("#results .headline .main").getText()).startsWith("%").contains(",");
  }

  @Test
  void layersOpenAndClose() {
    assertThat(browser.all("#layers .layers tbody tr:not([hidden])")).isNotEmpty();
    WebElement twig = browser.find("#layers .level-1 .twig");
    browser.script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", twig);
    int before = browser.all("#layers .layers tbody tr:not([hidden])").size();
    browser.click(twig);
    assertThat(Browser.attribute(twig, "aria-expanded")).isEqualTo("true");
    assertThat(browser.all("#layers .layers tbody tr:not([hidden])")).hasSizeGreaterThan(before);
  }

  @Test
  void depthChartsShowTheNetworksChosen() {
    WebElement chart = browser.chart("depth-acv");
    assertThat(Browser.attribute(chart, "aria-label")).contains("plain", "preact");
    String deep = picture(chart);
    browser.script(
        "const it = document.getElementById('depth-of'); it.selectedIndex = 0; it.dispatchEvent(new"
            + " Event('change'))");
    browser.await("the other depth is drawn", () -> !picture(chart).equals(deep));
  }

  @Test
  void leavesPicturesToLookAt() {
    browser.picture("desktop-light", 1280);
    browser.click(".top-right button[data-value='dark']");
    browser.picture("desktop-dark", 1280);
    browser.open(turkish);
    browser.picture("turkish", 1280);
    browser.picture("turkish-360", 360);
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("reslab.screenshots")))) {
      assertThat(files).hasSizeGreaterThanOrEqualTo(4);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRealRunsOwnReportOpensToo() {
    Path run = folder.resolve("real");
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            new String[] {
              "compare",
              "--data",
              "synthetic",
              "--subset",
              "64",
              "--test-subset",
              "40",
              "--epochs",
              "2",
              "--seeds",
              "0,1",
              "--blocks",
              "basic,preact",
              "--base",
              "4",
              "--batch",
              "16",
              "--diagnose-every",
              "1",
              "--threads",
              "1",
              "--report",
              "--out",
              run.toString()
            },
            new PrintWriter(new StringWriter()),
            new PrintWriter(err));
    assertThat(code).as(err.toString()).isZero();
    browser.open(run.resolve("report.html"));
    assertThat(browser.console()).isEmpty();
    assertThat(browser.all("[data-chart]"))
        .hasSizeGreaterThan(6)
        .allMatch(chart -> browser.inked(chart) > 200);
    assertThat(browser.all("#problems:not([hidden])")).isEmpty();
    browser.picture("real-run", 1280);
  }

  /** The table that Java's Numbers is held to. */
  @Test
  void numbersReadAsInTheTerminal() throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("reslab.source")));
    List<String> table =
        Files.readAllLines(root.resolve("tests/data/numbers.csv")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();
    // The page keeps its own classes in a function's scope.
    Path texts = root.resolve("java/report/src/main/resources/org/reslab/report/page/texts.js");
    Object wrong =
        browser.script(
            Files.readString(texts)
                + """
                const texts = new Texts('en', {});
                const of = {
                  value: (a) => texts.number(a[0]),
                  alike: (a) => texts.alike(a).join(' '),
                  interval: ([mean, lower, upper]) => texts.interval({ mean, lower, upper }),
                  fixed: (a) => texts.fixed(...a),
                  percent: (a) => texts.percent(...a),
                  scaled: (a) => texts.compact(a[0]),
                  bytes: (a) => texts.bytes(a[0]),
                  pValue: (a) => texts.p(a[0]),
                };
                return arguments[0].filter((line) => {
                  const [method, values, text] = line.split(';');
                  return of[method](values.split(' ').map(Number)) !== text;
                });
                """,
            table);
    assertThat(table).hasSizeGreaterThan(40);
    assertThat(wrong).isEqualTo(List.of());
  }

  private static By over() {
    return By.className("u-over");
  }

  private static String picture(WebElement plot) {
    return String.valueOf(
        browser.script("return arguments[0].querySelector('canvas').toDataURL()", plot));
  }
}
