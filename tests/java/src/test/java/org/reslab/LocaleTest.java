// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in messages have the same digits in every locale, for applications set their own. */
class LocaleTest {
  /** Literals with a conversion that a locale changes; those of hexadecimal numbers are none. */
  private static final Pattern LOCAL =
      Pattern.compile(
          "\"(?:[^\"\\\\\n]|\\\\.)*?(?<!%)(?:%%)*%[-#+0,(]*[0-9]*(?:\\.[0-9]+)?[dfegES]"
              + "(?:[^\"\\\\\n]|\\\\.)*\"");

  private final Locale before = Locale.getDefault(Locale.Category.FORMAT);

  @AfterEach
  void restore() {
    Locale.setDefault(Locale.Category.FORMAT, before);
  }

  @Test
  void noFormatIsThatOfTheDefaultLocale() throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("reslab.source")));
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(root.resolve("java"))) {
      for (Path file :
          all.filter(each -> each.toString().matches(".*/src/main/java/.*\\.java")).toList()) {
        String source = Files.readString(file);
        Matcher literal = LOCAL.matcher(source);
        while (literal.find()) {
          if (!statement(source, literal.start(), literal.end()).contains("Locale.ROOT")) {
            found.add(root.relativize(file) + ": " + literal.group());
          }
        }
      }
    }
    assertThat(found).as("use %s, Numbers, or String.format(Locale.ROOT, ...)").isEmpty();
  }

  private static String statement(String source, int from, int to) {
    int begin = Stream.of(';', '{', '}').mapToInt(c -> source.lastIndexOf(c, from)).max().orElse(0);
    return source.substring(begin + 1, Math.max(to, source.indexOf(';', to)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "de-CH"})
  void messagesHaveTheSameDigitsInEveryLocale(String tag) {
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag(tag));
    try (MemorySession session = MemorySession.open()) {
      Dataset images = session.synthetic(1234, 10, 0);
      assertThat(message(() -> images.pixels(1230, 12))).contains("[1230, 1230 + 12)", "1234");
      assertThat(message(() -> session.images(new byte[5], 2, 10))).contains("5 bytes", "6144");
      assertThat(message(() -> Device.cuda(-123))).contains("is -123");
    }
  }

  private static String message(Runnable mistake) {
    try {
      mistake.run();
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
    throw new AssertionError("no mistake was found");
  }
}
