// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.reslab.InvalidArgumentException.require;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.Device;
import org.reslab.ImageDescription;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.Precision;
import org.reslab.Schedule;
import org.reslab.TrainingConfig;
import org.reslab.data.DataRequest;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.data.DatasetStore;
import org.reslab.data.ImageSize;
import org.reslab.data.SplitShares;

/**
 * A grid of networks, blocks and seeds, each trained in the same way.
 *
 * <p>Immutable. Built with {@link #builder()} or read with {@link ExperimentFile#read}; {@link
 * ExperimentFile#write} writes what {@code read} turns into an equal experiment.
 *
 * @param name what it is called, or null
 * @param description what it is to find out, or null
 * @param protocol how milestones at epoch 0 are treated and which blocks are the default
 * @param nets network names, for example {@code tinynet}, {@code resnet-20}, {@code wrn-16-4}
 * @param blocks the blocks to compare; user-defined ones appear in {@code define}
 * @param define the user's named blocks: name to spec
 * @param seeds one cell of every network and block per seed, none negative
 * @param training how each cell is trained, with seed 0 and the schedule as asked for; {@link
 *     #trainingConfig} is what a cell uses
 * @param diagnoseEvery measures the economy metrics of {@code diagnose} before training and after
 *     every so many epochs; null never
 * @param checkpointEvery takes a checkpoint after every so many steps, too, not only after each
 *     epoch; null only then
 * @param keepEpochs keeps the weights of the last so many epochs besides the last and the best
 * @param maxSteps ends each cell after this many steps, or null to train all epochs
 * @param testBatch images per batch of an evaluation
 * @param data where the images come from
 * @param dataDir absolute folder of its files, or null for the cache
 * @param size that the pictures of a folder are brought to, or null for their own
 * @param split shares of a folder that is not split yet
 * @param skipUnreadable whether pictures that cannot be read are left out, rather than an error
 * @param subset the first so many training images, or null for all
 * @param validation share of the training images that are kept apart to choose by, 0 for none; a
 *     data set with a validation split of its own uses that
 * @param bestOn the images on which the best epoch is chosen
 * @param patience ends a cell after so many epochs without a better one on the validation images,
 *     or null to train all epochs
 * @param testSubset the first so many test images, or null for all
 * @param device where to train
 * @param threads CPU threads of one operation, or null for LibTorch's default
 * @param width channels of the first stage, 0 for the network's default
 * @param layers blocks per stage, empty for the network's default
 * @param finalNorm BN-ReLU before pooling, or null for the network's default
 * @param init of the weights
 * @param weights absolute path of the safetensors file that cells start from, or null for weights
 *     drawn by {@code init}
 * @param newHead whether the classifier is drawn by {@code init} all the same
 * @param kernels of training and evaluation on a CPU
 * @param precision of training and evaluation
 */
