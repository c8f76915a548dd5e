// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

/**
 * One measured quantity.
 *
 * @param name what it is, for display; targets refer to it
 * @param unit of its values, empty for a pure number
 * @param spread over the rounds
 */
public record Figure(String name, String unit, Spread spread) {}
