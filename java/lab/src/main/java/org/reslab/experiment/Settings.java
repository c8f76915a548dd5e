// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.reslab.experiment.ExperimentCommand.COMPARE;
import static org.reslab.experiment.ExperimentCommand.DIAGNOSE;
import static org.reslab.experiment.ExperimentCommand.TRAIN;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.DataPlacement;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.Kernels;
import org.reslab.MemoryFormat;
import org.reslab.Precision;
import org.reslab.Probe;
import org.reslab.Schedule;
import org.reslab.StepMode;
import org.reslab.data.DatasetKind;

/** The table of every key of experiment files, in the order in which files are written. */
final class Settings {
  private static final ValueType COUNTS = ValueType.listOf(ValueType.integer(1));
  private static final ValueType TEXTS = ValueType.listOf(ValueType.TEXT);
  private static final ValueType INIT = ValueType.oneOf(inits());

  /** The keys; each is there once. */
  static final List<Setting> ALL =
      Stream.of(grid(), training(), diagnosis(), machine()).flatMap(List::stream).toList();

  private Settings() {}

  private static List<Setting> grid() {
    return List.of(
        new Setting(
                "name",
                ValueType.PROSE,
                "What the experiment is called; without --out its folder is named by it.")
            .such("my-experiment")
            .trains((b, v) -> b.name(v.string()), Experiment::name)
            .diagnoses((b, v) -> b.name(v.string()), DiagnosisSettings::name),
        new Setting("description", ValueType.PROSE, "What it is to find out, for people.")
            .such("What happens to ... when ...?")
            .trains((b, v) -> b.description(v.string()), Experiment::description)
            .diagnoses((b, v) -> b.description(v.string()), DiagnosisSettings::description),
        new Setting(
                "protocol",
                ValueType.oneOf(Arrays.stream(Protocol.values()).map(Protocol::label).toList()),
                "notebook trains as the reference notebook ran, faults included.")
            .initially("default")
            .trains((b, v) -> b.protocol(v.label(Protocol::parse)), e -> e.protocol().label()),
        new Setting("nets", TEXTS, "Networks: tinynet, resnet-N, wrn-D-K. A side of the grid.")
            .alias("net")
            .initially("[tinynet]")
            .trains((b, v) -> b.nets(v.strings()), Experiment::nets)
            .diagnoses((b, v) -> b.nets(v.strings()), s -> orNull(s.nets())),
        new Setting("depth", COUNTS, "Depths of resnet-N, in place of nets.")
            .such("[8, 20, 56]")
            .diagnoses((b, v) -> b.depths(v.integers()), s -> null),
        new Setting(
                "blocks",
                TEXTS,
                "Blocks: names, specs, or either with [modifiers]. A side of the grid.")
            .alias("block")
            .initially("[plain, basic, preact]")
            .initially(TRAIN, "[basic]")
            .trains((b, v) -> b.blocks(v.strings()), e -> names(e.blocks()))
            .diagnoses((b, v) -> b.blocks(v.strings()), s -> orNull(names(s.blocks()))),
        new Setting("define", ValueType.SPECS, "Blocks of your own: a name and a spec each.")
            .such("{mine: \"branch: conv3/s bn silu conv3 bn; project: conv1/s bn\"}")
            .trains((b, v) -> v.entries().forEach(b::define), e -> orNull(e.define()))
            .diagnoses((b, v) -> v.entries().forEach(b::define), s -> orNull(s.define())),
        new Setting(
                "seeds",
                ValueType.SEEDS,
                "Seeds and ranges of them, such as 0..4. A side of the grid.")
            .alias("seed")
            .initially("[0]")
            .initially(DIAGNOSE, "0..15")
            .trains((b, v) -> b.seeds(v.seeds()), Experiment::seeds)
            .diagnoses((b, v) -> b.seeds(v.seeds()), DiagnosisSettings::seeds),
        new Setting(
                "width",
                ValueType.listOf(ValueType.integer(0)),
                "Channels of the first stage. A side of the grid.")
            .such("[16, 32]")
            .diagnoses(
                (b, v) -> b.widths(v.integers()),
                s -> s.widths().equals(List.of(0L)) ? null : s.widths()),
        new Setting("base", ValueType.integer(0), "Channels of the first stage; 0: the family's.")
            .sameAs("width")
            .such("16")
            .trains((b, v) -> b.width(v.integer()), e -> e.width() == 0 ? null : e.width())
            .diagnoses((b, v) -> b.widths(List.of(v.integer())), s -> null),
        new Setting("layers", COUNTS, "Blocks in each stage, if not the family's.")
            .such("[2, 2, 2]")
            .trains((b, v) -> b.layers(v.integers()), e -> orNull(e.layers()))
            .diagnoses((b, v) -> b.layers(v.integers()), s -> orNull(s.layers())),
        new Setting("final_norm", ValueType.BOOL, "BN-ReLU before pooling, if not the family's.")
            .such("true")
            .trains((b, v) -> b.finalNorm(v.bool()), Experiment::finalNorm)
            .diagnoses((b, v) -> b.finalNorm(v.bool()), DiagnosisSettings::finalNorm),
        new Setting("classes", ValueType.integer(2), "Classes that a network tells apart.")
            .initially("10")
            .diagnoses(
                (b, v) -> b.classes(v.int32()),
                s -> s.checkpointNetwork() == null ? s.classes() : null),
        new Setting("init", INIT, "How weights are drawn.")
            .initially(TRAIN, "default")
            .initially(COMPARE, "default")
            .sameAs("inits")
            .such("he-fan-in")
            .trains((b, v) -> b.init(v.label(Init::parse)), e -> e.init().label())
            .diagnoses((b, v) -> b.inits(List.of(v.label(Init::parse))), s -> null),
        new Setting("inits", ValueType.listOf(INIT), "How weights are drawn. A side of the grid.")
            .initially("[default]")
            .diagnoses(
                (b, v) -> b.inits(v.labels(Init::parse)),
                s ->
                    s.checkpointNetwork() == null
                        ? s.inits().stream().map(Init::label).toList()
                        : null));
  }

