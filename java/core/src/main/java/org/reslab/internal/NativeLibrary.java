// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.reslab.bindings.reslab_h;

/** Loads LibTorch and the native library, by absolute paths. */
public final class NativeLibrary {
  private static final String PROPERTIES = "reslab-native.properties";

  private NativeLibrary() {}

  /**
   * Loads what is not loaded yet.
   *
   * @param listener hears each step
   * @throws LoadFailure with a message that can be shown to users
   */
  public static void load(LoadListener listener) throws LoadFailure {
    int abi = boundAbi(listener);
    Path library = LibraryLocator.find(listener);
    Properties build = buildProperties(library, listener);
    requireAbi(abi, library, build.getProperty("reslab.abi"), listener);
    LibTorchHome torch = LibTorchHome.find(build.getProperty("torch.home"), listener);
    torch.requireVersion(build.getProperty("torch.version"), listener);
    for (Path file : torch.libraries(Boolean.parseBoolean(build.getProperty("torch.cuda")))) {
      load(file, listener);
    }
    load(library, listener);
    int running = runningAbi(library, listener);
    requireAbi(abi, library, String.valueOf(running), listener);
    listener.step("ABI version", String.valueOf(running));
    ProcessExit.withoutDestructors();
  }

  /** The ABI version of the bindings; the first use of them, which the JVM may refuse. */
  private static int boundAbi(LoadListener listener) throws LoadFailure {
    try {
      return reslab_h.RL_ABI_VERSION();
    } catch (ExceptionInInitializerError e) {
      if (e.getCause() instanceof IllegalCallerException refused) {
        throw accessRefused(listener, refused);
      }
      throw e;
    }
  }

  private static Properties buildProperties(Path library, LoadListener listener)
      throws LoadFailure {
    Path file = library.resolveSibling(PROPERTIES);
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      listener.step(file.toString(), "cannot be read");
      throw new LoadFailure(
          file
              + " cannot be read ("
              + e
              + "); the build writes it next to the library, with the LibTorch that it needs: build"
              + " again",
          e);
    }
    listener.step(
        file.toString(),
        "ResLab "
            + properties.getProperty("reslab.version")
            + ", compiled with LibTorch "
            + properties.getProperty("torch.version"));
    return properties;
  }

  private static void requireAbi(int expected, Path library, String found, LoadListener listener)
      throws LoadFailure {
    if (!String.valueOf(expected).equals(found)) {
      listener.step("ABI version of " + library, String.valueOf(found));
      throw new LoadFailure(
          library
              + " has ABI version "
              + found
              + ", expected "
              + expected
              + ": it and the Java part are of different builds; build both again");
    }
  }

  private static void load(Path file, LoadListener listener) throws LoadFailure {
    try {
      System.load(file.toString());
      listener.step(file.toString(), "loaded");
    } catch (UnsatisfiedLinkError e) {
      listener.step(file.toString(), "refused by the system: " + e.getMessage());
      throw new LoadFailure(file + " cannot be loaded: " + e.getMessage(), e);
    } catch (IllegalCallerException e) {
      throw accessRefused(listener, e);
    }
  }

  private static int runningAbi(Path library, LoadListener listener) throws LoadFailure {
    try {
      return reslab_h.rl_abi_version();
    } catch (ExceptionInInitializerError e) {
      listener.step(library.toString(), "does not export rl_abi_version");
      throw new LoadFailure(
          library
              + " does not export rl_abi_version where "
              + reslab_h.class
              + " sees it: it is no ResLab library, or org.reslab and org.reslab.bindings have"
              + " different class loaders",
          e);
    }
  }

  private static LoadFailure accessRefused(LoadListener listener, IllegalCallerException cause) {
    String modules =
        NativeLibrary.class.getModule().isNamed()
            ? NativeLibrary.class.getModule().getName() + "," + reslab_h.class.getModule().getName()
            : "ALL-UNNAMED";
    listener.step("native access", "refused by the JVM: " + cause.getMessage());
    return new LoadFailure(
        "the JVM refuses native access; start it with --enable-native-access=" + modules, cause);
  }
}
