// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reslab.BnMode;
import org.reslab.Dataset;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.Layer;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.NotebookRow;
import org.reslab.Schedule;
import org.reslab.TrainingConfig;
import org.reslab.health.Architecture;
import org.reslab.health.Card;
import org.reslab.health.Evidence;
import org.reslab.health.Judge;
import org.reslab.health.Profile;
import org.reslab.health.RecipeLint;

/**
 * The notebook's table "without training", with its columns and its method: one seed, batch
 * normalisation in evaluation mode, random labels.
 *
 * @param spec the network
 * @param row what the notebook's {@code analyze_model} gives
 * @param parameters of the network
 * @param depth weight layers on the main path
 * @param width channels of the first block's output
 * @param finalNorm whether normalisation and activation come before pooling
 * @param eps size of the perturbation
 */
public record NotebookDiagnosis(
    NetworkSpec spec,
    NotebookRow row,
    long parameters,
    int depth,
    long width,
    boolean finalNorm,
    double eps) {
  /** Images that the notebook looks at. */
  public static final int BATCH = 32;

  /** Epochs that the notebook trains. */
  private static final int EPOCHS = 1;

  /** The notebook's {@code eps}. */
  public static final double EPS = 1e-3;

  /** Seeds of inputs and of noise differ by this, so that they share no stream. */
  private static final long NOISE = 0x6e6f697365L;

  /**
   * Analyses one network.
   *
   * @param checkpoint weights to analyse in place of fresh ones
   * @param input a safetensors file with {@code x}, {@code y} and {@code noise}, which is added as
   *     it is, all of its images being used; null draws N(0, 1) images, uniform labels and noise of
   *     size {@code eps} from the network's seed
   * @throws InvalidArgumentException if {@code eps} is not a positive number, the file lacks a
   *     tensor, or noise and images differ in number
   */
  public static NotebookDiagnosis of(
      NetworkSpec spec,
      Device device,
      @Nullable Path checkpoint,
      @Nullable Path input,
      double eps) {
    if (!(eps > 0) || Double.isInfinite(eps)) {
      throw new InvalidArgumentException("eps is " + eps + ", expected a positive number");
    }
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(spec, device);
      if (checkpoint != null) {
        network.load(checkpoint);
      }
      NotebookRow row =
          input == null
              ? network.analyzeAsNotebook(
                  session.synthetic(BATCH, spec.classes(), spec.seed()),
                  session.synthetic(BATCH, spec.classes(), spec.seed() + NOISE),
                  eps,
                  BATCH)
              : ofFile(session, network, input);
      List<Layer> layers = network.layers();
      return new NotebookDiagnosis(
          spec,
          row,
          network.parameterCount(),
          Shapes.depth(layers),
          Shapes.width(layers),
          Shapes.finalNorm(layers),
          eps);
    }
  }

  private static NotebookRow ofFile(MemorySession session, Network network, Path file) {
    Dataset images = session.openTensors(file, "x", "y", network.spec().classes());
    Dataset noise = session.openTensors(file, "noise", null, network.spec().classes());
    if (images.images() != noise.images()) {
      throw new InvalidArgumentException(
          "%s: 'noise' has %s images, expected %s as in 'x'"
              .formatted(file, noise.images(), images.images()));
    }
    return network.analyzeAsNotebook(images, noise, 1, Math.toIntExact(images.images()));
  }

  /** Judges the row; the notebook's recipe and structure are checked with it. */
  public Card judge(Profile profile) {
    Map<String, double[]> samples = new LinkedHashMap<>();
    columns().forEach((column, value) -> samples.put(column, new double[] {value}));
    Architecture architecture =
        new Architecture(
            spec.net() + " " + spec.block().name() + " seed " + Long.toUnsignedString(spec.seed()),
            spec.net(),
            spec.block().name(),
            spec.block().traits(),
            depth,
            width,
            spec.init().label(),
            BnMode.EVAL.label(),
            "gaussian",
            finalNorm,
            spec.classes());
    return new Judge(profile)
        .judge(
            new Evidence(architecture, samples),
            RecipeLint.check(
                TrainingConfig.builder(EPOCHS).schedule(Schedule.asNotebookRan(EPOCHS)).build()));
  }

  /** The columns, named and ordered as in the notebook. */
  public Map<String, Double> columns() {
    Map<String, Double> columns = new LinkedHashMap<>();
    columns.put("params", (double) parameters);
    columns.put("layers_tracked", (double) row.layersTracked());
    columns.put("mean(mean)", row.meanOfMeans());
    columns.put("mean(std)", row.meanOfStds());
    columns.put("min(std)", row.minStd());
    columns.put("max(std)", row.maxStd());
    columns.put("relu_zero_frac_mean", row.reluZeroFractionMean());
    columns.put("relu_zero_frac_max", row.reluZeroFractionMax());
    columns.put("loss(dummy)", row.loss());
    columns.put("grad_norm_first_conv", row.gradNormFirstConv());
    columns.put("grad_norm_last_linear", row.gradNormLastLinear());
    columns.put("grad_norm_global", row.gradNormGlobal());
    columns.put("first/last_ratio", row.firstLastRatio());
    columns.put("eps", eps);
    columns.put("logit_diff_L2_mean", row.logitDifference());
    return columns;
  }
}
