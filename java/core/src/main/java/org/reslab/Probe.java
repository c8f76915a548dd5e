// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.reslab.internal.Codes;

/**
 * What one pass through a network, or a few, can measure without training it. {@code
 * docs/diagnostics.md} has the formulas, {@link ProbeMetric#catalog()} the metrics.
 */
public enum Probe {
  /** Statistics of every layer's output; the initial loss. One forward pass. */
  ACTIVATIONS,

  /** Gradients of outputs, weights and input by a Gaussian cotangent. One backward pass. */
  GRADIENTS,

  /** Sample cosine, effective rank and saturation of block outputs. One forward pass. */
  SPECTRUM,

  /** How the logits follow a small change of the input. Three forward passes. */
  SENSITIVITY,

  /** How alike the input gradients of neighbouring inputs are. Two backward passes. */
  SHATTERING,

  /** Singular values of the input-output Jacobian. As many backward passes as classes. */
  JACOBIAN,

  /** How the gradients of eight micro-batches agree. Eight backward passes; a batch of 16. */
  MICROBATCH,

  /** Condition of the neural tangent kernel. Sixteen backward passes; a batch of 16. */
  NTK,

  /** Largest eigenvalue and trace of the loss's Hessian. Up to forty products with it. */
  HESSIAN,

  /** Zero-cost proxies of architecture search. Three passes. */
  PROXIES,

  /** Mean absolute outputs over four steps of SGD, after which the network is put back. */
  COORDINATES;

  /** Activations and gradients: one forward and one backward pass each. */
  public static final Set<Probe> ECONOMY =
      Collections.unmodifiableSet(EnumSet.of(ACTIVATIONS, GRADIENTS));

  /** What verdicts rest on: economy, spectrum, sensitivity and shattering. */
  public static final Set<Probe> STANDARD =
      Collections.unmodifiableSet(
          EnumSet.of(ACTIVATIONS, GRADIENTS, SPECTRUM, SENSITIVITY, SHATTERING));

  /** All probes. */
  public static final Set<Probe> FULL = Collections.unmodifiableSet(EnumSet.allOf(Probe.class));

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds the probes that a word stands for: {@code economy}, {@code standard}, {@code full} or the
   * label of one probe.
   *
   * @throws InvalidArgumentException where it stands for none
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

  /** The bit of the C ABI. */
  int bit() {
    return switch (this) {
      case ACTIVATIONS -> Codes.probeActivations();
      case GRADIENTS -> Codes.probeGradients();
      case SPECTRUM -> Codes.probeSpectrum();
      case SENSITIVITY -> Codes.probeSensitivity();
      case SHATTERING -> Codes.probeShattering();
      case JACOBIAN -> Codes.probeJacobian();
      case MICROBATCH -> Codes.probeMicrobatch();
      case NTK -> Codes.probeNtk();
      case HESSIAN -> Codes.probeHessian();
      case PROXIES -> Codes.probeProxies();
      case COORDINATES -> Codes.probeCoordinates();
    };
  }
}
