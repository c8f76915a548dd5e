// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.data.ImageSize;

/** The settings that every command with a grid of networks, blocks and seeds has. */
public sealed interface GridSettings permits Experiment, DiagnosisSettings {
  /** Returns the name, or null. */
  @Nullable String name();

  /** Returns what it is to find out, or null. */
  @Nullable String description();

  /** Returns the networks by name. */
  List<String> nets();

  /** Returns the blocks; user-defined ones appear in {@link #define()}. */
  List<Block> blocks();

  /** Returns the user's named blocks: name to spec. */
  Map<String, String> define();

  /** Returns the seeds. */
  List<Long> seeds();

  /** Returns the blocks per stage, empty for the network's default. */
  List<Long> layers();

  /** Returns whether BN-ReLU comes before pooling, or null for the network's default. */
  @Nullable Boolean finalNorm();

  /** Returns the absolute folder of the data set's files, or null for the cache. */
  @Nullable Path dataDir();

  /** Returns the height and width of the images, or null for those that the data set has. */
  @Nullable ImageSize size();

  /** Returns where to compute. */
  Device device();
}
