// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.reslab.bench.NetworkBench;
import org.reslab.bench.PeerMode;
import org.reslab.bench.PythonPeer;
import org.reslab.bench.Target;
import org.reslab.bench.WorkerSettings;
import org.reslab.cli.TextLists.Texts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times training steps. */
@Command(
    name = "train",
    header = "Time training steps, and say where a step's time goes.",
    abbreviateSynopsis = true,
    description = {
      "Prints images a second, peak memory of the host, and with --peer python the ratio to each"
          + " way of doing the same steps in PyTorch; on a CPU also milliseconds by operation and,"
          + " in float32, the share of what the machine's best convolution allows."
    },
    footer = {
      "  reslab bench train",
      "  reslab bench train --peer python --check",
      "  reslab bench train --net resnet-20 --peer python --modes tuned --json",
      "  reslab bench train --device cuda --precision bf16 --steps 390 --peer python --check"
    },
    exitCodeList = {
      "0:done",
      "1:a figure misses its target under --check, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class BenchTrainCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final WorkloadOptions workload = WorkloadOptions.ofDevice("128", "deterministic");

  @Mixin private final PeerOptions peers = new PeerOptions();

  @Option(
      names = "--modes",
      paramLabel = "MODE,…",
      converter = Texts.Converter.class,
      description =
          "The peer's ways: notebook, tuned, tuned-malloc (glibc configured to keep memory),"
              + " compile (default: all; on a CUDA device tuned and compile, the only ones there).")
  private @Nullable Texts modes;

  @Mixin private final BenchOptions options = new BenchOptions();

  @Override
  public Integer call() {
    try (PythonPeer peer = peers.open(common)) {
      if (modes != null && peer == null) {
        throw common.usage("--modes are those of a peer; add --peer python");
      }
      WorkerSettings settings = workload.settings(options.threads());
      List<PeerMode> ways =
          modes == null
              ? PeerMode.training(settings)
              : modes.values().stream().map(PeerMode::parseTraining).distinct().toList();
      List<Target> targets = NetworkBench.trainingTargets(settings);
      if (options.check() && targets.isEmpty()) {
        throw common.usage(
            "--check holds figures against targets, and there are none for %s on %s at batch %s"
                .formatted(settings.precision(), settings.device(), settings.batch()));
      }
      return options.run(
          common,
          (cancel, listener) ->
              new NetworkBench(settings, options.rounds(), cancel, listener)
                  .train(peer, ways, targets));
    }
  }
}
