// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.Augmentation;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.DataPlacement;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.MemoryFormat;
import org.reslab.Precision;
import org.reslab.Probe;
import org.reslab.Schedule;
import org.reslab.StepMode;
import org.reslab.data.DataSource;
import org.reslab.data.DatasetKind;
import org.reslab.data.ImageSize;
import org.reslab.data.SplitShares;
import org.reslab.experiment.Setting.Group;
import org.reslab.yaml.FileValue;

/** The table of every setting of experiments, in the order in which files are written. */
public final class Settings {
  private static final ValueType COUNTS = ValueType.listOf(ValueType.integer(1));
  private static final ValueType TEXTS = ValueType.listOf(ValueType.TEXT);
  private static final ValueType INIT = ValueType.oneOf(Init.values(), Init::label);
  private static final String FAMILY = "the family's";

  /** The settings; a key occurs once for training and once for diagnose. */
  static final List<Setting> ALL =
      Stream.of(experiment(), network(), training(), optimizer(), data(), measurement(), device())
          .flatMap(List::stream)
          .toList();

  private Settings() {}

  /** Returns the settings of a command. */
  public static List<Setting> of(ExperimentCommand command) {
    return ALL.stream().filter(setting -> setting.belongsTo(command)).toList();
  }

  /**
   * Returns a setting of a command.
   *
   * @throws InvalidArgumentException if it has none of that key
   */
  public static Setting of(ExperimentCommand command, String key) {
    @Nullable Setting found = find(command, key);
    if (found == null) {
      throw new InvalidArgumentException(
          "unknown setting '%s' of %s".formatted(key, command.label()));
    }
    return found;
  }

  /** Returns the setting that a word of a command's file names, or null. */
  static @Nullable Setting find(ExperimentCommand command, String word) {
    for (Setting setting : ALL) {
      if (setting.belongsTo(command) && setting.answersTo(word)) {
        return setting;
      }
    }
    return null;
  }

  private static List<Setting> experiment() {
    return List.of(
        new Setting("name", ValueType.PROSE, Group.EXPERIMENT, "Name of the experiment")
            .note("Without --out, 'experiment run' names the folder for it.")
            .fileOnly()
            .example("my-experiment")
            .everywhere((b, v) -> b.name(v.string()), GridSettings::name),
        new Setting(
                "description", ValueType.PROSE, Group.EXPERIMENT, "What the experiment is to show")
            .fileOnly()
            .example("What happens to ... when ...?")
            .everywhere((b, v) -> b.description(v.string()), GridSettings::description),
        new Setting(
                "protocol",
                ValueType.oneOf(Protocol.values(), Protocol::label),
                Group.TRAINING,
                "How training treats what the reference notebook got wrong")
            .note("'notebook' trains as the notebook ran, faults included.")
            .trains((b, v) -> b.protocol(v.label(Protocol::parse)), e -> e.protocol().label()));
  }

