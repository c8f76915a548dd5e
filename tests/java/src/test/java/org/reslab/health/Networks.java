// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.reslab.BlockTraits;

/** Blocks of the table as their traits, and values of seeds. */
final class Networks {
  static final BlockTraits PLAIN = traits(false, false, false, false, 2);
  static final BlockTraits BASIC = traits(true, false, false, true, 3);
  static final BlockTraits PREACT = traits(true, false, true, false, 2);
  static final BlockTraits PREACT_NOSKIP = traits(false, true, true, false, 2);
  static final BlockTraits PLAIN_VALID =
      new BlockTraits(false, false, false, false, false, false, false, false, 1, 2, 2, 0, false);

  private Networks() {}

  private static BlockTraits traits(
      boolean shortcut, boolean unused, boolean pre, boolean activatesAfter, int batchNorms) {
    return new BlockTraits(
        shortcut,
        unused,
        pre,
        activatesAfter,
        false,
        false,
        false,
        false,
        0,
        2,
        batchNorms,
        0,
        false);
  }

  static Architecture architecture(String block, BlockTraits traits, int depth) {
    return new Architecture(
        block + " " + depth,
        "resnet-" + depth,
        block,
        traits,
        depth,
        16,
        "he-fan-in",
        "train",
        "gaussian",
        traits.preActivated(),
        10);
  }

  /** The same network, shown other images. */
  static Architecture seeing(Architecture of, String input) {
    return new Architecture(
        of.name(),
        of.net(),
        of.block(),
        of.traits(),
        of.depth(),
        of.width(),
        of.init(),
        of.bnMode(),
        input,
        of.finalNorm(),
        of.classes());
  }

  /** A tinynet as the notebook has it: 14 weight layers, PyTorch's own initialisation. */
  static Architecture notebook(String block, BlockTraits traits) {
    return new Architecture(
        block, "tinynet", block, traits, 14, 32, "default", "eval", "gaussian", false, 10);
  }

  /** Values that lie as those of a lognormal distribution do, with this median. */
  static double[] around(double median, double relative, int seeds) {
    return IntStream.range(0, seeds)
        .mapToDouble(i ->
            median
                * Math.exp(
                    relative
                        * NormalDistribution.of(0, 1)
                            .inverseCumulativeProbability((i + 0.5) / seeds)))
        .toArray();
  }

  static double[] same(double value, int seeds) {
    double[] values = new double[seeds];
    Arrays.fill(values, value);
    return values;
  }

  static Evidence evidence(Architecture architecture, Object... metricsAndValues) {
    Map<String, double[]> samples = new LinkedHashMap<>();
    for (int i = 0; i < metricsAndValues.length; i += 2) {
      samples.put((String) metricsAndValues[i], (double[]) metricsAndValues[i + 1]);
    }
    return new Evidence(architecture, samples);
  }
}
