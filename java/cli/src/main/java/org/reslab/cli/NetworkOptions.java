// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.NetworkSpec;
import org.reslab.data.ImageSize;
import org.reslab.experiment.Cell;
import org.reslab.experiment.Experiment;
import org.reslab.experiment.ExperimentCommand;
import picocli.CommandLine.Mixin;

/** One network. */
final class NetworkOptions {
  private static final String[] KEYS = {
    "nets", "blocks", "define", "width", "layers", "final_norm", "size"
  };

  @Mixin private final SettingOptions network;

  @Mixin
  private final SettingOptions head = SettingOptions.some(ExperimentCommand.DIAGNOSE, "classes");

  /** Makes the options of a network and of further settings. */
  NetworkOptions(String... others) {
    network =
        SettingOptions.some(
            ExperimentCommand.TRAIN,
            Stream.of(KEYS, others).flatMap(Stream::of).toArray(String[]::new));
  }

  /** Returns the size of images that is asked for, or null. */
  @Nullable ImageSize size() {
    return network.has("size") ? network.experiment().size() : null;
  }

  boolean namesNetAndBlock() {
    return network.has("nets") && network.has("blocks");
  }

  /**
   * Returns the network.
   *
   * @param defaultClasses where no option says how many there are
   */
  NetworkSpec spec(int defaultClasses) {
    Experiment experiment = network.experiment();
    List<Cell> cells = experiment.cells();
    if (cells.size() != 1) {
      throw new InvalidArgumentException(
          "the options describe %s networks, expected one".formatted(cells.size()));
    }
    int classes = head.has("classes") ? head.diagnosis().classes() : defaultClasses;
    return experiment.networkSpec(cells.getFirst(), experiment.assumedImages(), classes);
  }

  /** Returns the network, with the usual number of classes where no option says otherwise. */
  NetworkSpec spec() {
    return spec(head.diagnosis().classes());
  }

  /**
   * Returns the option that contradicts a network, and what it says of it; null where none does.
   *
   * @param found what a checkpoint says of itself
   */
  @Nullable String contradiction(NetworkSpec found) {
    NetworkSpec given = spec(found.classes());
    if (network.has("nets") && !given.net().equals(found.net())) {
      return "--net %s, but it holds %s".formatted(given.net(), found.net());
    }
    if (network.has("blocks") && !given.block().spec().equals(found.block().spec())) {
      return "--block %s (%s), but it holds %s (%s)"
          .formatted(
              given.block().name(),
              given.block().spec(),
              found.block().name(),
              found.block().spec());
    }
    if (given.classes() != found.classes()) {
      return "--classes %s, but it holds %s".formatted(given.classes(), found.classes());
    }
    if (network.has("size") && !given.images().hasShapeOf(found.images())) {
      return "--size %s x %s, but it is for images of %s"
          .formatted(given.images().height(), given.images().width(), found.images().shapeText());
    }
    if (network.has("width") && given.width() != found.width()) {
      return "--width %s, but it has %s".formatted(given.width(), found.width());
    }
    if (network.has("layers") && !given.layers().equals(found.layers())) {
      return "--layers %s, but it has %s".formatted(given.layers(), found.layers());
    }
    if (given.finalNorm() != null && !given.finalNorm().equals(found.finalNorm())) {
      return given.finalNorm()
          ? "--final-norm, but it has none"
          : "--no-final-norm, but it has one";
    }
    return null;
  }
}
