// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.io.IOException;

/** Images of one split, which files hold; they are read anew each time. */
interface LabelledImages {
  /** Takes one image after another. */
  interface Visitor {
    /**
     * Takes an image.
     *
     * @param pixels bytes {@code [height, width, channels]}, valid during the call
     * @param label its class
     */
    void image(byte[] pixels, int label);
  }

  /** Returns the number of images. */
  long count();

  /**
   * Reads every image in turn.
   *
   * @throws IOException if a file cannot be read
   * @throws org.reslab.CorruptDataException if a file is not what it should be
   */
  void forEach(Visitor visitor) throws IOException;
}
