// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.reslab.bench.DiagnoseBench;
import org.reslab.bench.PythonPeer;
import org.reslab.diagnosis.InputSource;
import org.reslab.experiment.DiagnosisSettings;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Times diagnosis. */
@Command(
    name = "diagnose",
    header = "Time the standard diagnosis of plain, basic and preact.",
    abbreviateSynopsis = true,
    description = {
      "With it, the notebook's own analysis of the same three networks with one seed: as ResLab"
          + " computes it, and with --peer python as PyTorch does."
    },
    footer = {
      "  reslab bench diagnose --peer python --check",
      "  reslab bench diagnose --seeds 0..3 --json"
    },
    exitCodeList = {
      "0:done",
      "1:a figure misses its target under --check, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class BenchDiagnoseCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin
  private final SettingOptions settings =
      SettingOptions.some(ExperimentCommand.DIAGNOSE, "nets", "width", "seeds", "batch", "jobs");

  @Mixin private final PeerOptions peers = new PeerOptions();
  @Mixin private final BenchOptions options = new BenchOptions();

  @Override
  public Integer call() {
    options.threads();
    DiagnosisSettings asked =
        settings.over(null).diagnosis().inputs(List.of(InputSource.GAUSSIAN.label())).build();
    try (PythonPeer peer = peers.open(common)) {
      return options.run(
          common,
          (cancel, listener) ->
              new DiagnoseBench(asked, options.rounds(), cancel, listener)
                  .run(peer, DiagnoseBench.targets()));
    }
  }
}
