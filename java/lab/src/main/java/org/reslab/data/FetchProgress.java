// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

/**
 * Hears how a fetch, or the decoding of a folder, gets on. Called on the thread that asked for it,
 * several times a second.
 */
public interface FetchProgress {
  /** Hears nothing. */
  FetchProgress NONE = new FetchProgress() {};

  /** A message worth a line of its own: a source is tried, failed, or is being unpacked. */
  default void message(String text) {}

  /**
   * Part of a measured piece of work is done.
   *
   * @param what the work, in one or two words
   * @param done units done: bytes or files
   * @param total units in all, or -1 where that is not known
   */
  default void advanced(String what, long done, long total) {}

  /**
   * Likewise of work on things that are counted, however many there are.
   *
   * @param total how many in all
   */
  default void counted(String what, long done, long total) {}
}
