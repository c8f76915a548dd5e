// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What to measure, on which images.
 *
 * @param probes at least one
 * @param bnMode by which statistics batch normalisation normalises
 * @param float64 whether to compute in float64, from the same float32 weights
 * @param seed of perturbations, cotangents and signs; all 64 bits count
 * @param first number of the first image
 * @param batch images, at least 2
 * @param eps relative size of the perturbation of {@link Probe#SENSITIVITY}, above 0
 * @param lr learning rate of {@link Probe#COORDINATES}, above 0
 */
public record ProbeConfig(
    Set<Probe> probes,
    BnMode bnMode,
    boolean float64,
    long seed,
    long first,
    int batch,
    double eps,
    double lr) {
  /** The default size of the perturbation. */
  public static final double DEFAULT_EPS = 1e-3;

  /** The default learning rate. */
  public static final double DEFAULT_LR = 0.1;

  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if one is out of range
   */
  public ProbeConfig {
    if (probes.isEmpty()) {
      throw new InvalidArgumentException("the set of probes is empty, expected at least one");
    }
    probes = Collections.unmodifiableSet(EnumSet.copyOf(probes));
    if (first < 0) {
      throw new InvalidArgumentException("first is " + first + ", expected at least 0");
    }
    if (batch < 2) {
      throw new InvalidArgumentException(
          "batch is "
              + batch
              + ", expected at least 2: the statistics compare samples, and BN in train mode"
              + " normalises with them");
    }
    requirePositive("eps", eps);
    requirePositive("lr", lr);
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new InvalidArgumentException(name + " is " + value + ", expected a positive number");
    }
  }

  /** The first {@code batch} images, BN in train mode, seed 0, float32. */
  public static ProbeConfig of(Set<Probe> probes, int batch) {
    return new ProbeConfig(probes, BnMode.TRAIN, false, 0, 0, batch, DEFAULT_EPS, DEFAULT_LR);
  }

  /** The same in another BN mode. */
  public ProbeConfig withBnMode(BnMode value) {
    return new ProbeConfig(probes, value, float64, seed, first, batch, eps, lr);
  }

  /** The same in float64 or float32. */
  public ProbeConfig withFloat64(boolean value) {
    return new ProbeConfig(probes, bnMode, value, seed, first, batch, eps, lr);
  }

  /** The same with another seed. */
  public ProbeConfig withSeed(long value) {
    return new ProbeConfig(probes, bnMode, float64, value, first, batch, eps, lr);
  }

  /** The same from another image on. */
  public ProbeConfig withFirst(long value) {
    return new ProbeConfig(probes, bnMode, float64, seed, value, batch, eps, lr);
  }

  /** The same with another size of the perturbation. */
  public ProbeConfig withEps(double value) {
    return new ProbeConfig(probes, bnMode, float64, seed, first, batch, value, lr);
  }

  /** The same with another learning rate. */
  public ProbeConfig withLr(double value) {
    return new ProbeConfig(probes, bnMode, float64, seed, first, batch, eps, value);
  }
}
