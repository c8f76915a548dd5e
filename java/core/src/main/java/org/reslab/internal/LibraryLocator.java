// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the native library. A setting decides alone: where it names nothing, nothing else is tried.
 * Without a setting the library is searched for next to the code and in the build tree that the
 * code lies in.
 */
final class LibraryLocator {
  static final String PROPERTY = "reslab.native";
  static final String VARIABLE = "RESLAB_NATIVE";

  private static final String FILE = System.mapLibraryName("reslab");
  private static final Path BUILD_OUTPUT = Path.of("native", "build", "release", "lib");
  private static final int MAX_ANCESTORS = 6;

  private LibraryLocator() {}

  /** The absolute path of the library. */
  static Path find(LoadListener listener) throws LoadFailure {
    Path set = fromSetting("system property " + PROPERTY, System.getProperty(PROPERTY), listener);
    if (set == null) {
      set = fromSetting("variable " + VARIABLE, System.getenv(VARIABLE), listener);
    }
    if (set != null) {
      return set;
    }
    for (Path folder : foldersOfTheCode(listener)) {
      Path file = folder.resolve(FILE);
      if (Files.isRegularFile(file)) {
        listener.step(file.toString(), "found");
        return file;
      }
      listener.step(file.toString(), "not there");
    }
    throw new LoadFailure(
        FILE
            + " was not found; build it with `cmake --preset release && cmake --build --preset"
            + " release`, or name its folder with -D"
            + PROPERTY
            + "=FOLDER");
  }

  private static @Nullable Path fromSetting(
      String name, @Nullable String value, LoadListener listener) throws LoadFailure {
    if (value == null || value.isEmpty()) {
      listener.step(name, "not set");
      return null;
    }
    Path path = Path.of(value).toAbsolutePath();
    Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
    if (!Files.isRegularFile(file)) {
      listener.step(name, value + ", where there is no " + FILE);
      throw new LoadFailure(
          name
              + " is "
              + value
              + ", but "
              + file
              + " is not there; correct the setting or remove it");
    }
    listener.step(name, "found " + file);
    return file;
  }

  private static List<Path> foldersOfTheCode(LoadListener listener) {
    CodeSource source = LibraryLocator.class.getProtectionDomain().getCodeSource();
    List<Path> folders = new ArrayList<>();
    if (source == null || !"file".equals(source.getLocation().getProtocol())) {
      listener.step("the place of the code", "not a file or folder");
      return folders;
    }
    Path code;
    try {
      code = Path.of(source.getLocation().toURI()).toAbsolutePath();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(
          "the place of the code is no URI: " + source.getLocation(), e);
    }
    Path folder = Files.isDirectory(code) ? code : code.getParent();
    if (folder != null) {
      folders.add(folder);
    }
    for (int i = 0; i < MAX_ANCESTORS && folder != null; i++) {
      folder = folder.getParent();
      if (folder != null && Files.isDirectory(folder.resolve("native"))) {
        folders.add(folder.resolve(BUILD_OUTPUT));
      }
    }
    return folders;
  }
}
