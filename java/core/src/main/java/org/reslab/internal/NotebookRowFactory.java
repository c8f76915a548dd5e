// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Makes the caller's row of the notebook's table from the fields of an {@code rl_notebook_row}. */
@FunctionalInterface
public interface NotebookRowFactory<T> {
  T create(
      long layersTracked,
      double meanOfMeans,
      double meanOfStds,
      double minStd,
      double maxStd,
      double reluZeroFractionMean,
      double reluZeroFractionMax,
      double loss,
      double gradNormFirstConv,
      double gradNormLastLinear,
      double gradNormGlobal,
      double firstLastRatio,
      double logitDifference);
}
