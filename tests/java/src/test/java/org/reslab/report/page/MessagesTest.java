// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reslab.InvalidArgumentException;
import org.reslab.experiment.BestOn;
import org.reslab.files.Json;
import org.reslab.metrics.MetricDisplay;

/** The texts of the page: the same keys in every language, each of them used. */
class MessagesTest {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("reslab.source")));
  private static final Pattern LITERAL = Pattern.compile("['\"]([a-z][A-Za-z0-9_.]*)['\"]");
  private static final Pattern ASKED =
      Pattern.compile("\\b(?:t|text)\\(['\"]([a-z][a-z0-9_.]*[a-z0-9])['\"]\\s*[,)]");
  private static final Pattern PLACE = Pattern.compile("\\{\\d}");

  @Test
  void bothLanguagesHaveTheSameKeysAndPlaces() {
    Map<String, String> english = Language.ENGLISH.texts();
    Map<String, String> turkish = Language.TURKISH.texts();
    assertThat(turkish.keySet()).isEqualTo(english.keySet());
    english.forEach((key, text) ->
        assertThat(places(turkish.getOrDefault(key, ""))).as(key).isEqualTo(places(text)));
    assertThat(turkish.get("curves_title")).isEqualTo("Öğrenme eğrileri");
  }

  @Test
  void everyMetricThatHasATitleHasOneInTurkish() {
    Map<String, String> english = Language.ENGLISH.texts();
    Map<String, String> turkish = Language.TURKISH.texts();
    assertThat(MetricDisplay.all())
        .extracting(metric -> "metric." + metric.name())
        .allSatisfy(key -> assertThat(turkish.get(key)).as(key).isNotEqualTo(english.get(key)));
  }

  /** The page's script compares with the words that its data have, not with names of constants. */
  @Test
  void whatTheBestEpochIsChosenByIsSaidInTheWordsOfTheData() throws IOException {
    for (BestOn value : BestOn.values()) {
      String word = Json.text(value).strip().replace('"', '\'');
      boolean compared = source().contains("bestOn === " + word);
      assertThat(compared).as(word).isEqualTo(value != BestOn.TEST); // which is what else is left
    }
  }

  private static Set<String> places(String text) {
    return PLACE.matcher(text).results().map(match -> match.group()).collect(Collectors.toSet());
  }

  @Test
  void everyKeyIsUsedAndEveryTextAskedForExists() throws IOException {
    String source = source();
    Set<String> literals = found(LITERAL, source);
    Set<String> keys = Language.ENGLISH.texts().keySet();
    List<String> unused = new ArrayList<>();
    for (String key : keys) {
      // Keys made of a prefix and a name: 'metric.' + name.
      boolean named =
          literals.contains(key)
              || literals.stream()
                  .anyMatch(it -> (it.endsWith(".") || it.endsWith("_")) && key.startsWith(it));
      if (!named) {
        unused.add(key);
      }
    }
    assertThat(unused).isEmpty();
    assertThat(keys).containsAll(found(ASKED, source));
  }

  private static Set<String> found(Pattern pattern, String source) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(source);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  private static String source() throws IOException {
    StringBuilder source = new StringBuilder();
    for (String folder : List.of("resources", "java")) {
      try (Stream<Path> files =
          Files.list(ROOT.resolve("java/report/src/main/" + folder + "/org/reslab/report/page"))) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (file.toString().endsWith(".js") || file.toString().endsWith(".java")) {
            source.append(Files.readString(file));
          }
        }
      }
    }
    return source.toString();
  }

  @Test
  void unknownLanguagesAreNamed() {
    assertThat(Language.parse("tr")).isEqualTo(Language.TURKISH);
    assertThatThrownBy(() -> Language.parse("de"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("'de'")
        .hasMessageContaining("en, tr");
  }
}
