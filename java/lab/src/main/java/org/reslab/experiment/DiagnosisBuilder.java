// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.reslab.InvalidArgumentException.require;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.reslab.Block;
import org.reslab.BnMode;
import org.reslab.Checkpoint;
import org.reslab.Device;
import org.reslab.Init;
import org.reslab.InvalidArgumentException;
import org.reslab.NetworkSpec;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.diagnosis.DiagnosisPlan;
import org.reslab.health.Status;

/**
 * Collects {@link DiagnosisSettings}. What is not set has its default; null sets it back. Not
 * thread-safe.
 */
public final class DiagnosisBuilder extends GridBuilder<DiagnosisBuilder> {
  private static final int CLASSES = 10;

  private @Nullable List<Long> depths;
  private Protocol protocol = Protocol.DEFAULT;
  private @Nullable List<Long> widths;
  private @Nullable Integer classes;
  private @Nullable List<Init> inits;
  private List<BnMode> bnModes = List.of(BnMode.TRAIN);
  private List<String> inputs = List.of("gaussian", "cifar10");
  private @Nullable Path checkpoint;
  private Set<Probe> probes = Probe.STANDARD;
  private int batch = DiagnosisPlan.DEFAULT_BATCH;
  private double eps = ProbeConfig.DEFAULT_EPS;
  private double lr = ProbeConfig.DEFAULT_LR;
  private String profile = "theory";
  private @Nullable Status failOn;
  private @Nullable Integer jobs;

  DiagnosisBuilder() {
    super(LongStream.range(0, DiagnosisPlan.DEFAULT_SEEDS).boxed().toList(), Device.CPU);
  }

  @Override
  DiagnosisBuilder self() {
    return this;
  }

  @Override
  List<String> defaultBlocks() {
    return protocol.defaultBlocks();
  }

  /** Sets depths of {@code resnet-N} in place of names. */
  public DiagnosisBuilder depths(@Nullable List<Long> value) {
    depths = value;
    return this;
  }

  /** Sets the protocol, which decides which blocks are diagnosed by default. */
  public DiagnosisBuilder protocol(Protocol value) {
    protocol = value;
    return this;
  }

  /** Sets channels of the first stage; 0 is the network's default. */
  public DiagnosisBuilder widths(@Nullable List<Long> value) {
    widths = value;
    return this;
  }

  /** Sets the number of classes of the network. */
  public DiagnosisBuilder classes(@Nullable Integer value) {
    classes = value;
    return this;
  }

  /** Sets how weights are drawn. */
  public DiagnosisBuilder inits(@Nullable List<Init> value) {
    inits = value;
    return this;
  }

  /** Sets by which statistics batch normalisation normalises. */
  public DiagnosisBuilder bnModes(List<BnMode> value) {
    bnModes = value;
    return this;
  }

  /** Sets where images come from: {@code gaussian}, {@code cifar10}, or a safetensors file. */
  public DiagnosisBuilder inputs(List<String> value) {
    inputs = value;
    return this;
  }

  /** Sets weights to look at in place of fresh ones. */
  public DiagnosisBuilder checkpoint(@Nullable Path value) {
    checkpoint = value;
    return this;
  }

  /** Sets what is measured: the union of the sets. */
  public DiagnosisBuilder probes(List<Set<Probe>> sets) {
    Set<Probe> all = EnumSet.noneOf(Probe.class);
    sets.forEach(all::addAll);
    probes = all;
    return this;
  }

  /** Sets the images of a cell. */
  public DiagnosisBuilder batch(int value) {
    batch = value;
    return this;
  }

  /** Sets the relative size of perturbations. */
  public DiagnosisBuilder eps(double value) {
    eps = value;
    return this;
  }

  /** Sets the learning rate of the coordinate check. */
  public DiagnosisBuilder lr(double value) {
    lr = value;
    return this;
  }

  /** Sets what is judged by: {@code theory}, {@code notebook}, or a file. */
  public DiagnosisBuilder profile(String value) {
    profile = value;
    return this;
  }

  /** Sets the verdict from which on a command fails. */
  public DiagnosisBuilder failOn(@Nullable Status value) {
    failOn = value;
    return this;
  }

  /** Sets the cells at a time; null for one on each core. */
  public DiagnosisBuilder jobs(@Nullable Integer value) {
    jobs = value;
    return this;
  }

  /**
   * Resolves blocks, depths and what a checkpoint says of itself. Needs the native part.
   *
   * @throws InvalidArgumentException if one setting contradicts another
   * @throws org.reslab.BlockSyntaxException if a block does not parse
   * @throws org.reslab.ReslabException if the checkpoint cannot be read
   */
  public DiagnosisSettings build() {
    @Nullable NetworkSpec held = checkpoint == null ? null : Checkpoint.networkSpec(checkpoint);
    if (held != null && describesNetwork()) {
      throw InvalidArgumentException.of(
          "checkpoint",
          checkpoint
              + " says which network it holds; leave out --nets, --depth, --blocks, --width,"
              + " --layers, --final-norm, --size, --classes and --inits, and their keys in a file");
    }
    return build(held == null ? resolvedBlocks() : List.of(), held);
  }

  /** Builds with blocks that are resolved already, which needs no native part. */
  DiagnosisSettings build(List<Block> resolved) {
    return build(resolved, null);
  }

  private DiagnosisSettings build(List<Block> resolved, @Nullable NetworkSpec held) {
    require(jobs == null || jobs >= 1, "jobs", jobs, "at least 1");
    return new DiagnosisSettings(
        name,
        description,
        held == null ? resolvedNets() : List.of(),
        resolved,
        define,
        widths == null ? List.of(0L) : widths,
        layersOrDefault(),
        finalNorm,
        classes == null ? CLASSES : classes,
        inits == null ? List.of(Init.DEFAULT) : inits,
        bnModes,
        inputs,
        absoluteDataDir(),
        size,
        seeds,
        checkpoint == null ? null : checkpoint.toAbsolutePath(),
        held,
        probes,
        batch,
        eps,
        lr,
        profile,
        failOn,
        device,
        jobs);
  }

  private boolean describesNetwork() {
    return nets != null
        || depths != null
        || blocks != null
        || widths != null
        || layers != null
        || finalNorm != null
        || classes != null
        || size != null
        || inits != null;
  }

  private List<String> resolvedNets() {
    if (depths == null) {
      return netsOrDefault();
    }
    if (nets != null) {
      throw InvalidArgumentException.of(
          "depth", "contradicts nets; depth 20 is net resnet-20, so leave one of them out");
    }
    return depths.stream().map(depth -> "resnet-" + depth).toList();
  }
}
