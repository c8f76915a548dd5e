// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.NativeIoException;
import org.reslab.files.AtomicFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the manual page of a command, or writes all of them. */
@Command(
    name = "man",
    header = "Print the manual page of a command, or write all of them.",
    description = {
      "The page is roff, for man and groff. With --out the pages of all commands are written,"
          + " where man finds them if the folder is one of its own."
    },
    footer = {"  reslab man compare | man -l -", "  reslab man --out ~/.local/share/man/man1"})
final class ManCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "Whose page to print, such as bench train (default: that of reslab itself).")
  private List<String> words = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write the pages of all commands into this folder, over older ones.")
  private @Nullable Path out;

  @Override
  public Integer call() {
    CommandSpec root = common.commandLine().getCommandSpec().root();
    SettingOptions.addToAll(root.commandLine());
    if (out == null) {
      print(find(root));
    } else if (words.isEmpty()) {
      writeAll(root, out);
    } else {
      throw common.usage("--out writes the pages of all commands; leave out " + words.getFirst());
    }
    return ExitCodes.OK;
  }

  private CommandSpec find(CommandSpec root) {
    CommandSpec at = root;
    for (String word : words) {
      @Nullable CommandLine child = at.subcommands().get(word);
      if (child == null) {
        String known = String.join(", ", at.subcommands().keySet());
        throw common.usage(
            "%s has no command '%s'; it has %s"
                .formatted(at.qualifiedName(), word, known.isEmpty() ? "none" : known));
      }
      at = child.getCommandSpec();
    }
    return at;
  }

  private void print(CommandSpec command) {
    String page = ManPage.of(command);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("name", ManPage.name(command));
      document.put("section", 1);
      document.put("page", page);
      common.context().printJson(document);
    } else {
      common.context().printAsItIs(page);
    }
  }

  private void writeAll(CommandSpec root, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new NativeIoException("cannot make the folder " + folder + ": " + e, e);
    }
    List<Path> files =
        ManPage.withSubcommands(root).stream()
            .map(command -> {
              Path file = folder.resolve(ManPage.name(command) + ".1");
              AtomicFile.write(file, ManPage.of(command));
              return file;
            })
            .toList();
    if (common.json()) {
      common.context().printJson(Map.of("files", files.stream().map(Path::toString).toList()));
    } else {
      files.forEach(file -> common.context().print(file.toString()));
    }
  }
}