  private static List<Setting> network() {
    return List.of(
        new Setting(
                "nets", TEXTS, Group.NETWORK, "Network: a name ('reslab nets list'), or clauses")
            .alias("net")
            .gridSide()
            .replaces("depth")
            .everywhere((b, v) -> b.nets(v.strings()), s -> orNull(s.nets())),
        new Setting(
                "depth", COUNTS, Group.NETWORK, "Depth of resnet-N, instead of a network's name")
            .gridSide()
            .replaces("nets")
            .example("[8, 20, 56]")
            .diagnoses((b, v) -> b.depths(v.integers()), s -> null),
        new Setting(
                "blocks",
                TEXTS,
                Group.NETWORK,
                "Block: a name, a spec, or either with [modifiers]; one a stage with | between")
            .alias("block")
            .gridSide()
            .everywhere(
                (b, v) -> b.blocks(v.strings()),
                s -> orNull(s.blocks().stream().map(Block::name).toList())),
        new Setting(
                "define",
                ValueType.SPECS,
                Group.NETWORK,
                "Blocks of your own, each a name and a spec")
            .note("They are then used like named ones. The option can be repeated.")
            .example("{mine: \"branch: conv3/s bn silu conv3 bn; project: conv1/s bn\"}")
            .everywhere((b, v) -> v.entries().forEach(b::define), s -> orNull(s.define())),
        new Setting(
                "seeds", ValueType.SEEDS, Group.NETWORK, "Seed of weights, batch order and probes")
            .note("A number is that one seed; four seeds are 0..3 or 0,1,2,3.")
            .alias("seed")
            .gridSide()
            .everywhere((b, v) -> b.seeds(v.seeds()), GridSettings::seeds),
        new Setting("width", ValueType.integer(0), Group.NETWORK, "Channels of the first stage")
            .alias("base")
            .unset(FAMILY)
            .example("16")
            .trains((b, v) -> b.width(v.integer()), e -> e.width() == 0 ? null : e.width()),
        new Setting(
                "width",
                ValueType.listOf(ValueType.integer(0)),
                Group.NETWORK,
                "Channels of the first stage")
            .alias("base")
            .gridSide()
            .unset(FAMILY)
            .example("[16, 32]")
            .diagnoses(
                (b, v) -> b.widths(v.integers()),
                s -> s.widths().equals(List.of(0L)) ? null : s.widths()),
        new Setting("layers", COUNTS, Group.NETWORK, "Blocks in each stage")
            .unset(FAMILY)
            .example("[2, 2, 2]")
            .everywhere((b, v) -> b.layers(v.integers()), s -> orNull(s.layers())),
        new Setting("final_norm", ValueType.BOOL, Group.NETWORK, "BN-ReLU before pooling")
            .unset(FAMILY)
            .note("tinynet has none, as in the notebook.")
            .example("true")
            .everywhere((b, v) -> b.finalNorm(v.bool()), GridSettings::finalNorm),
        new Setting("classes", ValueType.integer(2), Group.NETWORK, "Classes of the network")
            .diagnoses(
                (b, v) -> b.classes(v.int32()),
                s -> s.checkpointNetwork() == null ? s.classes() : null),
        new Setting("init", INIT, Group.NETWORK, "How weights are drawn")
            .trains((b, v) -> b.init(v.label(Init::parse)), e -> e.init().label()),
        new Setting(
                "weights",
                ValueType.FILE,
                Group.NETWORK,
                "Start from the weights of a safetensors file")
            .note(
                "Names may be ResLab's, torchvision's or timm's; other element types are"
                    + " converted.")
            .unset("freshly drawn ones")
            .example("resnet18.safetensors")
            .trains((b, v) -> b.weights(v.path()), e -> text(e.weights())),
        new Setting(
                "new_head",
                ValueType.BOOL,
                Group.NETWORK,
                "Do not take the classifier from the weights, which may be for other classes")
            .unset("false")
            .example("true")
            .trains((b, v) -> b.newHead(v.bool()), e -> e.newHead() ? (Object) true : null),
        new Setting("inits", ValueType.listOf(INIT), Group.NETWORK, "How weights are drawn")
            .alias("init")
            .gridSide()
            .diagnoses(
                (b, v) -> b.inits(v.labels(Init::parse)),
                s ->
                    s.checkpointNetwork() == null
                        ? s.inits().stream().map(Init::label).toList()
                        : null));
  }