  private static List<Setting> training() {
    return List.of(
        new Setting("epochs", ValueType.integer(1), "Epochs of each run.")
            .initially("5")
            .trains((b, v) -> b.training(t -> t.epochs(v.integer())), e -> e.training().epochs()),
        new Setting(
                "diagnose_every",
                ValueType.integer(1),
                "Measures diagnose's economy metrics before training and every so many epochs.")
            .such("1")
            .trains((b, v) -> b.diagnoseEvery(v.integer()), Experiment::diagnoseEvery),
        new Setting(
                "checkpoint_every",
                ValueType.integer(1),
                "Takes a checkpoint every so many steps, not only after each epoch.")
            .such("500")
            .trains((b, v) -> b.checkpointEvery(v.integer()), Experiment::checkpointEvery),
        new Setting(
                "keep_epochs",
                ValueType.integer(0),
                "Keeps the weights of the last so many epochs beside the last and the best.")
            .initially("0")
            .trains(
                (b, v) -> b.keepEpochs(v.integer()),
                e -> e.keepEpochs() == 0 ? null : (Object) e.keepEpochs()),
        new Setting("max_steps", ValueType.integer(1), "Ends each run after so many steps.")
            .such("100")
            .trains((b, v) -> b.maxSteps(v.integer()), Experiment::maxSteps),
        new Setting("batch", ValueType.integer(1), "Images of a step, or of a cell of diagnose.")
            .initially("128")
            .initially(DIAGNOSE, "64")
            .trains((b, v) -> b.training(t -> t.batch(v.integer())), e -> e.training().batch())
            .diagnoses((b, v) -> b.batch(v.int32()), DiagnosisSettings::batch),
        new Setting("test_batch", ValueType.integer(1), "Images per batch of an evaluation.")
            .initially("256")
            .trains((b, v) -> b.testBatch(v.integer()), Experiment::testBatch),
        new Setting(
                "lr",
                ValueType.number(0),
                "Learning rate of training, or of diagnose's coordinate check.")
            .initially("0.1")
            .trains((b, v) -> b.training(t -> t.lr(v.number())), e -> e.training().lr())
            .diagnoses((b, v) -> b.lr(v.number()), DiagnosisSettings::lr),
        new Setting("momentum", ValueType.numberIn(0, 1), "SGD's momentum.")
            .initially("0.9")
            .trains(
                (b, v) -> b.training(t -> t.momentum(v.number())), e -> e.training().momentum()),
        new Setting("weight_decay", ValueType.number(0), "On every parameter.")
            .initially("0.0005")
            .trains(
                (b, v) -> b.training(t -> t.weightDecay(v.number())),
                e -> e.training().weightDecay()),
        new Setting("nesterov", ValueType.BOOL, "Nesterov's momentum.")
            .initially("false")
            .trains((b, v) -> b.training(t -> t.nesterov(v.bool())), e -> e.training().nesterov()),
        new Setting(
                "schedule",
                ValueType.oneOf(ScheduleNames.ALL),
                "How the learning rate changes over the epochs.")
            .initially("multistep")
            .trains(
                (b, v) -> b.schedule(v.label(ScheduleNames::require)),
                e -> ScheduleNames.of(e.training().schedule())),
        new Setting(
                "milestones",
                ValueType.listOf(ValueType.integer(0)),
                "Epochs at which multistep lowers the rate, if not 60 % and 85 %.")
            .such("[3, 4]")
            .trains(
                (b, v) -> b.milestones(v.integers()),
                e ->
                    e.training().schedule() instanceof Schedule.MultiStep s
                        ? s.milestones()
                        : null),
        new Setting("gamma", ValueType.numberAbove(0), "Factor at a milestone of multistep.")
            .such("0.1")
            .trains(
                (b, v) -> b.gamma(v.number()),
                e ->
                    e.training().schedule() instanceof Schedule.MultiStep s
                        ? (Object) s.gamma()
                        : null),
        new Setting("warmup_epochs", ValueType.number(0), "Epochs over which the rate rises.")
            .initially("0")
            .trains(
                (b, v) -> b.training(t -> t.warmupEpochs(v.number())),
                e -> e.training().warmupEpochs()),
        new Setting("label_smoothing", ValueType.numberIn(0, 1), "Of the cross-entropy.")
            .initially("0")
            .trains(
                (b, v) -> b.training(t -> t.labelSmoothing(v.number())),
                e -> e.training().labelSmoothing()),
        new Setting("shuffle", ValueType.BOOL, "A new order of the images each epoch.")
            .initially("true")
            .trains((b, v) -> b.training(t -> t.shuffle(v.bool())), e -> e.training().shuffle()),
        new Setting("augment", ValueType.BOOL, "Random crops and flips.")
            .initially("true")
            .trains((b, v) -> b.training(t -> t.augment(v.bool())), e -> e.training().augment()),
        new Setting(
                "data",
                ValueType.oneOf(
                    Arrays.stream(DatasetKind.values()).map(DatasetKind::label).toList()),
                "Data set.")
            .initially("cifar10")
            .trains((b, v) -> b.data(v.label(DatasetKind::parse)), e -> e.data().label()),
        new Setting(
                "data_dir",
                ValueType.TEXT,
                "Folder of the data set's .bin files, if not the cache; from the working"
                    + " directory.")
            .such("data/cifar-10-batches-bin")
            .trains((b, v) -> b.dataDir(v.path()), e -> text(e.dataDir()))
            .diagnoses((b, v) -> b.dataDir(v.path()), s -> text(s.dataDir())),
        new Setting("subset", ValueType.integer(1), "Train on the first so many images.")
            .such("5120")
            .trains((b, v) -> b.subset(v.integer()), Experiment::subset),
        new Setting("test_subset", ValueType.integer(1), "Evaluate on the first so many images.")
            .such("1000")
            .trains((b, v) -> b.testSubset(v.integer()), Experiment::testSubset));
  }

