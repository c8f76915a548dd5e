// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import java.util.Objects;

/** A process that loads the native part and tells how it went; run by {@link LoaderTest}. */
final class LoaderProbe {
  private LoaderProbe() {}

  public static void main(String[] args) {
    try {
      System.out.println("loaded ResLab " + NativeRuntime.get().info().reslabVersion());
    } catch (NativeUnavailableException first) {
      System.out.println("unavailable: " + first.getMessage());
      try {
        NativeRuntime.get();
        System.out.println("the second call did not fail");
      } catch (NativeUnavailableException second) {
        System.out.println(
            Objects.equals(second.getMessage(), first.getMessage())
                ? "the second call failed alike"
                : "the second call failed otherwise: " + second.getMessage());
      }
    }
    System.out.println("steps: " + NativeRuntime.lastTrace().steps().size());
  }
}