  private static List<Setting> training() {
    return List.of(
        new Setting("epochs", ValueType.integer(1), Group.TRAINING, "Number of epochs")
            .replaces("milestones")
            .configures((t, v) -> t.epochs(v.integer()), t -> t.epochs()),
        new Setting(
                "diagnose_every",
                ValueType.integer(1),
                Group.TRAINING,
                "Measure the economy metrics of diagnose before training and every N epochs")
            .unset("never")
            .note("They are measured on 64 test images and written to metrics.jsonl.")
            .example("1")
            .trains((b, v) -> b.diagnoseEvery(v.integer()), Experiment::diagnoseEvery),
        new Setting(
                "checkpoint_every",
                ValueType.integer(1),
                Group.TRAINING,
                "Also write a checkpoint every N steps")
            .unset("after each epoch only")
            .example("500")
            .trains((b, v) -> b.checkpointEvery(v.integer()), Experiment::checkpointEvery),
        new Setting(
                "keep_epochs",
                ValueType.integer(0),
                Group.TRAINING,
                "Keep the weights of the last N epochs besides the last and the best")
            .unset("0")
            .example("2")
            .trains(
                (b, v) -> b.keepEpochs(v.integer()),
                e -> e.keepEpochs() == 0 ? null : (Object) e.keepEpochs()),
        new Setting("max_steps", ValueType.integer(1), Group.TRAINING, "Stop after N steps")
            .unset("no limit")
            .note("The schedule stays as it is.")
            .example("100")
            .trains((b, v) -> b.maxSteps(v.integer()), Experiment::maxSteps),
        new Setting("batch", ValueType.integer(1), Group.TRAINING, "Images per step")
            .configures((t, v) -> t.batch(v.integer()), t -> t.batch()),
        new Setting(
                "test_batch",
                ValueType.integer(1),
                Group.TRAINING,
                "Images per batch of an evaluation")
            .trains((b, v) -> b.testBatch(v.integer()), Experiment::testBatch));
  }

  private static List<Setting> optimizer() {
    return List.of(
        new Setting("lr", ValueType.number(0), Group.OPTIMIZER, "Learning rate")
            .configures((t, v) -> t.lr(v.number()), t -> t.lr()),
        new Setting("momentum", ValueType.numberIn(0, 1), Group.OPTIMIZER, "Momentum of SGD")
            .configures((t, v) -> t.momentum(v.number()), t -> t.momentum()),
        new Setting(
                "weight_decay",
                ValueType.number(0),
                Group.OPTIMIZER,
                "Weight decay of every parameter")
            .configures((t, v) -> t.weightDecay(v.number()), t -> t.weightDecay()),
        new Setting("nesterov", ValueType.BOOL, Group.OPTIMIZER, "Nesterov momentum")
            .configures((t, v) -> t.nesterov(v.bool()), t -> t.nesterov()),
        new Setting(
                "freeze",
                ValueType.TEXT,
                Group.OPTIMIZER,
                "Parts of the network that do not learn, separated by spaces")
            .note(
                "A part is a layer of 'summary' or what its name begins with: stem, stage2,"
                    + " stage2.0, head. Its batch statistics stay, too.")
            .placeholder("PARTS")
            .unset("none")
            .example("stem stage1")
            .trains(
                (b, v) -> b.training(t -> t.freeze(v.string())),
                e -> orNull(e.training().freeze())),
        new Setting(
                "lr_scale",
                ValueType.TEXT,
                Group.OPTIMIZER,
                "Factors on the learning rate of parts, separated by spaces")
            .placeholder("PART=FACTOR")
            .unset("none")
            .example("stem=0.1 head=10")
            .trains(
                (b, v) -> b.training(t -> t.lrScale(v.string())),
                e -> orNull(e.training().lrScale())),
        new Setting(
                "schedule",
                ValueType.oneOf(ScheduleNames.ALL),
                Group.OPTIMIZER,
                "How the learning rate changes over the epochs")
            .replaces("milestones", "gamma")
            .trains(
                (b, v) -> b.schedule(v.label(ScheduleNames::require)),
                e -> ScheduleNames.of(e.training().schedule())),
        new Setting(
                "milestones",
                ValueType.listOf(ValueType.integer(0)),
                Group.OPTIMIZER,
                "Epochs at which multistep lowers the learning rate")
            .unset("60 % and 85 % of the epochs")
            .example("[3, 4]")
            .trains(
                (b, v) -> b.milestones(v.integers()),
                e -> e.effectiveSchedule() instanceof Schedule.MultiStep s ? s.milestones() : null),
        new Setting(
                "gamma",
                ValueType.numberAbove(0),
                Group.OPTIMIZER,
                "Factor on the learning rate at a milestone of multistep")
            .unset(ValueType.text(Schedule.asNotebookRan(1).gamma()))
            .example("0.2")
            .trains(
                (b, v) -> b.gamma(v.number()),
                e ->
                    e.training().schedule() instanceof Schedule.MultiStep s
                        ? (Object) s.gamma()
                        : null),
        new Setting(
                "warmup_epochs",
                ValueType.number(0),
                Group.OPTIMIZER,
                "Epochs over which the learning rate rises")
            .configures((t, v) -> t.warmupEpochs(v.number()), t -> t.warmupEpochs()),
        new Setting(
                "label_smoothing",
                ValueType.numberIn(0, 1),
                Group.OPTIMIZER,
                "Label smoothing of the cross-entropy, in [0, 1)")
            .configures((t, v) -> t.labelSmoothing(v.number()), t -> t.labelSmoothing()));
  }

