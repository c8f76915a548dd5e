// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.Fixture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual pages: complete, and roff that formatters take without a word. */
class ManPageTest {
  private static final List<CommandSpec> COMMANDS =
      ManPage.withSubcommands(Cli.commandLine().getCommandSpec());

  /** What a line of a page may begin with, in place of text. */
  private static final Set<String> MACROS =
      Set.of("TH", "SH", "SS", "PP", "TP", "nf", "fi", "nh", "ad");

  @TempDir Path folder;

  @Test
  void pagesAreWrittenForEveryCommand() {
    Cli result = Cli.run("man", "--out", folder.resolve("man1").toString());
    assertThat(result.code()).isZero();
    assertThat(result.out().lines())
        .hasSameSizeAs(COMMANDS)
        .allMatch(file -> Files.exists(Path.of(file)));
    assertThat(folder.resolve("man1/reslab-bench-train.1")).content().contains("\\-\\-rounds");
  }

  @Test
  void everythingTheHelpHasIsThere() {
    for (CommandSpec command : COMMANDS) {
      String page = plain(ManPage.of(command));
      assertThat(page).as(command.qualifiedName()).contains("NAME", "SYNOPSIS", "SEE ALSO");
      for (OptionSpec option : command.options()) {
        if (option.hidden()) {
          continue;
        }
        for (String name : option.names()) {
          String shown = option.negatable() ? name.replace("--", "--[no-]") : name;
          assertThat(page).as(command.qualifiedName()).contains(shown);
        }
        assertThat(page).contains(option.description());
      }
      command.subcommands().keySet().forEach(name -> assertThat(page).contains("-" + name + "(1)"));
      command
          .usageMessage()
          .exitCodeList()
          .values()
          .forEach(text -> assertThat(page).contains(text));
      Arrays.stream(command.usageMessage().footer())
          .forEach(line -> assertThat(page).contains(line.strip()));
    }
  }

  @Test
  void onePageIsPrinted() {
    assertThat(Cli.run("man").out()).startsWith(".TH \"RESLAB\" 1");
    Cli page = Cli.run("man", "bench", "train");
    assertThat(page.out())
        .isEqualTo(Cli.run("man", "bench", "train", "--json").json().get("page").asString());
    Cli wrong = Cli.run("man", "bench", "tram");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("reslab bench has no command 'tram'", "train");
    assertThat(Cli.run("man", "train", "--out", folder.toString()).code()).isEqualTo(2);
  }

  @Test
  void pagesAreRoffOfAsciiAlone() {
    for (CommandSpec command : COMMANDS) {
      String page = ManPage.of(command);
      assertThat(page).as(command.qualifiedName()).matches("\\A\\p{ASCII}*\\z");
      page.lines()
          .filter(line -> line.startsWith(".") || line.startsWith("'"))
          .forEach(line ->
              assertThat(MACROS).as(line).contains(line.substring(1).replaceAll(" .*", "")));
    }
  }

  @Test
  void groffFindsNothingToSay() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":", -1))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "groff"))),
        "no groff on PATH");
    for (CommandSpec command : COMMANDS) {
      Path page = Files.writeString(folder.resolve("page.1"), ManPage.of(command));
      Path warnings = folder.resolve("warnings");
      Process groff =
          new ProcessBuilder("groff", "-man", "-ww", "-Tutf8", page.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(warnings.toFile())
              .start();
      assertThat(groff.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(warnings).as(command.qualifiedName()).content().isEmpty();
    }
  }

  @Test
  void everyVariableOfTheEnvironmentIsThere() throws IOException {
    Set<String> read = new TreeSet<>();
    Pattern java = Pattern.compile("\"(RESLAB_[A-Z_]+|LIBTORCH_HOME|NO_COLOR)\"");
    Pattern cpp = Pattern.compile("getenv\\(\"([A-Z_]+)\"\\)");
    Pattern shell = Pattern.compile("\\$\\{?(RESLAB_[A-Z_]+)");
    for (String root : List.of("java", "native/src", "reslab", "third_party")) {
      try (Stream<Path> files = Files.walk(Fixture.source().resolve(root))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String name = file.toString();
          boolean isJava = name.endsWith(".java");
          boolean isCpp = name.endsWith(".cpp");
          boolean isShell = name.endsWith(".sh") || name.endsWith("/reslab");
          if ((isJava || isCpp || isShell) && !name.contains("/target/")) {
            Matcher matcher = (isJava ? java : isCpp ? cpp : shell).matcher(Files.readString(file));
            matcher.results().forEach(match -> read.add(match.group(1)));
          }
        }
      }
    }
    assertThat(read).contains("RESLAB_CACHE", "RESLAB_CPU_KERNELS", "RESLAB_JAVA_OPTS");
    assertThat(EnvironmentVariables.ALL.keySet()).containsAll(read);
    assertThat(plain(ManPage.of(COMMANDS.getFirst()))).contains(EnvironmentVariables.ALL.values());
  }

  /** Takes a page's markup away. */
  private static String plain(String page) {
    return page.replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\(rs", "\\")
        .replace("\\(dq", "\"")
        .replace("\\(ti", "~")
        .replace("\\(ha", "^")
        .replace("\\&", "")
        .replace("\\[u2026]", "…")
        .replaceAll("\\\\f[BIR]", "");
  }
}
