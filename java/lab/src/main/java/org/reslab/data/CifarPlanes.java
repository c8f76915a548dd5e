// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

/** Images of CIFAR's files, {@code [3, 32, 32]} bytes. */
final class CifarPlanes {
  static final int PLANE = 32 * 32;
  static final int BYTES = 3 * PLANE;

  private CifarPlanes() {}

  /**
   * Interleaves the channels of an image.
   *
   * @param planes holds the image from {@code at} on
   * @param pixels gets {@code [32, 32, 3]}
   */
  static void interleave(byte[] planes, int at, byte[] pixels) {
    for (int i = 0; i < PLANE; i++) {
      pixels[3 * i] = planes[at + i];
      pixels[3 * i + 1] = planes[at + PLANE + i];
      pixels[3 * i + 2] = planes[at + 2 * PLANE + i];
    }
  }
}