  private static List<Setting> data() {
    return List.of(
        new Setting("shuffle", ValueType.BOOL, Group.DATA, "A new order of the images each epoch")
            .replaces("memory_format")
            .configures((t, v) -> t.shuffle(v.bool()), t -> t.shuffle()),
        new Setting(
                "augment",
                ValueType.TEXT_OR_FLAG,
                Group.DATA,
                "Random variation of the training images: none, or some of crop(P),"
                    + " resized-crop(S), flip, trivial, erase(P)")
            .note("--no-augment is none; in files true and false stand for crop(4) flip and none.")
            .defaultText(Augmentation.STANDARD.text())
            .replaces("memory_format")
            .configures((t, v) -> t.augmentation(augmentation(v)), t -> text(t.augmentation())),
        new Setting(
                "data",
                ValueType.oneOfOr(
                    Arrays.stream(DatasetKind.values()).map(DatasetKind::label).toList(),
                    "(folder|idx|pickle):.+"),
                Group.DATA,
                "Data set, or folder:DIR with a folder of pictures for each class, idx:DIR with"
                    + " files as MNIST has them, pickle:DIR with CIFAR's Python batches")
            .placeholder("DATA")
            .trains((b, v) -> b.data(v.label(DataSource::parse)), e -> e.data().label()),
        new Setting("size", ValueType.TEXT, Group.DATA, "Side of the images in pixels, or HxW")
            .note(
                "Pictures of a folder are brought to it: scaled, antialiased, until they cover it,"
                    + " and the middle is cut out; the same in training, evaluation and predict.")
            .unset("that of the data set")
            .placeholder("N")
            .example("64")
            .everywhere(
                (b, v) -> b.size(v.label(ImageSize::parse)),
                s -> s.size() == null ? null : s.size().label()),
        new Setting(
                "split",
                ValueType.TEXT,
                Group.DATA,
                "Shares of training, validation and test images of a folder without train/")
            .placeholder("A/B/C")
            .trains((b, v) -> b.split(v.label(SplitShares::parse)), e -> e.split().label()),
        new Setting(
                "skip_unreadable",
                ValueType.BOOL,
                Group.DATA,
                "Leave out pictures of a folder that cannot be read")
            .trains((b, v) -> b.skipUnreadable(v.bool()), Experiment::skipUnreadable),
        new Setting(
                "val",
                ValueType.numberIn(0, 1),
                Group.DATA,
                "Share of the training images kept apart as validation images, on which the best"
                    + " epoch is chosen")
            .note(
                "The same images of each class for all blocks and seeds; data with validation"
                    + " images of their own use those. 0 trains on all images and keeps no best"
                    + " epoch.")
            .trains((b, v) -> b.validation(v.number()), Experiment::validation),
        new Setting(
                "patience",
                ValueType.integer(1),
                Group.TRAINING,
                "End a cell after N epochs without a better accuracy on the validation images")
            .unset("never")
            .example("10")
            .trains((b, v) -> b.patience(v.integer()), Experiment::patience),
        new Setting(
                "inputs",
                TEXTS,
                Group.DATA,
                "Images: gaussian, cifar10 (its test images), or a safetensors file with x"
                    + " [N, 3, 32, 32] and y [N]")
            .alias("input")
            .gridSide()
            .diagnoses((b, v) -> b.inputs(v.strings()), DiagnosisSettings::inputs),
        new Setting(
                "data_dir",
                ValueType.FOLDER,
                Group.DATA,
                "Folder with the data set's .bin files, or the one above it")
            .unset("the cache, which fills itself")
            .example("data/cifar-10-batches-bin")
            .everywhere((b, v) -> b.dataDir(v.path()), s -> text(s.dataDir())),
        new Setting("subset", ValueType.integer(1), Group.DATA, "Train on the first N images")
            .unset("all")
            .example("5120")
            .trains((b, v) -> b.subset(v.integer()), Experiment::subset),
        new Setting(
                "test_subset",
                ValueType.integer(1),
                Group.DATA,
                "Evaluate on the first N test images")
            .unset("all")
            .example("1000")
            .trains((b, v) -> b.testSubset(v.integer()), Experiment::testSubset));
  }

