// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.report.Screen;
import picocli.CommandLine;

/** What commands print fits the terminal, and no number is cut for it. */
class NarrowScreenTest {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.,/-])[0-9][0-9,]*(?:\\.[0-9]+)?");

  @TempDir static Path temp;
  private static final List<String> COMMANDS = new ArrayList<>();

  @BeforeAll
  static void runs() {
    String small =
        " --data synthetic --subset 64 --test-subset 32 --batch 32 --width 4 --layers 1,1,1"
            + " --epochs 1 --threads 1 --out ";
    List<String> runs =
        List.of(
            "compare --blocks plain,basic,preact --seeds 0,1" + small + temp.resolve("runs/a"),
            "train --block basic" + small + temp.resolve("runs/b"),
            "diagnose --nets tinynet --width 4 --layers 1,1,1 --batch 16 --seeds 0..2"
                + " --blocks plain,basic --input gaussian --out "
                + temp.resolve("runs/c"));
    for (String run : runs) {
      Cli done = Cli.run(run.split(" ", -1));
      assertThat(done.code()).as(done.err()).isBetween(0, 1);
    }
    String dir = " --dir " + temp.resolve("runs");
    COMMANDS.addAll(
        List.of(
            "compare --resume " + temp.resolve("runs/a"),
            "train --resume " + temp.resolve("runs/b"),
            "runs list" + dir,
            "runs show a" + dir,
            "runs show c" + dir,
            "runs compare a b" + dir,
            "summary",
            "summary --net resnet-20 --block preact",
            "blocks list",
            "blocks show bottleneck",
            "doctor",
            "data info --data-dir " + Cli.realImages(),
            "experiment new --out -",
            "diagnose --nets tinynet --width 4 --layers 1,1,1 --batch 16 --seeds 0..2"
                + " --blocks plain,basic --input gaussian --out "
                + temp.resolve("runs/c"),
            "train --net resnet-21",
            "train --block wat"));
  }

  @AfterAll
  static void forget() {
    COMMANDS.clear();
  }

  private static String printed(String command, int columns) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Context context =
        new Context(
            new PrintWriter(out),
            new PrintWriter(err),
            new Terminal(false, columns),
            new Screen(columns, false),
            Cancellation.never());
    Main.run(context, command.split(" ", -1));
    return out.toString() + err;
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      numbers.add(matcher.group());
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 100, 120})
  void everyReportFits(int columns) throws IOException {
    for (String command : COMMANDS) {
      String text = printed(command, columns);
      assertThat(text).as(command).isNotBlank();
      for (String line : text.lines().toList()) {
        if (line.codePointCount(0, line.length()) > columns) {
          // A path or a definition in one word has no place to be broken at.
          assertThat(longest(line))
              .as("%s at %d: %s", command, columns, line)
              .isGreaterThan(columns / 2);
        }
      }
    }
  }

  /** Numbers of a report on a wide screen are those on a narrow one, in some order. */
  @ParameterizedTest
  @ValueSource(strings = {"runs show a", "runs show c", "runs list", "summary"})
  void noNumberIsCut(String command) {
    String whole = command + (command.startsWith("runs") ? " --dir " + temp.resolve("runs") : "");
    assertThat(numbers(printed(whole, 60))).containsAll(numbers(printed(whole, 400)));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void theHelpOfEveryCommandFits(int columns) {
    for (String path : paths("", Cli.commandLine()).toList()) {
      for (String line : printed((path + " --help").strip(), columns).lines().toList()) {
        if (line.length() > columns) {
          assertThat(longest(line))
              .as("%s at %d: %s", path, columns, line)
              .isGreaterThan(columns / 2);
        }
      }
    }
  }

  private static Stream<String> paths(String path, CommandLine command) {
    return Stream.concat(
        Stream.of(path),
        command.getSubcommands().entrySet().stream()
            .flatMap(entry -> paths((path + " " + entry.getKey()).strip(), entry.getValue())));
  }

  private static int longest(String line) {
    return Stream.of(line.split(" ", -1)).mapToInt(String::length).max().orElse(0);
  }
}
