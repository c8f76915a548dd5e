// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * The row that the notebook's {@code analyze_model} gives of one network; its columns in their
 * order.
 *
 * @param layersTracked convolutions, normalisations, ReLUs and SiLUs that ran
 * @param meanOfMeans {@code mean(mean)}
 * @param meanOfStds {@code mean(std)}
 * @param minStd {@code min(std)}
 * @param maxStd {@code max(std)}
 * @param reluZeroFractionMean {@code relu_zero_frac_mean}; NaN without ReLU and SiLU
 * @param reluZeroFractionMax {@code relu_zero_frac_max}
 * @param loss {@code loss(dummy)}
 * @param gradNormFirstConv {@code grad_norm_first_conv}
 * @param gradNormLastLinear {@code grad_norm_last_linear}
 * @param gradNormGlobal {@code grad_norm_global}
 * @param firstLastRatio {@code first/last_ratio}
 * @param logitDifference {@code logit_diff_L2_mean}
 */
public record NotebookRow(
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
    double logitDifference) {}