  /** Files of older runs say whether there was the one augmentation that there was. */
  private static Augmentation augmentation(FileValue value) {
    return switch (value.textOrFlag()) {
      case "true" -> Augmentation.STANDARD;
      case "false" -> Augmentation.NONE;
      case String text -> new Augmentation(text); // checked when the experiment is built
    };
  }

  /** As older files have it where they can, so that runs of all versions compare. */
  private static Object text(Augmentation augmentation) {
    if (augmentation.equals(Augmentation.STANDARD)) {
      return true;
    }
    return augmentation.equals(Augmentation.NONE) ? false : augmentation.text();
  }

  private static List<Setting> measurement() {
    return List.of(
        new Setting(
                "bn_mode",
                ValueType.listOf(ValueType.oneOf(BnMode.values(), BnMode::label)),
                Group.MEASUREMENT,
                "Statistics that batch normalisation uses")
            .note("'train' are those of the batch, 'eval' the running ones.")
            .gridSide()
            .diagnoses(
                (b, v) -> b.bnModes(v.labels(BnMode::parse)),
                s -> s.bnModes().stream().map(BnMode::label).toList()),
        new Setting(
                "checkpoint",
                ValueType.FILE,
                Group.MEASUREMENT,
                "Weights to diagnose instead of fresh ones")
            .note("The checkpoint says which network it is.")
            .example("w.safetensors")
            .diagnoses((b, v) -> b.checkpoint(v.path()), s -> text(s.checkpoint())),
        new Setting(
                "metrics",
                ValueType.listOf(
                    ValueType.oneOf(
                        Stream.concat(
                                Stream.of("economy", "standard", "full"),
                                Stream.of(Probe.values()).map(Probe::label))
                            .toList())),
                Group.MEASUREMENT,
                "Sets of probes, or single probes")
            .placeholder("SET")
            .defaultText("standard")
            .diagnoses(
                (b, v) -> b.probes(v.labels(Probe::parse)),
                s -> new TreeSet<>(s.probes()).stream().map(Probe::label).toList()),
        new Setting("batch", ValueType.integer(1), Group.MEASUREMENT, "Images per cell")
            .diagnoses((b, v) -> b.batch(v.int32()), DiagnosisSettings::batch),
        new Setting(
                "eps",
                ValueType.numberAbove(0),
                Group.MEASUREMENT,
                "Relative size of perturbations")
            .diagnoses((b, v) -> b.eps(v.number()), DiagnosisSettings::eps),
        new Setting(
                "lr",
                ValueType.number(0),
                Group.MEASUREMENT,
                "Learning rate of the coordinate check")
            .diagnoses((b, v) -> b.lr(v.number()), DiagnosisSettings::lr),
        new Setting(
                "profile",
                ValueType.FILE,
                Group.MEASUREMENT,
                "Bounds to judge by: theory, notebook, or a YAML file")
            .placeholder("NAME|FILE")
            .diagnoses((b, v) -> b.profile(v.string()), DiagnosisSettings::profile),
        new Setting(
                "fail_on",
                ValueType.oneOf(List.of("fail", "warn")),
                Group.MEASUREMENT,
                "Exit with 1 if a verdict is this bad or worse")
            .placeholder("STATUS")
            .unset("never")
            .example("fail")
            .diagnoses(
                (b, v) -> b.failOn(v.label(DiagnosisSettings::parseFailOn)),
                DiagnosisSettings::failOnLabel),
        new Setting(
                "jobs",
                ValueType.integer(1),
                Group.MEASUREMENT,
                "Cells to measure at the same time, each on one CPU thread")
            .unset("one for each core")
            .example("2")
            .diagnoses((b, v) -> b.jobs(v.int32()), DiagnosisSettings::jobs));
  }

