// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the documentation says can be done: its links resolve, and its commands parse. */
class DocsTest {
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");

  @TestFactory
  Stream<DynamicTest> linksResolve() throws IOException {
    return Markdown.pages().stream()
        .map(page -> DynamicTest.dynamicTest(page.toString(), () -> requireLinks(page)));
  }

  private static void requireLinks(Markdown page) throws IOException {
    for (String destination : page.destinations()) {
      if (destination.matches("[a-z]+:.*")) {
        continue; // elsewhere: not to be asked in a test
      }
      String[] parts = destination.split("#", 2);
      Path target =
          parts[0].isEmpty()
              ? page.file()
              : page.file().resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8));
      assertThat(target).as("the link %s of %s", destination, page).exists();
      if (parts.length == 2) {
        assertThat(Markdown.read(target).anchors())
            .as("headings that the link %s of %s can mean", destination, page)
            .contains(parts[1]);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> commandsParse() throws IOException {
    return Markdown.pages().stream()
        .map(page -> DynamicTest.dynamicTest(page.toString(), () -> requireCommands(page)));
  }

  private static void requireCommands(Markdown page) {
    for (Markdown.Block block : page.blocks()) {
      for (List<String> call : ShellWords.reslabCalls(block.code())) {
        requireParses(call, page + ", block at line " + block.line());
      }
    }
    for (String code : page.inlineCode()) {
      for (List<String> call : ShellWords.reslabCalls(code)) {
        requireNames(call, page + ", `" + code + "`");
      }
    }
  }

  /** Parses as the program would, to the end. */
  private static void requireParses(List<String> call, String where) {
    try {
      Cli.commandLine().parseArgs(call.toArray(String[]::new));
    } catch (ParameterException e) {
      throw new AssertionError(
          "%s: reslab %s: %s".formatted(where, String.join(" ", call), e.getMessage()), e);
    }
  }

  /** In a sentence values may be missing: only the command and its options are to be there. */
  private static void requireNames(List<String> call, String where) {
    CommandSpec at = Cli.commandLine().getCommandSpec();
    int next = 0;
    for (String word : call) {
      CommandLine child = at.subcommands().get(word);
      if (child == null) {
        break;
      }
      at = child.getCommandSpec();
      next++;
    }
    if (next < call.size() && !at.subcommands().isEmpty()) {
      assertThat(call.get(next))
          .as("%s: command of %s", where, at.qualifiedName())
          .matches("-.*|[A-Z|,]+|/");
    }
    for (String word : call.subList(next, call.size())) {
      Matcher option = OPTION.matcher(word);
      if (option.lookingAt()) {
        String name = option.group();
        assertThat(at.findOption(name) != null || at.negatedOptionsMap().containsKey(name))
            .as("%s: %s has an option %s", where, at.qualifiedName(), name)
            .isTrue();
      }
    }
  }

  @Test
  void examplesOfTheHelpParse() {
    for (CommandSpec command : ManPage.withSubcommands(Cli.commandLine().getCommandSpec())) {
      String footer = String.join("\n", command.usageMessage().footer());
      for (List<String> call : ShellWords.reslabCalls(footer)) {
        requireParses(call, "help of " + command.qualifiedName());
      }
    }
  }

  @Test
  void shellCodeIsTakenApart() {
    assertThat(
            ShellWords.reslabCalls(
                """
                cd there && ./reslab compare --blocks 'a, b' \\
                    --define "c=d; e" # a remark with reslab doctor
                A=1 reslab train --out=x\\ y | tail
                source <(./reslab completion)
                echo reslab
                """))
        .containsExactly(
            List.of("compare", "--blocks", "a, b", "--define", "c=d; e"),
            List.of("train", "--out=x y"),
            List.of("completion"));
  }
}
