// SPDX-License-Identifier: Apache-2.0
package org.reslab.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A LibTorch: its version and its libraries, known before any of them is loaded. A C++ library that
 * runs on another version than it was compiled for crashes, so this is the only place where the
 * mistake can be reported.
 */
final class LibTorchHome {
  static final String VARIABLE = "LIBTORCH_HOME";

  private static final String CURE = "run third_party/fetch-libtorch.sh and build again, or set ";

  /**
   * Files that contain the version, and its pattern there; distributions differ in which they have.
   */
  private static final List<VersionFile> VERSION_FILES =
      List.of(
          new VersionFile(
              "include/torch/headeronly/version.h", "TORCH_VERSION[\\s\\\\]+\"([^\"]+)\""),
          new VersionFile("build-version", "^(\\S+)"),
          new VersionFile("version.py", "__version__ = '([^']+)'"));

  private final Path home;

  private LibTorchHome(Path home) {
    this.home = home;
  }

  private record VersionFile(String path, String pattern) {}

  /**
   * Takes the folder that {@value #VARIABLE} names, else the one that the library was built with.
   *
   * @param built folder, null where unknown
   */
  static LibTorchHome find(@Nullable String built, LoadListener listener) throws LoadFailure {
    String set = System.getenv(VARIABLE);
    boolean fromVariable = set != null && !set.isEmpty();
    String place = fromVariable ? "variable " + VARIABLE : "torch.home of the build";
    String folder = fromVariable ? set : built;
    if (folder == null || folder.isEmpty()) {
      listener.step(place, "not set");
      throw new LoadFailure("no LibTorch is named; " + CURE + VARIABLE + " to its folder");
    }
    Path home = Path.of(folder).toAbsolutePath();
    if (!Files.isRegularFile(home.resolve("lib").resolve(System.mapLibraryName("torch_cpu")))) {
      listener.step(place, home + ", where there is no LibTorch");
      throw new LoadFailure(
          "there is no LibTorch in "
              + home
              + " ("
              + place
              + "): lib/"
              + System.mapLibraryName("torch_cpu")
              + " is missing; "
              + CURE
              + VARIABLE
              + " to its folder");
    }
    listener.step(place, "LibTorch in " + home);
    return new LibTorchHome(home);
  }

  /** Throws unless this is the version that the library was compiled with. */
  void requireVersion(@Nullable String compiled, LoadListener listener) throws LoadFailure {
    String found = version();
    if (compiled == null || !release(found).equals(release(compiled))) {
      listener.step("version of " + home, found + ", expected " + compiled);
      throw new LoadFailure(
          "LibTorch in "
              + home
              + " is version "
              + found
              + ", but the native library was compiled with "
              + compiled
              + "; set "
              + VARIABLE
              + " to a LibTorch "
              + compiled
              + ", or build again with this one");
    }
    listener.step("version of " + home, found);
  }

  private String version() throws LoadFailure {
    for (VersionFile candidate : VERSION_FILES) {
      Path file = home.resolve(candidate.path());
      if (!Files.isRegularFile(file)) {
        continue;
      }
      String text;
      try {
        text = Files.readString(file);
      } catch (IOException e) {
        throw new LoadFailure(file + " cannot be read: " + e, e);
      }
      Matcher matcher = Pattern.compile(candidate.pattern()).matcher(text);
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    throw new LoadFailure(
        "the version of LibTorch in "
            + home
            + " is unknown: none of "
            + VERSION_FILES.stream().map(VersionFile::path).toList()
            + " has it; use an unmodified distribution");
  }

  /** {@code 2.13.0} of {@code 2.13.0+cpu}: builds of one release share their C++ interface. */
  private static String release(String version) {
    int end = version.indexOf('+');
    return (end < 0 ? version : version.substring(0, end)).strip();
  }

  /**
   * The libraries in the order to load them, dependencies first, so that each finds the former
   * already loaded and no search path is needed.
   */
  List<Path> libraries(boolean cuda) throws LoadFailure {
    Path folder = home.resolve("lib");
    List<Path> libraries = new ArrayList<>(openMp(folder));
    List<String> names =
        cuda
            ? List.of("c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch")
            : List.of("c10", "torch_cpu", "torch");
    for (String name : names) {
      Path file = folder.resolve(System.mapLibraryName(name));
      if (!Files.isRegularFile(file)) {
        throw new LoadFailure(
            file
                + " is missing"
                + (name.endsWith("cuda")
                    ? ": the native library was built for CUDA and this LibTorch is not"
                    : "")
                + "; "
                + CURE
                + VARIABLE
                + " to a complete LibTorch");
      }
      libraries.add(file);
    }
    return libraries;
  }

  /**
   * The OpenMP runtime that LibTorch brings along; a distribution may rely on the system's instead.
   */
  private static List<Path> openMp(Path folder) throws LoadFailure {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "libgomp*.so*")) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw new LoadFailure(folder + " cannot be listed: " + e, e);
    }
    Collections.sort(found);
    return found;
  }
}
