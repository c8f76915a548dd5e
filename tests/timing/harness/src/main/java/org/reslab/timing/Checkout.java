// SPDX-License-Identifier: Apache-2.0
package org.reslab.timing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the programs under comparison lie in a built checkout, and how they are started.
 *
 * @param root of the checkout
 */
record Checkout(Path root) {
  private static final String PROPERTY = "reslab.source";

  /**
   * Returns the checkout that the system property {@code reslab.source} names.
   *
   * @throws IllegalStateException where it is not set
   */
  static Checkout ofProperty() {
    String root = System.getProperty(PROPERTY);
    if (root == null) {
      throw new IllegalStateException(
          "the system property " + PROPERTY + " is not set; start through tests/timing/run");
    }
    return new Checkout(Path.of(root));
  }

  /** Returns the command of the C++ program. */
  List<String> nativeSide() {
    return List.of(built(root.resolve("native/build/release/bin/native_side")).toString());
  }

  /** Returns the command of a main class of this module. */
  List<String> java(Class<?> main) {
    return java(System.getProperty("java.class.path"), main.getName());
  }

  /** Returns the command of a peer's main class. */
  List<String> peer(Peer peer) {
    Path target = sources(peer).resolve("target");
    Path classes = built(target.resolve("classes"));
    return java(classes + File.pathSeparator + target.resolve("lib") + "/*", peer.main());
  }

  private List<String> java(String classPath, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The same JVM for every Java side, and the whole of it: the peers call often enough to need
    // the second compiler.
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx1g");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow"); // JavaCPP uses it; else the JVM warns
    command.add("-Dreslab.native=" + root.resolve("native/build/release/lib"));
    command.addAll(List.of("-cp", classPath, main));
    return command;
  }

  /** Returns the folder of a peer's module. */
  Path sources(Peer peer) {
    return root.resolve("tests/timing").resolve(peer.label());
  }

  /** Returns the source of the loop that peers are compared with. */
  Path ownLoop() {
    return root.resolve("tests/timing/harness/src/main/java/org/reslab/timing/ReslabLoop.java");
  }

  private static Path built(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " does not exist; tests/timing/run builds it");
    }
    return path;
  }
}
