// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import org.reslab.internal.NativeCalls;
import org.reslab.internal.NativeScope;

/**
 * The random variation of the images of a batch, as text: {@code none}, or some of {@code crop(P)},
 * {@code resized-crop(S)}, {@code flip}, {@code trivial} and {@code erase(P)}, separated by spaces.
 * They are applied in this order; a CPU and a CUDA device make the same batches of one seed.
 *
 * <ul>
 *   <li>{@code crop(P)}: P black pixels on each side, 1 to 128, then a cut of the image's size at a
 *       uniform place.
 *   <li>{@code resized-crop(S)}: a cut with a share of S (0.08 where it is absent) to 1 of the area
 *       and sides 3:4 to 4:3, scaled to the image's size (Szegedy et al. 2015, arXiv:1409.4842).
 *       Not together with {@code crop}.
 *   <li>{@code flip}: mirrored left to right with probability 1/2.
 *   <li>{@code trivial}: one operation of TrivialAugmentWide on the bytes of the image, before
 *       normalisation, as torchvision's {@code TrivialAugmentWide} does with its defaults (Müller
 *       and Hutter 2021, arXiv:2103.10158). The data set must hold bytes; a CUDA device has them
 *       streamed from the host.
 *   <li>{@code erase(P)}: with probability P a rectangle of 2 % to 33 % of the area is set to 0
 *       after normalisation (Zhong et al. 2017, arXiv:1708.04896).
 * </ul>
 *
 * @param text in its canonical form if {@link #of} made it; a trainer checks it in any case
 */
public record Augmentation(String text) {
  /** The images as they are. */
  public static final Augmentation NONE = new Augmentation("none");

  /** The variation of most published CIFAR training code. */
  public static final Augmentation STANDARD = new Augmentation("crop(4) flip");

  /**
   * Returns the augmentation that a text describes, in its canonical form.
   *
   * @throws InvalidArgumentException with the column, if the text does not parse
   */
  public static Augmentation of(String text) {
    try (NativeScope scope = NativeRuntime.newScope()) {
      return new Augmentation(NativeCalls.canonicalAugmentation(scope, text));
    }
  }

  /** Returns the text. */
  @Override
  public String toString() {
    return text;
  }
}
