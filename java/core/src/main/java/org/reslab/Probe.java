// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reslab.bindings.reslab_h;

/**
 * What one pass through a network, or a few, can measure without training it. {@code
 * docs/diagnostics.md} has the formulas, {@link ProbeMetric#catalog()} the metrics.
 */
public enum Probe {
  /** Statistics of every layer's output; the initial loss. One forward pass. */
  ACTIVATIONS(reslab_h::RL_PROBE_ACTIVATIONS),

  /** Gradients of outputs, weights and input by a Gaussian cotangent. One backward pass. */
  GRADIENTS(reslab_h::RL_PROBE_GRADIENTS),

  /** Sample cosine, effective rank and saturation of block outputs. One forward pass. */
  SPECTRUM(reslab_h::RL_PROBE_SPECTRUM),

  /** How the logits follow a small change of the input. Three forward passes. */
  SENSITIVITY(reslab_h::RL_PROBE_SENSITIVITY),

  /** How alike the input gradients of neighbouring inputs are. Two backward passes. */
  SHATTERING(reslab_h::RL_PROBE_SHATTERING),

  /** Singular values of the input-output Jacobian. As many backward passes as classes. */
  JACOBIAN(reslab_h::RL_PROBE_JACOBIAN),

  /** How the gradients of eight micro-batches agree. Eight backward passes; a batch of 16. */
  MICROBATCH(reslab_h::RL_PROBE_MICROBATCH),

  /** Condition of the neural tangent kernel. Sixteen backward passes; a batch of 16. */
  NTK(reslab_h::RL_PROBE_NTK),

  /** Largest eigenvalue and trace of the loss's Hessian. Up to forty products with it. */
  HESSIAN(reslab_h::RL_PROBE_HESSIAN),

  /** Zero-cost proxies of architecture search. Three passes. */
  PROXIES(reslab_h::RL_PROBE_PROXIES),

  /** Mean absolute outputs over four steps of SGD, after which the network is put back. */
  COORDINATES(reslab_h::RL_PROBE_COORDINATES);

  /** Activations and gradients: one forward and one backward pass each. */
  public static final Set<Probe> ECONOMY =
      Collections.unmodifiableSet(EnumSet.of(ACTIVATIONS, GRADIENTS));

  /** What verdicts rest on: economy, spectrum, sensitivity and shattering. */
  public static final Set<Probe> STANDARD =
      Collections.unmodifiableSet(
          EnumSet.of(ACTIVATIONS, GRADIENTS, SPECTRUM, SENSITIVITY, SHATTERING));

  /** All probes. */
  public static final Set<Probe> FULL = Collections.unmodifiableSet(EnumSet.allOf(Probe.class));

  private final IntSupplier code;

  Probe(IntSupplier code) {
    this.code = code;
  }

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds the probes that a word stands for: {@code economy}, {@code standard}, {@code full} or the
   * label of one probe.
   *
   * @throws InvalidArgumentException if it stands for none
   */
  public static Set<Probe> parse(String word) {
    return switch (word) {
      case "economy" -> ECONOMY;
      case "standard" -> STANDARD;
      case "full" -> FULL;
      default ->
          Stream.of(values())
              .filter(probe -> probe.label().equals(word))
              .findFirst()
              .map(Set::of)
              .orElseThrow(() ->
                  new InvalidArgumentException(
                      "the metrics are '"
                          + word
                          + "', expected economy, standard, full, or one of "
                          + Stream.of(values())
                              .map(Probe::label)
                              .collect(Collectors.joining(", "))));
    };
  }

  /** Returns the bit of the C ABI. */
  public int code() {
    return code.getAsInt();
  }
}
