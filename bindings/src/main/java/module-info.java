// SPDX-License-Identifier: Apache-2.0

/**
 * The C ABI of ResLab as jextract sees it: one static method per function, one class per struct.
 *
 * <p>The package {@code org.reslab.bindings} is generated; see {@code bindings/README.md}. Its
 * symbols resolve against the libraries that this module's class loader has loaded, so the native
 * library must be loaded before the first call.
 */
module org.reslab.bindings {
  exports org.reslab.bindings to
      org.reslab;
}
