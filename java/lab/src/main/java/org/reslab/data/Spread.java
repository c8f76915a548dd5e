// SPDX-License-Identifier: Apache-2.0
package org.reslab.data;

import java.util.List;
import org.reslab.CorruptDataException;

/** Standard deviations by which images are divided. */
final class Spread {
  private Spread() {}

  /**
   * Returns the deviations.
   *
   * @param data of what images
   * @throws CorruptDataException if one is 0
   */
  static List<Double> required(String data, List<Double> std) {
    for (int c = 0; c < std.size(); c++) {
      if (!(std.get(c) > 0)) {
        throw new CorruptDataException(
            "%s: every training image has the same value everywhere in channel %s, expected images"
                    .formatted(data, c)
                + " that differ; look at a few of them");
      }
    }
    return std;
  }
}
