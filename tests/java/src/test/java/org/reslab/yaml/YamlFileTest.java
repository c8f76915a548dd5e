// SPDX-License-Identifier: Apache-2.0
package org.reslab.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.InvalidArgumentException;

/** What YAML means by its core schema, and what of it is refused. */
class YamlFileTest {
  private static final Path FILE = Path.of("f.yaml");

  private static FileValue read(String text) {
    Map<String, FileValue> values = new LinkedHashMap<>();
    Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "c")) {
      readers.put(name, key -> values.put(name, key.value()));
    }
    YamlFile.parse(FILE, text, "a: 1", readers);
    return Objects.requireNonNull(values.get("a"));
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageStartingWith("f.yaml")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1,0.1",
    ".1,0.1",
    "5e-2,0.05",
    "+.5E1,5",
    "7,7",
    "010,10",
    "0x10,16",
    "0o10,8",
    "-3,-3",
    "1.,1",
    ".inf,Infinity",
    "-.INF,-Infinity"
  })
  void aNumberIsOneOfTheCoreSchema(String text, double value) {
    assertThat(read("a: " + text).number()).isEqualTo(value);
    assertThat(FileValue.ofTexts(List.of(text), true).number()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1_000", "1:30", "1d", "0x1p3", "NaN", "0b1", "1e999", "yes", "~", "", "'x'"})
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> read("a: " + text).number())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageMatching("f\\.yaml:1: a: found .*, expected a number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'0.1'", "\"0.1\"", "! 0.1", "['0.1']"})
  void aNumberInQuotesIsText(String text) {
    assertThatThrownBy(() -> read("a: " + text).numbers())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("0.1\"")
        .hasMessageContaining("expected a number without quotes");
    assertThatThrownBy(() -> read("a: '3'").integer())
        .hasMessage("f.yaml:1: a: found \"3\", expected a whole number without quotes");
  }

  @Test
  void truthIsTrueOrFalse() {
    assertThat(read("a: True").bool()).isTrue();
    for (String text : List.of("yes", "no", "on", "off", "y", "'true'", "1", "~")) {
      assertThatThrownBy(() -> read("a: " + text).bool())
          .hasMessageContaining("expected true or false");
    }
  }

  @Test
  void anAliasIsTheValueOfItsAnchor() {
    assertThat(read("b: &x Deneme 7\na: *x\n").string()).isEqualTo("Deneme 7");
    assertThat(read("b: &e 2\na: [*e, 3]\n").integers()).containsExactly(2L, 3L);
    assertThat(read("b: &m {k: v}\na: *m\n").entries()).containsEntry("k", "v");
    assertThat(read("b: &m 1\nc: &m 2\na: *m\n").integer()).isEqualTo(2);
    refused("a: *x\n", "f.yaml:1:4: the alias '*x' names no value above it");
    refused("a: &x [*x]\n", "the alias '*x' names no value above it");
  }

  @Test
  void aliasesOfAliasesAreBounded() {
    StringBuilder text = new StringBuilder("a: [&x0 [1, 2]");
    for (int i = 1; i < 40; i++) {
      text.append(", &x%d [*x%d, *x%d]".formatted(i, i - 1, i - 1));
    }
    refused(text.append("]\n").toString(), "found more than 100000 values");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: !!float 1|f.yaml:1:4: found the tag '!!float'",
        "a: !mine {}|f.yaml:1:4: found the tag '!mine'",
        "{<<: {b: 1}, a: 1}|merge keys ('<<') are not read",
        "{a: {<<: *b}}|merge keys ('<<') are not read",
        "{[1]: 2}|found a list, a mapping or an alias as a key",
        "{a: {k: 1, k: 2}}|f.yaml:1: key 'a.k' appears again",
        "{a: [{k: 1}, {k: 1, k: 2}]}|key 'a[2].k' appears again",
        "{a: [1}|expected ',' or ']'",
        "a: \"x|found unexpected end of stream",
        "a: @x|found character '@' that cannot start any token",
        "a: \"\\UFFFFFFFF\"|not valid YAML",
        "%YAML 3.0|not valid YAML",
      })
  void whatIsNotReadIsNamed(String text, String message) {
    refused(text, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "b:\n\ta: 1\n",
        "b:\n  \ta: 1\n",
        "\ta: 1\n",
        "a:\n  - 1\n\t- 2\n",
        "a: 1\n\tb: 2\n",
        "a:\n  k: 1\n\tl: 2\n"
      })
  void aTabInTheIndentationIsNamed(String text) {
    refused(text, ": not valid YAML: a tab stands there; YAML indents with blanks");
  }

  @Test
  void aTabThatIsNoIndentationIsReadOrNamed() {
    assertThat(read("a: 1\t# one\n").integer()).isEqualTo(1);
    assertThat(read("a: 'x\ty'\n").string()).isEqualTo("x\ty");
    refused("a:\t1\n", "f.yaml:1:3: not valid YAML: a tab stands there; write a blank");
  }

  @Test
  void deepNestingIsAnErrorOfTheFile() {
    for (int depth : new int[] {65, 500, 100_000}) {
      refused("a: " + "[".repeat(depth), "found more than 64 levels of nesting");
      refused("a: " + "{k: ".repeat(depth), "found more than 64 levels of nesting");
    }
    assertThat(read("a: " + "[".repeat(60) + "]".repeat(60)).node().isArray()).isTrue();
  }

  @Test
  void aControlCharacterIsNamed() {
    refused("b: 1\na: x\u0007\n", "f.yaml:2: not valid YAML: found the control character U+0007");
  }

  @Test
  void ofAKeyThatStandsTwiceTheFirstCounts() {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Consumer<YamlKey>> readers = new LinkedHashMap<>();
    readers.put("a", key -> values.put("a", key.value().integer()));
    StringBuilder problems = new StringBuilder();
    YamlFile.parse(FILE, "a: 1\na: 2\n", "a: 1", readers, e -> problems.append(e.getMessage()));
    assertThat(problems).hasToString("f.yaml:2: key 'a' appears again; it is already on line 1");
    assertThat(values).containsEntry("a", 1L);
  }

  @Test
  void aMappingIsMapsAndLists() {
    assertThat(YamlFile.mapping(FILE, "a: [1, x]\nb: {c: null, d: .5}\n"))
        .containsEntry("a", List.of(1, "x"))
        .extractingByKey("b")
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("c", null)
        .containsEntry("d", 0.5);
    assertThatThrownBy(() -> YamlFile.mapping(FILE, "- 1\n"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessage("f.yaml: not a mapping in YAML");
  }
}
