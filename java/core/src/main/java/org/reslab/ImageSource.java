// SPDX-License-Identifier: Apache-2.0
package org.reslab;

/**
 * Labelled images from anywhere, which {@link MemorySession#dataset} takes into native memory.
 *
 * <p>An implementation calls the methods of the session that make data sets of bytes, floats or
 * files; modules with decoders have implementations for folders of pictures.
 */
@FunctionalInterface
public interface ImageSource {
  /**
   * Makes a data set in a session.
   *
   * @param session of the calling thread
   * @throws ReslabException if the images cannot be read, or are not what they should be
   */
  Dataset open(MemorySession session);
}
