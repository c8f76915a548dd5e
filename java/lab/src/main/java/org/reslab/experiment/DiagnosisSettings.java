// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.Device;
import org.reslab.ImageDescription;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.NetworkSpec;
import org.reslab.Probe;
import org.reslab.data.ImageSize;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.InputSource;
import org.reslab.diagnosis.Subject;
import org.reslab.health.Status;

/**
 * What a user asks of a diagnosis: the sides of its grid, what is measured, and what it is judged
 * by. Immutable. Built with {@link #builder()}.
 *
 * @param name of the experiment, or null
 * @param description of the experiment, or null
 * @param nets network names; empty where the checkpoint says which network it holds
 * @param blocks likewise
 * @param define the user's named blocks: name to spec
 * @param widths channels of the first stage, 0 for the network's default; at least one
 * @param layers blocks per stage, empty for the network's default
 * @param finalNorm BN-ReLU before pooling, or null for the network's default
 * @param classes of the network
 * @param inits how weights are drawn, at least one
 * @param bnModes by which statistics batch normalisation normalises, at least one
 * @param inputs labels of {@link InputSource}: {@code gaussian}, {@code cifar10}, or a file
 * @param dataDir absolute folder of CIFAR-10's files, or null for the cache
 * @param size height and width of the images, or null for CIFAR-10's
 * @param seeds one cell of each subject per seed
 * @param checkpoint absolute path of weights to look at in place of fresh ones, or null
 * @param checkpointNetwork the network that the checkpoint says it holds; null where it says none
 * @param probes what is measured
 * @param batch images of a cell
 * @param eps relative size of perturbations
 * @param lr learning rate of the coordinate check
 * @param profile name or file of what is judged by
 * @param failOn the verdict from which on a command fails, or null
 * @param device where to compute
 * @param jobs cells at a time, or null for one on each core
 */
public record DiagnosisSettings(
    @Nullable String name,
    @Nullable String description,
    List<String> nets,
    List<Block> blocks,
    Map<String, String> define,
    List<Long> widths,
    List<Long> layers,
    @Nullable Boolean finalNorm,
    int classes,
    List<Init> inits,
    List<BnMode> bnModes,
    List<String> inputs,
    @Nullable Path dataDir,
    @Nullable ImageSize size,
    List<Long> seeds,
    @Nullable Path checkpoint,
    @Nullable NetworkSpec checkpointNetwork,
    Set<Probe> probes,
    int batch,
    double eps,
    double lr,
    String profile,
    @Nullable Status failOn,
    Device device,
    @Nullable Integer jobs)
    implements GridSettings {
  /** Copies the collections. */
  public DiagnosisSettings {
    nets = List.copyOf(nets);
    blocks = List.copyOf(blocks);
    define = Collections.unmodifiableMap(new LinkedHashMap<>(define));
    widths = List.copyOf(widths);
    layers = List.copyOf(layers);
    inits = List.copyOf(inits);
    bnModes = List.copyOf(bnModes);
    inputs = List.copyOf(inputs);
    seeds = List.copyOf(seeds);
    probes = Set.copyOf(probes);
  }

  /** Returns a builder with the defaults. */
  public static DiagnosisBuilder builder() {
    return new DiagnosisBuilder();
  }

  /**
   * Returns the verdict that a word of {@code fail_on} names.
   *
   * @throws InvalidArgumentException if it is neither {@code fail} nor {@code warn}
   */
  public static Status parseFailOn(String word) {
    return switch (word) {
      case "fail" -> Status.FAIL;
      case "warn" -> Status.WARN;
      default -> throw new InvalidArgumentException("'" + word + "': expected one of fail, warn");
    };
  }

  /** Returns the word of {@link #failOn()}, or null without one. */
  public @Nullable String failOnLabel() {
    return failOn == null ? null : failOn.name().toLowerCase(Locale.ROOT);
  }

  /** Returns where the images come from. */
  public List<InputSource> inputSources() {
    return inputs.stream().map(this::source).toList();
  }

  /** Returns the networks, net by net, width by width, initialisation by initialisation. */
  public List<NetworkSpec> networks() {
    if (checkpointNetwork != null) {
      return List.of(checkpointNetwork);
    }
    ImageDescription images =
        size == null ? ImageDescription.CIFAR10 : size.of(ImageDescription.CIFAR10);
    List<NetworkSpec> specs = new ArrayList<>();
    for (String net : nets) {
      for (long width : widths) {
        for (Init init : inits) {
          for (Block block : blocks) {
            specs.add(
                NetworkSpec.builder(net, block)
                    .images(images)
                    .classes(classes)
                    .width(width)
                    .layers(layers)
                    .finalNorm(finalNorm)
                    .init(init)
                    .build());
          }
        }
      }
    }
    return specs;
  }

  /**
   * Returns the grid.
   *
   * @throws InvalidArgumentException if a value is out of range, or something is given twice
   */
  public DiagnosisPlan plan() {
    List<Subject> subjects = new ArrayList<>();
    for (NetworkSpec spec : networks()) {
      for (BnMode mode : bnModes) {
        for (InputSource input : inputSources()) {
          subjects.add(new Subject(spec, mode, input));
        }
      }
    }
    return new DiagnosisPlan(subjects, seeds, probes, batch, eps, lr, checkpoint);
  }

  private InputSource source(String label) {
    return switch (label) {
      case "gaussian" -> InputSource.GAUSSIAN;
      case "cifar10" -> InputSource.cifar10(dataDir);
      default -> InputSource.file(Path.of(label));
    };
  }
}
