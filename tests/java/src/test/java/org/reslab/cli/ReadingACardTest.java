// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reslab.Fixture;
import org.reslab.health.Check;
import org.reslab.health.Finding;
import org.reslab.health.Profile;
import org.reslab.health.Status;

/** The page on reading a card: its card is what the program prints, its tables are complete. */
class ReadingACardTest {
  private static final String PAGE = "docs/reading-a-card.md";
  private static final Pattern NUMBER = Pattern.compile("-?\\d[\\d.]*(e[-+]?\\d+)?");

  /** Rounding of LibTorch's kernels, which differ between CPUs, seen through 56 layers. */
  private static final Percentage CLOSE = Percentage.withPercentage(2);

  @TempDir Path folder;

  @Test
  void theCardIsTheProgramsOwn() throws IOException {
    Markdown page = Markdown.read(PAGE);
    List<String> words =
        new ArrayList<>(ShellWords.reslabCalls(page.blocks("sh").getFirst().code()).getFirst());
    words.addAll(List.of("--out", folder.resolve("out").toString()));
    Cli result = Cli.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();

    String shown = page.blocks("text").getFirst().code();
    String title = shown.lines().findFirst().orElseThrow();
    String printed = result.out().substring(result.out().indexOf(title));
    printed = printed.substring(0, printed.indexOf("\n\n") + 1);
    assertThat(words(printed)).isEqualTo(words(shown));
    List<Double> expected = numbers(shown);
    List<Double> found = numbers(printed);
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      // The interval of something near 0 is known no better than the wider of its ends.
      if (Math.abs(expected.get(i)) > 0.005) {
        assertThat(found.get(i)).as("number %d of the card", i).isCloseTo(expected.get(i), CLOSE);
      }
    }
  }

  private static String words(String card) {
    return NUMBER
        .matcher(card)
        .replaceAll("#")
        .replaceAll("[▁-█]+", "bars")
        .replaceAll("\\s+", " ");
  }

  private static List<Double> numbers(String card) {
    return NUMBER
        .matcher(card)
        .results()
        .map(MatchResult::group)
        .map(text -> text.replaceAll("\\.$", ""))
        .map(Double::valueOf)
        .toList();
  }

  @Test
  void everythingThatACardCanSayIsExplained() throws IOException {
    String page = Files.readString(Fixture.source().resolve(PAGE));
    for (Check check : Profile.of("theory").checks()) {
      assertThat(page).contains("\n| `" + check.subject() + "` |");
    }
    for (Finding.Code code : Finding.Code.values()) {
      assertThat(page).contains("\n| `" + code.label() + "` |");
    }
    for (Status status : Status.values()) {
      assertThat(page).contains("\n| `" + status + "` |");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "preact-noskip,forgotten-addition",
    "plain-valid,unpadded-convolution",
    "plain,no-shortcut",
    "constant-scaling,altered-shortcut",
    "exclusive-gating,altered-shortcut",
    "conv-shortcut,altered-shortcut",
    "dropout-shortcut,altered-shortcut",
    "bn-after-add,norm-after-addition",
    "basic,activation-after-addition",
    "relu-before-add,branch-ends-activated",
    "basic[norm=none],no-normalization",
    "preact,no-final-norm"
  })
  void theFindingsAreSeenWhereThePageSays(String block, String code) {
    String out = folder.resolve("out").toString();
    Cli result =
        Cli.run(
            "diagnose --input gaussian --seeds 0 --batch 16 --metrics activations --base 8 --json"
                .concat(" --block ")
                .concat(block)
                .concat(" --out ")
                .concat(out)
                .split(" "));
    assertThat(result.code()).as(result.err()).isZero();
    List<String> codes = new ArrayList<>();
    result
        .json()
        .findValues("code")
        .forEach(value -> codes.add(value.asString().replace('_', '-')));
    assertThat(codes).contains(code);
    assertThat(Arrays.stream(Finding.Code.values()).map(Finding.Code::label)).containsAll(codes);
  }
}
