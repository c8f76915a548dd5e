// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.reslab.InternalErrorException;
import org.reslab.InvalidArgumentException;
import org.reslab.NativeIoException;
import org.reslab.files.TextFile;

/**
 * What to expect of networks: a data file, of which two are built in.
 *
 * @param name what the profile is called
 * @param summary one line of description
 * @param judging what of a value is judged
 * @param level confidence level of the intervals
 * @param checks in the order in which verdicts are shown
 */
public record Profile(
    String name, String summary, Judging judging, double level, List<Check> checks) {
  /** The built-in profiles. */
  public static final List<String> BUILT_IN = List.of("theory", "notebook");

  /**
   * Checks the values.
   *
   * @throws InvalidArgumentException if the level is outside (0, 1) or there is no check
   */
  public Profile {
    checks = List.copyOf(checks);
    if (!(level > 0 && level < 1)) {
      throw new InvalidArgumentException(
          "level: found " + level + ", expected a number in (0, 1), for example 0.95");
    }
    if (checks.isEmpty()) {
      throw new InvalidArgumentException("checks: found none, expected at least one");
    }
  }

  /** Returns the profile of predictions and bounds that ResLab stands for. */
  public static Profile theory() {
    return builtIn("theory");
  }

  /** Returns the profile of the reference notebook's own "safe ranges". */
  public static Profile notebook() {
    return builtIn("notebook");
  }

  /**
   * Returns the built-in profile of a name, or that of a file.
   *
   * @throws InvalidArgumentException if it is neither a name nor an existing file, or the file is
   *     not a profile
   * @throws NativeIoException if the file cannot be read
   */
  public static Profile of(String nameOrFile) {
    if (BUILT_IN.contains(nameOrFile)) {
      return builtIn(nameOrFile);
    }
    Path file = Path.of(nameOrFile);
    if (!Files.exists(file)) {
      throw new InvalidArgumentException(
          "the profile is '%s', expected %s, or an existing YAML file"
              .formatted(nameOrFile, String.join(", ", BUILT_IN)));
    }
    return read(file);
  }

  /**
   * Reads a profile file.
   *
   * @throws InvalidArgumentException if the file is not YAML, or a key or value is not what is
   *     expected; the message names file, line, key, what was found and what was expected
   * @throws NativeIoException if it cannot be read
   */
  public static Profile read(Path file) {
    return ProfileFile.parse(file, TextFile.read(file, "profile"));
  }

  private static Profile builtIn(String name) {
    String resource = name + ".yaml";
    try (InputStream stream = Profile.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new InternalErrorException("the built-in profile " + resource + " is missing");
      }
      return ProfileFile.parse(
          Path.of(resource), new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new NativeIoException("cannot read the built-in profile " + resource + ": " + e, e);
    }
  }
}
