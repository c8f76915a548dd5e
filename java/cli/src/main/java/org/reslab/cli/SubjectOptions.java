// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reslab.BnMode;
import org.reslab.Checkpoint;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.NetworkSpec;
import org.reslab.cli.TextLists.Counts;
import org.reslab.cli.TextLists.Seeds;
import org.reslab.cli.TextLists.Texts;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.diagnosis.InputSource;
import org.reslab.diagnosis.Subject;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which architectures to diagnose, and on which images: the grid of {@code diagnose}. */
final class SubjectOptions {
  private static final List<String> BLOCKS = List.of("plain", "basic", "preact");
  private static final List<String> NOTEBOOK_BLOCKS =
      List.of("plain-valid", "basic", "preact-noskip");
  private static final int CLASSES = 10;
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

  @Nullable Path checkpoint() {
    return checkpoint;
  }

  List<Long> seeds() {
    return seeds == null ? count(DiagnosisPlan.DEFAULT_SEEDS) : parse(seeds);
  }

  List<InputSource> inputs() {
    List<String> names = inputs == null ? List.of("gaussian", "cifar10") : inputs.values();
    return names.stream().map(this::input).toList();
  }

  List<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    for (NetworkSpec spec : specs(BLOCKS)) {
      for (String mode : bnModes == null ? List.of(BnMode.TRAIN.label()) : bnModes.values()) {
        for (InputSource input : inputs()) {
          subjects.add(new Subject(spec, BnMode.parse(mode), input));
        }
      }
    }
    return subjects;
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
    List<NotebookSubject> subjects = new ArrayList<>();
    for (NetworkSpec spec : specs(NOTEBOOK_BLOCKS)) {
      for (long seed : seeds == null ? List.of(0L) : parse(seeds)) {
        subjects.add(new NotebookSubject(spec.withSeed(seed), file));
      }
    }
    return subjects;
  }

  private List<NetworkSpec> specs(List<String> defaultBlocks) {
    if (checkpoint != null) {
      @Nullable NetworkSpec found = Checkpoint.networkSpec(checkpoint);
      if (found != null) {
        if (nets != null
            || depths != null
            || blocks != null
            || widths != null
            || layers != null
            || finalNorm != null
            || classes != null
            || inits != null) {
          throw new InvalidArgumentException(
              checkpoint
                  + " says which network it holds; leave out --nets, --depth, --blocks, --width,"
                  + " --layers, --final-norm, --classes and --inits");
        }
        return List.of(found);
      }
    }
    List<NetworkSpec> specs = new ArrayList<>();
    for (String net : nets()) {
      for (long width : widths == null ? List.of(0L) : widths.values()) {
        for (String init : inits == null ? List.of(Init.DEFAULT.label()) : inits.values()) {
          for (String block : blocks == null ? defaultBlocks : blocks.values()) {
            specs.add(
                NetworkSpec.of(net, definitions.resolve(block))
                    .withClasses(classes == null ? CLASSES : classes)
                    .withBase(width)
                    .withLayers(layers == null ? List.of() : layers.values())
                    .withFinalNorm(finalNorm)
                    .withInit(Init.parse(init)));
          }
        }
      }
    }
    return specs;
  }

  private List<String> nets() {
    if (depths == null) {
      return nets == null ? List.of("tinynet") : nets.values();
    }
    if (nets != null) {
      throw new InvalidArgumentException(
          "--depth and --nets contradict each other; --depth 20 is --nets resnet-20");
    }
    return depths.values().stream().map(depth -> "resnet-" + depth).toList();
  }

  private InputSource input(String name) {
    return switch (name) {
      case "gaussian" -> InputSource.GAUSSIAN;
      case "cifar10" -> InputSource.cifar10(dataDir);
      default -> InputSource.file(Path.of(name));
    };
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
