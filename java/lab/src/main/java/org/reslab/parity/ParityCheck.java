// SPDX-License-Identifier: Apache-2.0
package org.reslab.parity;

/**
 * How far two ways of computing the same are apart.
 *
 * @param name what is computed
 * @param subject of which network or data
 * @param difference the largest one; NaN where only one of the two is a number
 * @param tolerance what it may be; 0 for the same bits
 * @param unit what both are measured in
 */
public record ParityCheck(
    String name, String subject, double difference, double tolerance, String unit) {
  /** Whether the difference is within the tolerance. */
  public boolean passed() {
    return difference <= tolerance;
  }
}
