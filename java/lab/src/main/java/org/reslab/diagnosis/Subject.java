// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.Init;
import org.reslab.NetworkSpec;

/**
 * One architecture and one way of looking at it: a point of the grid without its seed.
 *
 * @param spec the network; its seed has no meaning here
 * @param bnMode by which statistics batch normalisation normalises
 * @param input where the images come from
 */
public record Subject(NetworkSpec spec, BnMode bnMode, InputSource input) {
  /** The network's family and size. */
  public String net() {
    return spec.net();
  }

  /** The block. */
  public Block block() {
    return spec.block();
  }

  /** How weights are drawn. */
  public Init init() {
    return spec.init();
  }

  /** Says in what two architectures of one net and block may differ. */
  static String conditions(long width, String init, String bnMode, String input) {
    return "width %s, init %s, BN %s, input %s".formatted(width, init, bnMode, input);
  }

  /** Returns what distinguishes this subject from every other, in one line. */
  public String key() {
    return String.join(
        " ",
        spec.net(),
        spec.block().spec().replace(' ', '_'),
        "base=" + spec.width(),
        "layers=" + spec.layers().toString().replace(" ", ""),
        "final_norm=" + spec.finalNorm(),
        "classes=" + spec.classes(),
        "init=" + spec.init().label(),
        "bn=" + bnMode.label(),
        "input=" + input.label());
  }
}