  private static List<Setting> diagnosis() {
    return List.of(
        new Setting(
                "bn_mode",
                ValueType.listOf(
                    ValueType.oneOf(Arrays.stream(BnMode.values()).map(BnMode::label).toList())),
                "train normalises with the batch, eval with running statistics. A side of the"
                    + " grid.")
            .initially("[train]")
            .diagnoses(
                (b, v) -> b.bnModes(v.labels(BnMode::parse)),
                s -> s.bnModes().stream().map(BnMode::label).toList()),
        new Setting(
                "inputs",
                TEXTS,
                "gaussian, cifar10, or a safetensors file with x and y. A side of the grid.")
            .alias("input")
            .initially("[gaussian, cifar10]")
            .diagnoses((b, v) -> b.inputs(v.strings()), DiagnosisSettings::inputs),
        new Setting(
                "checkpoint",
                ValueType.TEXT,
                "Weights to look at in place of fresh ones; from the working directory.")
            .such("w.safetensors")
            .diagnoses((b, v) -> b.checkpoint(v.path()), s -> text(s.checkpoint())),
        new Setting(
                "metrics",
                ValueType.listOf(
                    ValueType.oneOf(
                        Stream.concat(
                                Stream.of("economy", "standard", "full"),
                                Arrays.stream(Probe.values()).map(Probe::label))
                            .toList())),
                "economy, standard, full, or single probes.")
            .initially("[standard]")
            .diagnoses(
                (b, v) -> b.probes(v.labels(Probe::parse)),
                s -> new TreeSet<>(s.probes()).stream().map(Probe::label).toList()),
        new Setting("eps", ValueType.numberAbove(0), "Relative size of perturbations.")
            .initially("0.001")
            .diagnoses((b, v) -> b.eps(v.number()), DiagnosisSettings::eps),
        new Setting("profile", ValueType.TEXT, "What is judged by: theory, notebook, or a file.")
            .initially("theory")
            .diagnoses((b, v) -> b.profile(v.string()), DiagnosisSettings::profile),
        new Setting(
                "fail_on",
                ValueType.oneOf(List.of("fail", "warn")),
                "Exit with 1 where a verdict is this bad.")
            .such("fail")
            .diagnoses(
                (b, v) -> b.failOn(v.label(DiagnosisSettings::parseFailOn)),
                DiagnosisSettings::failOnLabel),
        new Setting("jobs", ValueType.integer(1), "Cells at a time, if not one on each core.")
            .such("2")
            .diagnoses((b, v) -> b.jobs(v.int32()), DiagnosisSettings::jobs));
  }

