// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.io.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.store.RunFolders;
import org.reslab.text.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes runs. */
@Command(
    name = "rm",
    header = "Remove run directories with all that is in them.",
    description = {
      "Refuses what is no run directory, what is a link, the working directory, and what a process"
          + " is writing; if one of several is refused, none is removed."
    },
    footer = {"  reslab runs rm runs/a runs/b --yes"})
final class RunsRemoveCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final RunsOptions runs = new RunsOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Paths, names below --dir, or beginnings of names.")
  private List<String> names = List.of();

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Override
  public Integer call() {
    List<Path> paths = runs.resolve(names);
    paths.forEach(RunFolders::requireRemovable);
    if (!yes && !confirmed(paths)) {
      common.context().message("nothing was removed");
      return ExitCodes.OK;
    }
    List<String> removed = new ArrayList<>();
    for (Path path : paths) {
      RunFolders.remove(path);
      removed.add(path.toString());
      if (!common.json()) {
        common.context().print("removed " + path);
      }
    }
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("removed", removed);
      common.context().printJson(document);
    }
    return ExitCodes.OK;
  }

  @SuppressWarnings("SystemConsoleNull") // of JDK 22 to 24; since 25 it is null again
  private static boolean confirmed(List<Path> paths) {
    @Nullable Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new InvalidArgumentException(
          "there is no terminal to ask on; add --yes to remove " + paths.size() + " run(s)");
    }
    for (Path path : paths) {
      console.writer().println("  " + Printable.line(path.toString()));
    }
    @Nullable String answer = console.readLine("remove %s run(s) for good? [y/N] ", paths.size());
    return answer != null && answer.strip().matches("(?i)y(es)?");
  }
}
