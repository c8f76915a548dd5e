// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * How sure a network is of a class.
 *
 * @param label number of the class
 * @param probability softmax of its logit, in [0, 1]
 */
public record ClassProbability(int label, double probability) {}