public record Experiment(
    @Nullable String name,
    @Nullable String description,
    Protocol protocol,
    List<String> nets,
    List<Block> blocks,
    Map<String, String> define,
    List<Long> seeds,
    TrainingConfig training,
    @Nullable Long diagnoseEvery,
    @Nullable Long checkpointEvery,
    long keepEpochs,
    @Nullable Long maxSteps,
    long testBatch,
    DataSource data,
    @Nullable Path dataDir,
    @Nullable ImageSize size,
    SplitShares split,
    boolean skipUnreadable,
    @Nullable Long subset,
    double validation,
    BestOn bestOn,
    @Nullable Long patience,
    @Nullable Long testSubset,
    Device device,
    @Nullable Integer threads,
    long width,
    List<Long> layers,
    @Nullable Boolean finalNorm,
    Init init,
    @Nullable Path weights,
    boolean newHead,
    Kernels kernels,
    Precision precision)
    implements GridSettings {
  /** Training images per network of {@link #quick()}. */
  public static final long QUICK_TRAIN_IMAGES = 5120;

  /** Test images per network of {@link #quick()}. */
  public static final long QUICK_TEST_IMAGES = 1000;

  /** Seed of synthetic training images: they are the same for each cell of any experiment. */
  public static final long SYNTHETIC_TRAIN_SEED = 1;

  /** Seed of synthetic test images, likewise. */
  public static final long SYNTHETIC_TEST_SEED = 2;

  /** Share of the training images that a validation split takes unless another one is set. */
  public static final double VALIDATION = 0.1;

  /** Of the split of a folder: apart from the seeds of cells, so that all of them share it. */
  private static final long SPLIT_SEED = 0;

  /**
   * Copies the collections and checks what can be checked without building a network.
   *
   * @throws InvalidArgumentException if a value is out of range or the grid names a cell twice
   */
  public Experiment {
    nets = List.copyOf(nets);
    blocks = List.copyOf(blocks);
    define = Collections.unmodifiableMap(new LinkedHashMap<>(define));
    seeds = List.copyOf(seeds);
    layers = List.copyOf(layers);
    requireEntries("nets", nets);
    requireEntries("blocks", blocks.stream().map(Block::name).toList());
    requireEntries("seeds", seeds);
    for (long seed : seeds) {
      requireAtLeast("seeds", seed, 0);
    }
    requireAtLeast("diagnose_every", diagnoseEvery, 1);
    requireAtLeast("checkpoint_every", checkpointEvery, 1);
    requireAtLeast("keep_epochs", keepEpochs, 0);
    requireAtLeast("max_steps", maxSteps, 1);
    requireAtLeast("test_batch", testBatch, 1);
    require(
        testBatch <= Integer.MAX_VALUE, "test_batch", testBatch, "at most " + Integer.MAX_VALUE);
    requireAtLeast("subset", subset, 1);
    require(
        validation >= 0 && validation < 1, "val", validation, "a share of 0 or more and below 1");
    requireAtLeast("patience", patience, 1);
    if (patience != null && validation == 0) {
      throw InvalidArgumentException.of(
          "patience",
          "found %s, but there are no validation images to look at; set val, or leave it out"
              .formatted(patience));
    }
    requireAtLeast("test_subset", testSubset, 1);
    requireAtLeast("threads", threads == null ? null : Long.valueOf(threads), 1);
    if (newHead && weights == null) {
      throw InvalidArgumentException.of(
          "new_head",
          "has no meaning without weights, since all of a fresh network is new; set"
              + " weights, or leave it out");
    }
    // A network's description checks the rest; a mistake should surface here, not at the first
    // cell.
    for (String net : nets) {
      var _ =
          NetworkSpec.builder(net, blocks.getFirst())
              .width(width)
              .layers(layers)
              .finalNorm(finalNorm)
              .init(init)
              .build();
    }
  }

  /** Returns a builder with the defaults: the notebook's settings, 5 epochs, seed 0, CIFAR-10. */
  public static ExperimentBuilder builder() {
    return new ExperimentBuilder();
  }

  /**
   * Returns the smallest comparison worth looking at: one epoch on a subset, a few minutes on two
   * cores.
   */
  public static Experiment quick() {
    return builder().quick().build();
  }

  /** Returns the cells, network by network, block by block, seed by seed. */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String net : nets) {
      for (Block block : blocks) {
        for (long seed : seeds) {
          cells.add(new Cell(net, block, seed));
        }
      }
    }
    return cells;
  }

  /**
   * Returns the network of a cell.
   *
   * @param images that the data set has
   * @param classes of the data set
   */
  public NetworkSpec networkSpec(Cell cell, ImageDescription images, int classes) {
    return NetworkSpec.builder(cell.net(), cell.block())
        .images(images)
        .classes(classes)
        .width(width)
        .layers(layers)
        .finalNorm(finalNorm)
        .init(init)
        .seed(cell.seed())
        .build();
  }

  /**
   * Gives a new network the weights that its training starts from.
   *
   * @return what was converted or left out, as a sentence for the user
   * @throws org.reslab.NativeIoException if the file cannot be read
   * @throws InvalidArgumentException if it holds another network
   */
  Optional<String> loadWeights(Network network) {
    if (weights == null) {
      return Optional.empty();
    }
    Optional<String> notice = newHead ? network.loadWithoutHead(weights) : network.load(weights);
    return notice.map(text -> "%s: %s".formatted(weights.getFileName(), text));
  }

  /**
   * Returns the images that networks are checked with before the data set is opened: those that it
   * is known for, or of the size that is set.
   */
  public ImageDescription assumedImages() {
    ImageDescription images =
        data instanceof DataSource.Known(DatasetKind kind)
            ? kind.description().withClassNames(List.of())
            : ImageDescription.CIFAR10;
    return size == null ? images : size.of(images);
  }

  /** Returns the classes that the data set is known for, or 10 where only its files know. */
  public int assumedClasses() {
    return data instanceof DataSource.Known(DatasetKind kind)
        ? kind.classes()
        : DatasetKind.DEFAULT.classes();
  }

  /** Returns how the data set is to be opened. */
  public DataRequest dataRequest() {
    return DataRequest.in(DatasetStore.defaultDirectory())
        .withSize(size)
        .withSplit(split, SPLIT_SEED)
        .withValidation(validates())
        .withSkipUnreadable(skipUnreadable)
        .withDataDir(dataDir);
  }

  /** Returns whether some images are kept apart to choose by. */
  public boolean validates() {
    return validation > 0;
  }

  /** Returns how a cell of this seed is trained. */
  public TrainingConfig trainingConfig(long seed) {
    return training.toBuilder().schedule(effectiveSchedule()).seed(seed).build();
  }

  /**
   * Returns the schedule that training uses: the one asked for, without milestones at epoch 0
   * unless the protocol is the notebook's. PyTorch applies a milestone at 0 when the schedule is
   * built, so the first epoch would already run at the lowered rate.
   */
  public Schedule effectiveSchedule() {
    return protocol == Protocol.DEFAULT && training.schedule() instanceof Schedule.MultiStep steps
        ? new Schedule.MultiStep(
            steps.milestones().stream().filter(milestone -> milestone != 0).toList(), steps.gamma())
        : training.schedule();
  }

  /** Returns what a user should know before the first step; empty where all is as it seems. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    long epochs = training.epochs();
    if (training.schedule() instanceof Schedule.MultiStep steps) {
      List<Long> milestones = steps.milestones();
      if (protocol == Protocol.DEFAULT && milestones.contains(0L)) {
        warnings.add(
            "the milestone at epoch 0 is dropped: it would lower the learning rate before the first"
                + " step (milestones "
                + milestones
                + ", epochs "
                + epochs
                + ");"
                + " --protocol notebook keeps it");
      }
      List<Long> late = milestones.stream().filter(milestone -> milestone >= epochs).toList();
      if (!late.isEmpty()) {
        warnings.add(
            "milestones "
                + late
                + " lie at or after the end of training (epochs "
                + epochs
                + ") and have no effect");
      }
    }
    return List.copyOf(warnings);
  }

  /**
   * Returns why the values measured cannot be compared with the notebook's, which come from one
   * epoch of its training on all of CIFAR-10; empty where they can.
   */
  public List<String> notebookDifferences() {
    Experiment reference =
        builder().protocol(Protocol.NOTEBOOK).training(t -> t.epochs(1)).build(blocks);
    Map<String, Object> expected = reference.toMap();
    Set<String> irrelevant =
        Set.of(
            "name",
            "description",
            "nets",
            "blocks",
            "define",
            "seeds",
            "data_dir",
            "device",
            "deterministic",
            "step_mode",
            "data_placement",
            "threads",
            "test_batch",
            "checkpoint_every",
            "keep_epochs");
    List<String> differences = new ArrayList<>();
    if (!nets.equals(reference.nets)) {
      differences.add("nets " + nets + " instead of " + reference.nets);
    }
    toMap()
        .forEach((key, value) -> {
          if (!irrelevant.contains(key) && !value.equals(expected.get(key))) {
            Object wanted = expected.get(key);
            differences.add(key + " " + value + (wanted == null ? "" : " instead of " + wanted));
          }
        });
    return List.copyOf(differences);
  }

  /** Returns the keys and values of an experiment file; keys without a value are left out. */
  @JsonValue
  public Map<String, Object> toMap() {
    return ExperimentFile.toMap(this);
  }

  private static void requireEntries(String key, List<?> values) {
    if (values.isEmpty()) {
      throw InvalidArgumentException.of(key, "found none, expected at least one");
    }
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        throw InvalidArgumentException.of(
            key, "found '" + value + "' twice, expected each at most once");
      }
    }
  }

  private static void requireAtLeast(String key, @Nullable Long value, long least) {
    require(value == null || value >= least, key, value, "a whole number of at least " + least);
  }
}
