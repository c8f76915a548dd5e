// SPDX-License-Identifier: Apache-2.0

/**
 * Residual networks defined, trained and measured in LibTorch.
 *
 * <p>Needs {@code --enable-native-access=org.reslab,org.reslab.bindings}.
 */
@SuppressWarnings("module") // Jackson is not a dependency: it may be absent
module org.reslab {
  requires jdk.jfr;
  requires org.reslab.bindings;
  requires static transitive org.jspecify;

  exports org.reslab;

  // Jackson reads the components of records through method handles, for which exports do not
  // suffice.
  opens org.reslab to
      tools.jackson.databind;
}
