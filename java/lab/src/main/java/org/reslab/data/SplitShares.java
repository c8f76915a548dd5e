// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import static org.reslab.InvalidArgumentException.require;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the pictures of a folder without {@code train/} are split: percentages of every class.
 *
 * @param train at least 1
 * @param validation at least 0
 * @param test at least 1
 */
public record SplitShares(int train, int validation, int test) {
  /** Eight of ten pictures to learn from, one to choose by, one to report on. */
  public static final SplitShares DEFAULT = new SplitShares(80, 10, 10);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,3})/(\\d{1,3})/(\\d{1,3})");

  /**
   * Checks the shares.
   *
   * @throws org.reslab.InvalidArgumentException if one is out of range, or they do not add up
   */
  public SplitShares {
    require(
        train >= 1 && validation >= 0 && test >= 1 && train + validation + test == 100,
        "split",
        "%s/%s/%s".formatted(train, validation, test),
        "percentages for training, validation and test that add up to 100, training and test"
            + " at least 1: 80/10/10");
  }

  /**
   * Reads "80/10/10".
   *
   * @throws org.reslab.InvalidArgumentException if the text is something else
   */
  public static SplitShares parse(String text) {
    Matcher match = TEXT.matcher(text.strip());
    require(
        match.matches(),
        "split",
        "'" + text + "'",
        "percentages for training, validation and test: 80/10/10");
    return new SplitShares(
        Integer.parseInt(match.group(1)),
        Integer.parseInt(match.group(2)),
        Integer.parseInt(match.group(3)));
  }

  /** Returns what {@link #parse} reads. */
  public String label() {
    return train + "/" + validation + "/" + test;
  }

  /**
   * Returns how many of a class's pictures a split gets: its share rounded, but at least one where
   * the share is not 0; training gets what the others leave.
   */
  int count(Split split, int pictures) {
    return switch (split) {
      case TRAIN -> pictures - count(Split.VALIDATION, pictures) - count(Split.TEST, pictures);
      case VALIDATION -> rounded(validation, pictures);
      case TEST -> rounded(test, pictures);
    };
  }

  /** Returns the fewest pictures of a class that reach every split. */
  int fewest() {
    return validation == 0 ? 2 : 3;
  }

  private static int rounded(int share, int pictures) {
    return share == 0 ? 0 : Math.max(1, (int) Math.round(pictures * share / 100.0));
  }
}