  private static List<Setting> machine() {
    return List.of(
        new Setting(
                "device",
                ValueType.oneOfOr(Device.labels(), Device.NUMBERED_FORM),
                "Where to compute: cpu, cuda, a numbered one such as cuda:1, or auto.")
            .initially("auto")
            .initially(DIAGNOSE, "cpu")
            .trains((b, v) -> b.device(v.label(Device::parse)), e -> e.device().label())
            .diagnoses((b, v) -> b.device(v.label(Device::parse)), s -> s.device().label()),
        new Setting(
                "threads",
                ValueType.integer(1),
                "CPU threads of one operation, if not LibTorch's choice.")
            .such("2")
            .trains((b, v) -> b.threads(v.int32()), Experiment::threads),
        new Setting(
                "memory_format",
                ValueType.oneOf(
                    Arrays.stream(MemoryFormat.values()).map(MemoryFormat::label).toList()),
                "How maps lie in memory; contiguous, as PyTorch, where there is no shuffling and no"
                    + " augmentation.")
            .such("channels-last")
            .trains(
                (b, v) -> b.memoryFormat(v.label(MemoryFormat::parse)),
                e -> e.training().memoryFormat().label()),
        new Setting(
                "kernels",
                ValueType.oneOf(Arrays.stream(Kernels.values()).map(Kernels::label).toList()),
                "fast is ResLab's own where they serve, reference is LibTorch's.")
            .initially("fast")
            .trains((b, v) -> b.kernels(v.label(Kernels::parse)), e -> e.kernels().label()),
        new Setting(
                "precision",
                ValueType.oneOf(Arrays.stream(Precision.values()).map(Precision::label).toList()),
                "Of convolutions and linear layers in training and evaluation; tf32 on CUDA alone.")
            .initially("fp32")
            .trains((b, v) -> b.precision(v.label(Precision::parse)), e -> e.precision().label()),
        new Setting(
                "deterministic",
                ValueType.BOOL,
                "On a CUDA device, only algorithms that give the same bits each time.")
            .initially("false")
            .trains(
                (b, v) -> b.training(t -> t.deterministic(v.bool())),
                e -> e.training().deterministic()),
        new Setting(
                "step_mode",
                ValueType.oneOf(Arrays.stream(StepMode.values()).map(StepMode::label).toList()),
                "auto records the steps of a CUDA device and replays them, eager does not.")
            .initially("auto")
            .trains(
                (b, v) -> b.training(t -> t.stepMode(v.label(StepMode::parse))),
                e -> e.training().stepMode().label()),
        new Setting(
                "data_placement",
                ValueType.oneOf(
                    Arrays.stream(DataPlacement.values()).map(DataPlacement::label).toList()),
                "Of the training images of a CUDA device: there, streamed to it, or as they fit.")
            .initially("auto")
            .trains(
                (b, v) -> b.training(t -> t.dataPlacement(v.label(DataPlacement::parse))),
                e -> e.training().dataPlacement().label()));
  }

  private static List<String> inits() {
    return Arrays.stream(Init.values()).map(Init::label).toList();
  }

  private static List<String> names(List<Block> blocks) {
    return blocks.stream().map(Block::name).toList();
  }

  private static @Nullable String text(@Nullable Path path) {
    return path == null ? null : path.toString();
  }

  private static <T extends Collection<?>> @Nullable T orNull(T values) {
    return values.isEmpty() ? null : values;
  }

  private static <T extends Map<?, ?>> @Nullable T orNull(T values) {
    return values.isEmpty() ? null : values;
  }
}
