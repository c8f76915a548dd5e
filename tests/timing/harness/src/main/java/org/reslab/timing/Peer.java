// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.util.Locale;

/** A library that a Java user might train with instead. */
enum Peer {
  /** The JavaCPP presets of LibTorch. */
  JAVACPP,
  /** The Deep Java Library on its PyTorch engine. */
  DJL;

  /** Returns its name on the command line, which is also its module's folder and package. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the main class of its side. */
  String main() {
    return "org.reslab.timing." + label() + ".PeerMain";
  }
}