  private static List<Setting> device() {
    return List.of(
        new Setting(
                "device",
                ValueType.oneOfOr(Device.labels(), Device.NUMBERED_FORM),
                Group.DEVICE,
                "Device to compute on")
            .note("A device can have a number, as in cuda:1; auto is cuda where there is one.")
            .everywhere((b, v) -> b.device(v.label(Device::parse)), s -> s.device().label()),
        new Setting("threads", ValueType.integer(1), Group.DEVICE, "CPU threads of one operation")
            .unset("LibTorch's choice")
            .example("2")
            .trains((b, v) -> b.threads(v.int32()), Experiment::threads),
        new Setting(
                "memory_format",
                ValueType.oneOf(MemoryFormat.values(), MemoryFormat::label),
                Group.DEVICE,
                "Memory layout of feature maps")
            .unset("channels-last, the faster one")
            .note("Without shuffling and augmentation it is contiguous, as in PyTorch.")
            .example("channels-last")
            .trains(
                (b, v) -> b.memoryFormat(v.label(MemoryFormat::parse)),
                e -> e.training().memoryFormat().label()),
        new Setting(
                "kernels",
                ValueType.oneOf(Kernels.values(), Kernels::label),
                Group.DEVICE,
                "Kernels of training and evaluation on a CPU")
            .note("'fast' are ResLab's own where they apply, 'reference' LibTorch's.")
            .trains((b, v) -> b.kernels(v.label(Kernels::parse)), e -> e.kernels().label()),
        new Setting(
                "precision",
                ValueType.oneOf(Precision.values(), Precision::label),
                Group.DEVICE,
                "Precision of convolutions and linear layers")
            .note("tf32 is for CUDA devices.")
            .trains((b, v) -> b.precision(v.label(Precision::parse)), e -> e.precision().label()),
        new Setting(
                "deterministic",
                ValueType.BOOL,
                Group.DEVICE,
                "On a CUDA device, only algorithms that give the same bits each time")
            .note("A CPU always does.")
            .configures((t, v) -> t.deterministic(v.bool()), t -> t.deterministic()),
        new Setting(
                "step_mode",
                ValueType.oneOf(StepMode.values(), StepMode::label),
                Group.DEVICE,
                "How steps are issued to a CUDA device")
            .note("'auto' records steps and replays them; 'eager' issues each operation.")
            .configures((t, v) -> t.stepMode(v.label(StepMode::parse)), t -> t.stepMode().label()),
        new Setting(
                "data_placement",
                ValueType.oneOf(DataPlacement.values(), DataPlacement::label),
                Group.DEVICE,
                "Where a CUDA device's training images are kept")
            .note("'auto' is resident where they fit.")
            .configures(
                (t, v) -> t.dataPlacement(v.label(DataPlacement::parse)),
                t -> t.dataPlacement().label()));
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toString();
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static <T extends Collection<?>> @Nullable T orNull(T values) {
    return values.isEmpty() ? null : values;
  }

  private static <T extends Map<?, ?>> @Nullable T orNull(T values) {
    return values.isEmpty() ? null : values;
  }
}
