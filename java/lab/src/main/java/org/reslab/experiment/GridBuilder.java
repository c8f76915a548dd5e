// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.Net;
import org.reslab.data.ImageSize;

/**
 * Collects {@link GridSettings}. What is not set has its default, and null restores it. Values are
 * checked when the settings are built. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class GridBuilder<B extends GridBuilder<B>>
    permits ExperimentBuilder, DiagnosisBuilder {
  @Nullable String name;
  @Nullable String description;
  @Nullable List<String> nets;
  @Nullable List<String> blocks;
  private @Nullable List<String> usualBlocks;
  final Map<String, String> define = new LinkedHashMap<>();
  List<Long> seeds;
  @Nullable List<Long> layers;
  @Nullable Boolean finalNorm;
  @Nullable Path dataDir;
  @Nullable ImageSize size;
  Device device;

  GridBuilder(List<Long> seeds, Device device) {
    this.seeds = seeds;
    this.device = device;
  }

  abstract B self();

  /** Names the experiment. */
  public B name(@Nullable String value) {
    name = value;
    return self();
  }

  /** Describes the experiment. */
  public B description(@Nullable String value) {
    description = value;
    return self();
  }

  /** Sets the networks: anything that {@link Net#of(String)} accepts. */
  public B nets(@Nullable List<String> value) {
    nets = value;
    return self();
  }

  /** Sets the blocks: names of the catalog, names given to {@link #define}, or specs. */
  public B blocks(@Nullable List<String> value) {
    blocks = value;
    return self();
  }

  /**
   * Names a block of the user's own, to be used in {@link #blocks}.
   *
   * @param block lower-case letters, digits and dashes; not a name of the catalog
   * @param spec anything that {@link Block#of(String)} accepts
   */
  public B define(String block, String spec) {
    define.put(block, spec);
    return self();
  }

  /** Sets the seeds: each network and block has one cell for each. */
  public B seeds(List<Long> value) {
    seeds = value;
    return self();
  }

  /** Sets the blocks per stage; empty for the network's default. */
  public B layers(@Nullable List<Long> value) {
    layers = value;
    return self();
  }

  /** Puts BN-ReLU before pooling, or leaves it out; null for the network's default. */
  public B finalNorm(@Nullable Boolean value) {
    finalNorm = value;
    return self();
  }

  /** Sets the folder of the data set's files; null for the cache. */
  public B dataDir(@Nullable Path value) {
    dataDir = value;
    return self();
  }

  /**
   * Sets the height and width of the images; null for those that the data set has. Pictures of a
   * folder are brought to it.
   */
  public B size(@Nullable ImageSize value) {
    size = value;
    return self();
  }

  /** Sets the device. */
  public B device(Device value) {
    device = value;
    return self();
  }

  final List<String> netsOrDefault() {
    return nets == null ? List.of("tinynet") : nets;
  }

  final List<Long> layersOrDefault() {
    return layers == null ? List.of() : layers;
  }

  final @Nullable Path absoluteDataDir() {
    return dataDir == null ? null : dataDir.toAbsolutePath().normalize();
  }

  /** Returns the blocks where none are asked for. */
  abstract List<String> defaultBlocks();

  /** Needs the native part, which parses the blocks. */
  final List<Block> resolvedBlocks() {
    Map<String, Block> definitions = new LinkedHashMap<>();
    define.forEach((block, spec) -> definitions.put(block, Block.define(block, spec)));
    return texts().stream().map(text -> Block.of(text, definitions)).toList();
  }

  /** Returns blocks that have their texts for names and specs. */
  final List<Block> namedBlocks() {
    List<String> texts = blocks == null ? usualBlocks() : blocks;
    return texts.stream().map(text -> new Block(text, text, "", "")).toList();
  }

  /** Sets the blocks where none are asked for and the net has none of its own. */
  final B usualBlocks(List<String> value) {
    usualBlocks = value;
    return self();
  }

  private List<String> usualBlocks() {
    return usualBlocks == null ? defaultBlocks() : usualBlocks;
  }

  /** A single net that says its sizes says of what it is made, too. */
  private List<String> texts() {
    if (blocks != null) {
      return blocks;
    }
    if (netsOrDefault().size() == 1) {
      Net net = Net.of(netsOrDefault().getFirst());
      if (!net.family() && !net.block().isEmpty()) {
        return List.of(net.block());
      }
    }
    return usualBlocks();
  }
}
