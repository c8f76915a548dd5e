// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.bench.DiagnoseBench;
import org.reslab.bench.PythonPeer;
import org.reslab.diagnosis.DiagnosisPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times diagnosis. */
@Command(
    name = "diagnose",
    header = "Time the standard diagnosis of plain, basic and preact.",
    abbreviateSynopsis = true,
    description = {
      "Beside it, the notebook's own analysis of the same three networks with one seed: as ResLab"
          + " computes it, and with --peer python as PyTorch does."
    },
    footer = {
      "  reslab bench diagnose --peer python --check",
      "  reslab bench diagnose --seeds 4 --json"
    },
    exitCodeList = {
      "0:done",
      "1:a figure misses its target under --check, or a failure",
      "2:wrong use",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class BenchDiagnoseCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--net",
      paramLabel = "NET",
      description = "tinynet, resnet-N or wrn-D-K (default: ${DEFAULT-VALUE}).")
  private String net = "tinynet";

  @Option(
      names = "--base",
      paramLabel = "N",
      description = "Channels of the first stage (default: the family's).")
  private long base;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds of each network (default: ${DEFAULT-VALUE}).")
  private int seeds = DiagnosisPlan.DEFAULT_SEEDS;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images of a cell (default: ${DEFAULT-VALUE}).")
  private int batch = DiagnosisPlan.DEFAULT_BATCH;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Cells at a time, each on one CPU thread (default: one for each core).")
  private @Nullable Integer jobs;

  @Mixin private final PeerOptions peers = new PeerOptions();
  @Mixin private final BenchOptions options = new BenchOptions();

  @Override
  public Integer call() {
    options.threads();
    int atOnce = jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    try (PythonPeer peer = peers.open(common)) {
      return options.run(
          common,
          (cancel, listener) ->
              new DiagnoseBench(net, base, seeds, batch, atOnce, options.rounds(), cancel, listener)
                  .run(peer, DiagnoseBench.targets()));
    }
  }
}
