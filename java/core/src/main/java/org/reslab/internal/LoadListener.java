// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

/** Hears each step of the search for the native library. */
@FunctionalInterface
public interface LoadListener {
  /**
   * Called after each step.
   *
   * @param place where was looked: a setting, a file, a folder
   * @param outcome what was found there
   */
  void step(String place, String outcome);
}
