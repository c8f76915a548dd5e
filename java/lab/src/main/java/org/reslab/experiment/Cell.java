// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.reslab.Block;

/**
 * One cell of an experiment's grid.
 *
 * @param net network, for example {@code tinynet} or {@code resnet-20}
 * @param block the block that the network is built of
 * @param seed of the initial weights, the batch order and the augmentation
 */
public record Cell(String net, Block block, long seed) {
  private static final int LONGEST_NAME = 40;

  /**
   * Returns a name that is safe as a folder, for example {@code tinynet-basic-s0}. A net or a block
   * whose text holds other characters than letters, digits, dots, dashes and underscores, or is
   * long, is shortened and followed by a checksum of its text, so that different blocks keep
   * different names.
   */
  public String id() {
    return folderName(net) + "-" + folderName(block.name()) + "-s" + seed;
  }

  private static String folderName(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("^[-.]+|-+$", "");
    if (safe.equals(name) && safe.length() <= LONGEST_NAME) {
      return safe;
    }
    CRC32 checksum = new CRC32();
    checksum.update(name.getBytes(StandardCharsets.UTF_8));
    String shortened = safe.substring(0, Math.min(safe.length(), LONGEST_NAME));
    return "%s-%08x".formatted(shortened, checksum.getValue());
  }
}
