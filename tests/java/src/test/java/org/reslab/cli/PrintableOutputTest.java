// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.report.Ink;
import org.reslab.report.Screen;
import org.reslab.store.StoredRuns;

/** No text of a file or an argument commands the terminal. */
class PrintableOutputTest {
  /** Clears the screen, sets the title, turns the direction, and C1's own introducer. */
  private static final String EVIL = "\u001b[2J\u001b]0;x\u0007\u202e\u009b31m\r\b\u007f";

  @TempDir Path folder;

  private static String written(boolean colours, String text) {
    StringWriter out = new StringWriter();
    PrintWriter printable = PrintableOutput.of(new PrintWriter(out), colours);
    printable.print(text);
    printable.append(text);
    printable.write(text.toCharArray());
    text.chars().forEach(printable::write);
    printable.printf(Locale.ROOT, "%s", text);
    printable.flush();
    return out.toString();
  }

  @Test
  void commandsAreShownAndNotSent() {
    assertThat(written(false, "a\u001b[2J\n\tb\r")).isEqualTo("a\\u001b[2J\n\tb\\u000d".repeat(5));
    assertThat(written(false, "ünïcödé 文字 😀")).isEqualTo("ünïcödé 文字 😀".repeat(5));
  }

  @Test
  void coloursPassWhereThereAreSome() {
    StringWriter out = new StringWriter();
    PrintableOutput printable = PrintableOutput.of(new PrintWriter(out), true);
    Screen screen = new Screen(80, true, PrintableOutput.SEAL);
    printable.println(screen.paint(Ink.BAD, "FAIL") + "\u001b[2J\u001b[31");
    printable.command("\r\u001b[K");
    printable.flush();
    assertThat(out.toString().lines().toList().getFirst())
        .isEqualTo("\u001b[1;31mFAIL\u001b[m\\u001b[2J\\u001b[31");
    assertThat(out.toString()).endsWith("\r\u001b[K");
    assertThat(written(false, "\u001b[1m")).doesNotContain("\u001b");
  }

  @Test
  void coloursOfOthersAreShownAndNotSentWhereThereAreSome() throws IOException {
    assertThat(written(true, "\u001b[31mred\u001b0123456789abcdef[31m"))
        .isEqualTo("\\u001b[31mred\\u001b0123456789abcdef[31m".repeat(5));
    // In a report outside its tables: the path of the run and its tags.
    Path run =
        StoredRuns.training(
            folder, "evil\u001b[31m", "note \u001b[31m", 0.5, "2026-01-01T00:00:00Z");
    Files.writeString(run.resolve("tags.json"), "{\"tags\": [\"t\\u001b[31m\"]}");
    for (String command : List.of("show", "list")) {
      StringWriter out = new StringWriter();
      Context context =
          new Context(
              new PrintWriter(out),
              new PrintWriter(new StringWriter()),
              Terminal.none(),
              new Screen(80, true),
              Cancellation.never());
      Main.run(
          context,
          command.equals("show")
              ? new String[] {"runs", "show", run.toString()}
              : new String[] {"runs", "list", "--dir", folder.toString()});
      assertThat(out.toString()).contains("\\u001b[31m").doesNotContain("\u001b[31m");
    }
  }

  @Test
  void helpKeepsItsColours() {
    StringWriter out = new StringWriter();
    Context context =
        new Context(
            new PrintWriter(out),
            new PrintWriter(new StringWriter()),
            Terminal.none(),
            new Screen(80, true),
            Cancellation.never());
    Main.run(context, "summary", "--help");
    assertThat(out.toString()).contains("\u001b[1m").doesNotContain("\\u001b");
  }

  private static void requireHarmless(Cli result) {
    for (String text : List.of(result.out(), result.err())) {
      assertThat(text.chars().filter(c -> Character.isISOControl(c) && c != '\n' && c != '\t'))
          .as(text)
          .isEmpty();
      assertThat(text).doesNotContain("\u202e");
    }
  }

  @Test
  void namesNotesAndArgumentsAreHarmlessWhereverTheyArePrinted() throws IOException {
    Path run =
        StoredRuns.training(
            folder, "evil" + EVIL.replace("/", ""), "x\\u001b[2J", 0.5, "2026-01-01T00:00:00Z");
    Files.writeString(run.resolve("tags.json"), "{\"tags\": [\"t\\u001b[2J\"]}");
    String dir = folder.toString();
    List<List<String>> commands =
        List.of(
            List.of("runs", "list", "--dir", dir),
            List.of("runs", "list", "--dir", dir, "--json"),
            List.of("runs", "list", "--dir", dir, "--filter", EVIL),
            List.of("runs", "show", run.toString()),
            List.of("runs", "show", run.toString(), "--json"),
            List.of("runs", "show", "none" + EVIL, "--dir", dir),
            List.of("runs", "rm", run.toString()),
            List.of("runs", "tag", run.toString(), "t" + EVIL),
            List.of("report", run.toString()),
            List.of("export", run.toString(), "--format", "markdown"),
            List.of("predict", "picture" + EVIL, "--checkpoint", "w" + EVIL),
            List.of("summary", "--block", "conv" + EVIL),
            List.of("train", "--net", EVIL),
            List.of(EVIL),
            List.of("train", "--" + EVIL));
    for (List<String> command : commands) {
      requireHarmless(Cli.run(command.toArray(String[]::new)));
    }
  }
}
