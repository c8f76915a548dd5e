// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the name that a misspelt one was meant to be. */
final class EditDistance {
  private EditDistance() {}

  /**
   * Returns the candidate that the fewest insertions, deletions and replacements turn the word
   * into, or null if even that takes more than a third of the word's length (at least 2).
   */
  static @Nullable String nearest(String word, Collection<String> candidates) {
    String nearest = null;
    int least = Math.max(2, word.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = between(word, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  private static int between(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
