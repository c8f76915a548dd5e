// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A headless Chromium with a profile of its own. */
final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path profile;
  private final ChromeDriver driver;

  Browser() {
    File chromium = required("reslab.chromium");
    File chromedriver = required("reslab.chromedriver");
    try {
      profile = Files.createTempDirectory("reslab-browser");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.setCapability("goog:loggingPrefs", logs);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
        "--user-data-dir=" + profile);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(chromedriver).build(), options);
    size(1280, 1000);
  }

  private static File required(String property) {
    String path = Objects.requireNonNull(System.getProperty(property), property);
    File file = new File(path);
    if (!file.canExecute()) {
      throw new IllegalStateException(
          "%s: found no program %s; install Debian's chromium and chromium-driver, or set -D%s"
              .formatted(property, path, property));
    }
    return file;
  }

  /** Opens a page, at the given size of its inside. */
  void open(Path page) {
    open(page.toUri().toString());
  }

  void open(String url) {
    console(); // what an earlier page said late is not this one's
    driver.get(url);
  }

  /** Brings an element to the middle, where nothing covers it, and clicks. */
  void click(WebElement element) {
    script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", element);
    element.click();
  }

  void click(String selector) {
    click(find(selector));
  }

  /** Sets the size of the viewport. */
  void size(int width, int height) {
    cdp(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void cdp(String command, Map<String, Object> parameters) {
    driver.executeCdpCommand(command, parameters);
  }

  Object script(String source, Object... arguments) {
    return Objects.requireNonNullElse(driver.executeScript(source, arguments), "null");
  }

  boolean is(String source, Object... arguments) {
    return Boolean.TRUE.equals(script("return !!(" + source + ")", arguments));
  }

  long number(String source, Object... arguments) {
    return ((Number) script("return " + source, arguments)).longValue();
  }

  ChromeDriver driver() {
    return driver;
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** The value of an attribute, empty where it has none. */
  static String attribute(WebElement element, String name) {
    return Objects.requireNonNullElse(element.getAttribute(name), "");
  }

  /** The canvas of a chart, scrolled into view. */
  WebElement chart(String id) {
    WebElement plot = find("[data-chart='" + id + "']");
    script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", plot);
    return plot;
  }

  /** How many pixels of a canvas are near a colour, given as {@code #rrggbb}. */
  long pixels(WebElement plot, String color) {
    return number(
        """
        (([plot, hex]) => {
          const canvas = plot.matches('canvas') ? plot : plot.querySelector('canvas');
          const want = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let near = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 200 && want.every((value, k) => Math.abs(value - data[i + k]) < 12)) near++;
          }
          return near;
        })(arguments)
        """,
        plot,
        color);
  }

  /** How many pixels of a canvas are not empty. */
  long inked(WebElement plot) {
    return number(
        """
        (([plot]) => {
          const canvas = plot.matches('canvas') ? plot : plot.querySelector('canvas');
          if (!canvas) return 0;
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let inked = 0;
          for (let i = 3; i < data.length; i += 4) if (data[i] > 40) inked++;
          return inked;
        })(arguments)
        """,
        plot);
  }

  /** Waits until something holds. */
  void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", e);
      }
    }
  }

  /** What the console said since it was last asked, a line each. */
  List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  /** Keeps a picture of the whole page for people to look at. */
  void picture(String name, int width) {
    Path folder = Path.of(System.getProperty("reslab.screenshots", "target/screenshots"));
    size(width, 1000);
    long height = number("document.documentElement.scrollHeight");
    size(width, (int) Math.min(height, 12_000));
    script("scrollTo(0, 0)");
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
