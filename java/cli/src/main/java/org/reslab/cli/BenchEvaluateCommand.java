// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.concurrent.Callable;
import org.reslab.bench.NetworkBench;
import org.reslab.bench.PythonPeer;
import org.reslab.bench.WorkerSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Times evaluation. */
@Command(
    name = "evaluate",
    header = "Time evaluation.",
    abbreviateSynopsis = true,
    description = {
      "Prints images a second, their share of what the machine's best convolution allows (float32"
          + " on a CPU), peak memory of the host, and with --peer python the ratio to"
          + " torch.inference_mode."
    },
    footer = {
      "  reslab bench evaluate",
      "  reslab bench evaluate --peer python --check",
      "  reslab bench evaluate --device cuda --precision bf16 --batch 1024 --peer python"
    },
    exitCodeList = {
      "0:done",
      "1:a figure misses its target under --check, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class BenchEvaluateCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final WorkloadOptions workload = WorkloadOptions.ofDevice("256");
  @Mixin private final PeerOptions peers = new PeerOptions();
  @Mixin private final BenchOptions options = new BenchOptions();

  @Override
  public Integer call() {
    try (PythonPeer peer = peers.open(common)) {
      WorkerSettings settings = workload.settings(options.threads());
      return options.run(
          common,
          (cancel, listener) ->
              new NetworkBench(settings, options.rounds(), cancel, listener)
                  .evaluate(peer, NetworkBench.evaluationTargets()));
    }
  }
}
