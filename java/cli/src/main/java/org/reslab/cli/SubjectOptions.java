// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reslab.BnMode;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.NetworkSpec;
import org.reslab.cli.TextLists.Counts;
import org.reslab.cli.TextLists.Seeds;
import org.reslab.cli.TextLists.Texts;
import org.reslab.experiment.DiagnosisBuilder;
import org.reslab.experiment.DiagnosisSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which architectures to diagnose, and on which images: the grid of {@code diagnose}. */
final class SubjectOptions {
  private static final List<String> NOTEBOOK_BLOCKS =
      List.of("plain-valid", "basic", "preact-noskip");
  private static final long MOST_SEEDS = 1000;

  @Mixin private final BlockOptions definitions = new BlockOptions();

  @Option(
      names = {"--nets", "--net"},
      paramLabel = "NET,…",
      converter = Texts.Converter.class,
      description = "tinynet, resnet-N, wrn-D-K (default: tinynet).")
  private @Nullable Texts nets;

  @Option(
      names = "--depth",
      paramLabel = "N,…",
      converter = Counts.Converter.class,
      description = "Depths of resnet-N, in place of --nets: 8,20,56,110.")
  private @Nullable Counts depths;

  @Option(
      names = {"--blocks", "--block"},
      paramLabel = "BLOCK,…",
      converter = Texts.Converter.class,
      description = "Names, specs, or either with [modifiers] (default: plain,basic,preact).")
  private @Nullable Texts blocks;

  @Option(
      names = {"--width", "--base"},
      paramLabel = "N,…",
      converter = Counts.Converter.class,
      description = "Channels of the first stage (default: the family's).")
  private @Nullable Counts widths;

  @Option(
      names = "--layers",
      paramLabel = "N,N,…",
      converter = Counts.Converter.class,
      description = "Blocks in each stage (default: the family's).")
  private @Nullable Counts layers;

  private @Nullable Boolean finalNorm;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Classes it tells apart (default: 10).")
  private @Nullable Integer classes;

  @Option(
      names = {"--inits", "--init"},
      paramLabel = "INIT,…",
      converter = Texts.Converter.class,
      description = "default, he-fan-in, he-fan-out (default: default).")
  private @Nullable Texts inits;

  @Option(
      names = "--bn-mode",
      paramLabel = "MODE,…",
      converter = Texts.Converter.class,
      description =
          "train normalises with the batch, eval with the running statistics (default: train).")
  private @Nullable Texts bnModes;

  @Option(
      names = {"--inputs", "--input"},
      paramLabel = "INPUT,…",
      converter = Texts.Converter.class,
      description =
          "gaussian, cifar10 (test images), or a safetensors file with x [N, 3, 32, 32] and y [N]"
              + " (default: gaussian,cifar10; gaussian for the notebook's protocol).")
  private @Nullable Texts inputs;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder with CIFAR-10's .bin files (default: the cache, which fills itself).")
  private @Nullable Path dataDir;

  @Option(
      names = {"--seeds", "--seed"},
      paramLabel = "N|LIST",
      description =
          "How many seeds, from 0 on; or a list or range of them: 3,5 or 4..7 (default: 16; 1 for"
              + " the notebook's protocol).")
  private @Nullable String seeds;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "Diagnose these weights in place of fresh ones; it says which network it is.")
  private @Nullable Path checkpoint;

  @Option(
      names = "--final-norm",
      negatable = true,
      description = "Put BN-ReLU before pooling, or not (default: the family's).")
  void finalNorm(boolean given) {
    finalNorm = given;
  }

  /** A network of the notebook's table, and the file it is looked at with. */
  record NotebookSubject(NetworkSpec spec, @Nullable Path input) {}

  /** Lays what was given over what the builder has. */
  void applyTo(DiagnosisBuilder builder) {
    if (nets != null && depths != null) {
      throw new InvalidArgumentException(
          "--depth and --nets contradict each other; --depth 20 is --nets resnet-20");
    }
    if (nets != null || depths != null) {
      builder
          .nets(nets == null ? null : nets.values())
          .depths(depths == null ? null : depths.values());
    }
    if (blocks != null) {
      builder.blocks(blocks.values());
    }
    definitions.define().forEach(builder::define);
    if (widths != null) {
      builder.widths(widths.values());
    }
    if (layers != null) {
      builder.layers(layers.values());
    }
    if (finalNorm != null) {
      builder.finalNorm(finalNorm);
    }
    if (classes != null) {
      builder.classes(classes);
    }
    if (inits != null) {
      builder.inits(inits.values().stream().map(Init::parse).toList());
    }
    if (bnModes != null) {
      builder.bnModes(bnModes.values().stream().map(BnMode::parse).toList());
    }
    if (inputs != null) {
      builder.inputs(inputs.values());
    }
    if (dataDir != null) {
      builder.dataDir(dataDir);
    }
    if (seeds != null) {
      builder.seeds(parse(seeds));
    }
    if (checkpoint != null) {
      builder.checkpoint(checkpoint);
    }
  }

  @Nullable Path checkpoint() {
    return checkpoint;
  }

  List<NotebookSubject> notebookSubjects() {
    if (bnModes != null) {
      throw new InvalidArgumentException(
          "--bn-mode has no meaning with --protocol notebook, whose modes are fixed; leave it out");
    }
    if (inputs != null && inputs.values().size() > 1) {
      throw new InvalidArgumentException(
          "--input has %d entries, expected one with --protocol notebook"
              .formatted(inputs.values().size()));
    }
    @Nullable String source = inputs == null ? null : inputs.values().getFirst();
    if ("cifar10".equals(source)) {
      throw new InvalidArgumentException(
          "--input is cifar10, expected gaussian or a file with x, y and noise: the notebook looks"
              + " at random images");
    }
    @Nullable Path file = source == null || source.equals("gaussian") ? null : Path.of(source);
    DiagnosisBuilder builder = DiagnosisSettings.builder().defaultBlocks(NOTEBOOK_BLOCKS);
    applyTo(builder);
    List<NotebookSubject> subjects = new ArrayList<>();
    for (NetworkSpec spec : builder.build().networks()) {
      for (long seed : seeds == null ? List.of(0L) : parse(seeds)) {
        subjects.add(new NotebookSubject(spec.toBuilder().seed(seed).build(), file));
      }
    }
    return subjects;
  }

  /** A single number counts seeds; a list or a range names them. */
  private static List<Long> parse(String text) {
    if (text.contains(",") || text.contains("..")) {
      try {
        return new Seeds.Converter().convert(text).values();
      } catch (TypeConversionException e) {
        throw new InvalidArgumentException("--seeds is '" + text + "': " + e.getMessage());
      }
    }
    long number;
    try {
      number = Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      number = 0;
    }
    if (number < 1 || number > MOST_SEEDS) {
      throw new InvalidArgumentException(
          "--seeds is '%s', expected how many (1 to %d), or a list or range of seeds like 3,5 or 4..7"
              .formatted(text, MOST_SEEDS));
    }
    return count(number);
  }

  private static List<Long> count(long number) {
    return LongStream.range(0, number).boxed().toList();
  }
}
