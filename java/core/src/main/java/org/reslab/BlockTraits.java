// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * What a block is made of, for judging it.
 *
 * @param hasShortcut something is merged with the branch
 * @param unusedShortcut a shortcut with parameters is declared, but not merged
 * @param preActivated activates before the branch and not after the merge
 * @param activatesAfterMerge an activation follows the merge: it is on the shortcut's path
 * @param normalizesAfterMerge a normalisation follows the merge
 * @param activatesShortcut an activation is among the operations of the shortcut itself
 * @param altersShortcut scaling, dropout or a gate is on the shortcut, or operations where the
 *     block keeps the shape
 * @param branchEndsActivated the branch ends with an activation: it can only add
 * @param shrinkingConvolutions convolutions padded by less than (kernel - 1) / 2
 * @param branchConvolutions convolutions of the branch
 * @param batchNorms batch normalisations
 * @param groupNorms group normalisations
 * @param zeroInitialized the last normalisation of the branch starts with scale 0
 */
public record BlockTraits(
    boolean hasShortcut,
    boolean unusedShortcut,
    boolean preActivated,
    boolean activatesAfterMerge,
    boolean normalizesAfterMerge,
    boolean activatesShortcut,
    boolean altersShortcut,
    boolean branchEndsActivated,
    int shrinkingConvolutions,
    int branchConvolutions,
    int batchNorms,
    int groupNorms,
    boolean zeroInitialized) {}
