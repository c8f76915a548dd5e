// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.util.ArrayList;
import java.util.List;
import org.reslab.BlockTraits;

/** Finds mistakes of structure in what a block and its network are made of. */
public final class StructureLint {
  /** He et al. 2015 train plain networks of 20 layers well, and deeper ones the worse. */
  private static final int DEEPEST_PLAIN = 20;

  private static final String HE_2015 =
      "He et al. 2015, Deep Residual Learning for Image Recognition, arXiv:1512.03385";
  private static final String HE_2016 =
      "He et al. 2016, Identity Mappings in Deep Residual Networks, arXiv:1603.05027";

  private StructureLint() {}

  /** Returns what is found, the gravest first. */
  public static List<Finding> check(Architecture it) {
    List<Finding> findings = new ArrayList<>();
    checkShortcut(it, findings);
    checkBranch(it, findings);
    checkNetwork(it, findings);
    findings.sort((a, b) -> b.severity().compareTo(a.severity()));
    return List.copyOf(findings);
  }

  private static void checkShortcut(Architecture it, List<Finding> findings) {
    BlockTraits traits = it.traits();
    String where = "block " + it.block();
    if (traits.unusedShortcut()) {
      findings.add(
          new Finding(
              Finding.Code.FORGOTTEN_ADDITION,
              Severity.FAIL,
              where,
              "a shortcut is declared and never added: its parameters are never trained, and the"
                  + " network is a plain one",
              "add the shortcut to the branch: merge: add",
              HE_2015 + ", equation 1"));
    } else if (!traits.hasShortcut()) {
      boolean deep = it.depth() > DEEPEST_PLAIN;
      findings.add(
          new Finding(
              Finding.Code.NO_SHORTCUT,
              deep ? Severity.WARN : Severity.INFO,
              where,
              "there is no shortcut"
                  + (deep
                      ? "; at depth "
                          + it.depth()
                          + " a plain network trains worse than a"
                          + " shallower one"
                      : ", which plain networks of up to " + DEEPEST_PLAIN + " layers do without"),
              deep ? "add a shortcut, as basic and preact have" : "",
              HE_2015 + ", Fig. 6"));
    }
    if (traits.altersShortcut()) {
      findings.add(
          new Finding(
              Finding.Code.ALTERED_SHORTCUT,
              Severity.WARN,
              where,
              "the shortcut is not the identity where it could be: factors on it multiply over the"
                  + " depth, and each such shortcut trained worse",
              "use shortcut: identity with merge: add; project only where the shape changes",
              HE_2016 + ", Table 1"));
    }
    if (traits.hasShortcut() && traits.activatesShortcut()) {
      findings.add(
          new Finding(
              Finding.Code.ACTIVATION_ON_SHORTCUT,
              Severity.WARN,
              where,
              "an activation is among the shortcut's own operations, so that no signal passes"
                  + " unchanged",
              "take the activation out of the shortcut",
              HE_2016 + ", section 3"));
    }
    if (traits.normalizesAfterMerge()) {
      findings.add(
          new Finding(
              Finding.Code.NORM_AFTER_ADDITION,
              Severity.WARN,
              where,
              "a normalisation follows the addition and rescales the shortcut's signal in every"
                  + " block",
              "normalise inside the branch, as basic and preact do",
              HE_2016 + ", Table 2, BN after addition"));
    }
    if (traits.activatesAfterMerge()) {
      findings.add(
          new Finding(
              Finding.Code.ACTIVATION_AFTER_ADDITION,
              Severity.INFO,
              where,
              "an activation follows the addition (post-activation, v1): it is on the shortcut's"
                  + " path, which costs nothing at moderate depth and accuracy above about 100"
                  + " layers",
              "",
              HE_2016 + ", Table 3"));
    }
  }

  private static void checkBranch(Architecture it, List<Finding> findings) {
    BlockTraits traits = it.traits();
    String where = "block " + it.block();
    int shrinking = traits.shrinkingConvolutions();
    if (shrinking > 0) {
      findings.add(
          new Finding(
              Finding.Code.UNPADDED_CONVOLUTION,
              Severity.WARN,
              where,
              "%s convolution%s padded by less than (kernel - 1) / 2, so that maps shrink in every"
                      .formatted(shrinking, shrinking == 1 ? " is" : "s are")
                  + " block and costs and statistics are those of a smaller network",
              "pad by (kernel - 1) / 2, as convK does by default",
              HE_2015 + ", section 3.3: layers of a stage keep the size of their maps"));
    }
    if (traits.branchEndsActivated()) {
      findings.add(
          new Finding(
              Finding.Code.BRANCH_ENDS_ACTIVATED,
              Severity.WARN,
              where,
              "the branch ends with an activation, so that a block can hardly subtract and the"
                  + " signal grows with every block",
              "end the branch with a convolution or a normalisation",
              HE_2016 + ", Table 2, ReLU before addition"));
    }
    if (it.norm() == Norm.NONE) {
      findings.add(
          new Finding(
              Finding.Code.NO_NORMALIZATION,
              Severity.WARN,
              where,
              "nothing is normalised"
                  + (traits.hasShortcut()
                      ? ", so that with He's initialisation the variance about doubles in every"
                          + " block"
                      : ""),
              "normalise, for example norm=bn, or scale the branch down with the depth",
              "De & Smith 2020, Batch normalization biases residual blocks towards the identity"
                  + " function, arXiv:2002.10444"));
    }
  }

  private static void checkNetwork(Architecture it, List<Finding> findings) {
    if (it.traits().preActivated() && !it.finalNorm()) {
      findings.add(
          new Finding(
              Finding.Code.NO_FINAL_NORM,
              Severity.WARN,
              "net " + it.net(),
              "the blocks are pre-activated and nothing normalises and activates after the last of"
                  + " them: pooling gets the bare sum, whose variance grows with depth",
              "put a normalisation and an activation before pooling: final_norm: true",
              HE_2016 + ", appendix: implementation details"));
    }
  }
}
