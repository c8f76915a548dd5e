// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import org.jspecify.annotations.Nullable;
import org.reslab.Kernels;
import org.reslab.bench.WorkerSettings;
import picocli.CommandLine.Option;

/** What a round of a benchmark computes. */
final class WorkloadOptions {
  @Option(
      names = "--net",
      paramLabel = "NET",
      description = "tinynet, resnet-N or wrn-D-K (default: ${DEFAULT-VALUE}).")
  private String net = "tinynet";

  @Option(
      names = "--block",
      paramLabel = "BLOCK",
      description = "A name, a spec, or either with [modifiers] (default: ${DEFAULT-VALUE}).")
  private String block = "basic";

  @Option(
      names = "--base",
      paramLabel = "N",
      description = "Channels of the first stage (default: the family's).")
  private long base;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images a step (default: 128; 256 to evaluate).")
  private @Nullable Long batch;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Steps of a round (default: ${DEFAULT-VALUE}).")
  private long steps = 10;

  @Option(
      names = "--kernels",
      paramLabel = "KERNELS",
      converter = Labels.KernelChoices.class,
      completionCandidates = Labels.KernelChoices.class,
      description = "Of ResLab: ${COMPLETION-CANDIDATES} (default: fast).")
  private Kernels kernels = Kernels.FAST;

  /**
   * Returns the settings of a round.
   *
   * @param defaultBatch unless an option says otherwise
   */
  WorkerSettings settings(long defaultBatch, int threads) {
    return WorkerSettings.builder(net, block)
        .width(base)
        .batch(batch == null ? defaultBatch : batch)
        .steps(steps)
        .threads(threads)
        .kernels(kernels)
        .build();
  }
}
