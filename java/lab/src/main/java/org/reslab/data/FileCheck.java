// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one file of a data set is, compared with what it should be.
 *
 * @param expectedBytes the size it should have, -1 where only its checksum is known
 * @param expectedMd5 lower-case hexadecimal, or null where only its size is known
 * @param foundBytes its size, -1 where it is missing
 * @param foundMd5 null where it was not computed
 */
public record FileCheck(
    Path file,
    Status status,
    long expectedBytes,
    @Nullable String expectedMd5,
    long foundBytes,
    @Nullable String foundMd5) {

  /** The outcome of a check. */
  public enum Status {
    /** Size and checksum are right. */
    OK("ok"),
    /** The size is right; the checksum was not asked for, or is not known. */
    SIZE_OK("size ok"),
    /** There is no such file. */
    MISSING("missing"),
    /** Shorter or longer than it should be. */
    WRONG_SIZE("wrong size"),
    /** Of the right size, with other content. */
    WRONG_MD5("wrong checksum");

    private final String label;

    Status(String label) {
      this.label = label;
    }

    /** Returns the outcome in words. */
    public String label() {
      return label;
    }
  }

  /** Returns whether nothing is wrong with the file. */
  public boolean passed() {
    return status == Status.OK || status == Status.SIZE_OK;
  }

  /** Returns one line: the file, what was found and what was expected. */
  public String describe() {
    if (status == Status.MISSING) {
      return "%s is missing (expected %s)".formatted(file, expected());
    }
    if (passed()) {
      return "%s: %s, %s".formatted(file, status.label(), found());
    }
    return "%s is damaged (%s): expected %s, found %s"
        .formatted(file, status.label(), expected(), found());
  }

  private String expected() {
    return quantity(expectedBytes, expectedMd5);
  }

  private String found() {
    return quantity(foundBytes, foundMd5);
  }

  private static String quantity(long bytes, @Nullable String md5) {
    String size = bytes < 0 ? "" : String.format(Locale.ROOT, "%,d bytes", bytes);
    String sum = md5 == null ? "" : "MD5 " + md5;
    return size.isEmpty() || sum.isEmpty() ? size + sum : size + " with " + sum;
  }
}
