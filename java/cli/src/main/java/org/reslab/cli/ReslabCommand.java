// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.lang.module.ModuleDescriptor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The root of the commands. */
@Command(
    name = "reslab",
    versionProvider = ReslabCommand.Version.class,
    header = "A laboratory for residual architectures.",
    description = {
      "A block is one line of text; ResLab builds networks of it, trains them in LibTorch"
          + " and compares them."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "  reslab compare --quick",
      "  reslab compare --blocks basic,preact --seeds 0..4 --epochs 5",
      "  reslab train --net resnet-20 --block preact --epochs 10 --out runs/r20",
      "  reslab summary --net wrn-16-4 --block preact",
      "  reslab diagnose --depth 8,20,56",
      "  reslab doctor",
      "",
      "'reslab COMMAND --help' explains a command. Data goes to standard output; messages and"
          + " progress go to standard error."
    },
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    },
    subcommands = {
      CompareCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InitCommand.class,
      SummaryCommand.class,
      DiagnoseCommand.class,
      ExperimentGroupCommand.class,
      RunsCommand.class,
      ReportCommand.class,
      VerifyTheoryCommand.class,
      VerifyDeviceCommand.class,
      ExportCommand.class,
      BenchCommand.class,
      BlocksCommand.class,
      NetsCommand.class,
      DataCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      ManCommand.class
    })
final class ReslabCommand implements Runnable {
  private final Context context;
  @Mixin private final GroupOptions group = new GroupOptions();

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  private boolean version;

  ReslabCommand(Context context) {
    this.context = context;
  }

  Context context() {
    return context;
  }

  @Override
  public void run() {
    throw group.missingCommand();
  }

  /** Names the version that this module was compiled as. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable ModuleDescriptor descriptor = Main.class.getModule().getDescriptor();
      String version =
          descriptor == null ? "(not packaged)" : descriptor.rawVersion().orElse("(no version)");
      return new String[] {"reslab " + version, "Java " + Runtime.version()};
    }
  }
}
