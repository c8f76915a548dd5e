// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.reslab.InvalidArgumentException.require;

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
    require(first >= 0, "first", first, "at least 0");
    require(
        batch >= 2,
        "batch",
        batch,
        "at least 2: the statistics compare samples, and BN in train mode normalises with them");
    require(eps > 0 && Double.isFinite(eps), "eps", eps, "a positive number");
    require(lr > 0 && Double.isFinite(lr), "lr", lr, "a positive number");
  }

  /** Returns the first {@code batch} images, BN in train mode, seed 0, float32. */
  public static ProbeConfig of(Set<Probe> probes, int batch) {
    return builder(probes, batch).build();
  }

  /** Returns a builder of the first {@code batch} images, BN in train mode, seed 0, float32. */
  public static Builder builder(Set<Probe> probes, int batch) {
    return new Builder(probes, batch);
  }

  /** Returns a builder that starts with these values. */
  public Builder toBuilder() {
    return new Builder(probes, batch)
        .bnMode(bnMode)
        .float64(float64)
        .seed(seed)
        .first(first)
        .eps(eps)
        .lr(lr);
  }

  /** Collects a {@link ProbeConfig}; {@link #build} checks the values. Not thread-safe. */
  public static final class Builder {
    private final Set<Probe> probes;
    private final int batch;
    private BnMode bnMode = BnMode.TRAIN;
    private boolean float64;
    private long seed;
    private long first;
    private double eps = DEFAULT_EPS;
    private double lr = DEFAULT_LR;

    private Builder(Set<Probe> probes, int batch) {
      this.probes = probes;
      this.batch = batch;
    }

    /** Sets by which statistics batch normalisation normalises. */
    public Builder bnMode(BnMode value) {
      bnMode = value;
      return this;
    }

    /** Sets whether to compute in float64. */
    public Builder float64(boolean value) {
      float64 = value;
      return this;
    }

    /** Sets the seed of perturbations, cotangents and signs. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** Sets the number of the first image. */
    public Builder first(long value) {
      first = value;
      return this;
    }

    /** Sets the relative size of the perturbation. */
    public Builder eps(double value) {
      eps = value;
      return this;
    }

    /** Sets the learning rate of {@link Probe#COORDINATES}. */
    public Builder lr(double value) {
      lr = value;
      return this;
    }

    /**
     * Returns the configuration.
     *
     * @throws InvalidArgumentException where a value is out of range
     */
    public ProbeConfig build() {
      return new ProbeConfig(probes, bnMode, float64, seed, first, batch, eps, lr);
    }
  }
}
