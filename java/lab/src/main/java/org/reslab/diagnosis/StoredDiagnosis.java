// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.Layer;
import org.reslab.ProbeMetric;
import org.reslab.files.Json;
import org.reslab.health.Card;
import org.reslab.health.Finding;
import org.reslab.health.Kind;
import org.reslab.health.Status;
import org.reslab.health.Verdict;
import org.reslab.stats.Interval;

/**
 * What {@code diagnosis.json} holds, written and read: its keys are the names of the components.
 *
 * @param architectures in the order of the subjects
 * @param preOrPost pre- against post-activation, wherever two subjects differ in nothing else
 * @param coordinateChecks of subjects that differ in their width alone
 */
public record StoredDiagnosis(
    List<Architecture> architectures,
    List<Diagnosis.Comparison> preOrPost,
    List<CoordinateCheck> coordinateChecks) {

  /** Copies the lists. */
  public StoredDiagnosis {
    architectures = List.copyOf(architectures);
    preOrPost = List.copyOf(preOrPost);
    coordinateChecks = List.copyOf(coordinateChecks);
  }

  /**
   * One architecture and way of looking at it. In a file of an older version texts may be empty,
   * numbers 0 and lists empty; name, net, block and status are always there.
   *
   * @param name as in the card
   * @param net network name
   * @param block the block as it was asked for
   * @param blockSpec text of the block
   * @param kind where the block activates
   * @param depth weight layers
   * @param width channels of the first stage
   * @param init label of the initialisation
   * @param bnMode label of the statistics of batch normalisation
   * @param input label of the images
   * @param seeds measured, in order
   * @param cost of one image
   * @param status the worst of verdicts and findings
   * @param headline the judgement in one or two sentences
   * @param verdicts as in the card
   * @param findings as in the card
   * @param unmeasured metrics that the profile would have judged
   * @param metrics by name, the value for each seed; NaN where undefined
   * @param profiles by metric, its estimates over the layers
   */
  public record Architecture(
      String name,
      String net,
      String block,
      String blockSpec,
      @Nullable Kind kind,
      int depth,
      long width,
      String init,
      String bnMode,
      String input,
      List<Long> seeds,
      @Nullable Cost cost,
      Status status,
      String headline,
      List<Verdict> verdicts,
      List<Finding> findings,
      List<String> unmeasured,
      Map<String, double[]> metrics,
      Map<String, Profile> profiles) {
    /** Checks what every version has written. */
    public Architecture {
      if (name.isEmpty() || net.isEmpty() || block.isEmpty()) {
        throw new IllegalArgumentException("an architecture without a name, net or block");
      }
      Objects.requireNonNull(status, "an architecture without a status");
      for (Collection<?> each :
          List.of(seeds, verdicts, findings, unmeasured, metrics.values(), profiles.values())) {
        each.forEach(
            value -> Objects.requireNonNull(value, "an architecture with a null in a list"));
      }
    }

    /** Returns what it was looked at with besides net and block, for example in its name. */
    public String conditions() {
      return Subject.conditions(width, init, bnMode, input);
    }

    private Architecture withoutValues() {
      return new Architecture(
          name,
          net,
          block,
          blockSpec,
          kind,
          depth,
          width,
          init,
          bnMode,
          input,
          seeds,
          cost,
          status,
          headline,
          verdicts,
          findings,
          unmeasured,
          Map.of(),
          Map.of());
    }
  }

  /**
   * A metric over the layers that it is defined for: columns of equal length.
   *
   * @param summary what the estimates are, over the seeds: {@code geometric} or {@code mean}
   * @param layers names, in the order of execution
   * @param stages 1-based, 0 for stem and head
   * @param estimate at each layer, NaN where undefined
   * @param lower end of its 95 % interval, NaN where there is none
   * @param upper the other end
   */
  @SuppressWarnings("ArrayRecordComponent") // columns of a file, compared by nobody
  public record Profile(
      String summary,
      List<String> layers,
      int[] stages,
      double[] estimate,
      double[] lower,
      double[] upper) {
    /** Checks the lengths. */
    public Profile {
      if (IntStream.of(stages.length, estimate.length, lower.length, upper.length)
          .anyMatch(length -> length != layers.size())) {
        throw new IllegalArgumentException("a profile whose columns differ in length");
      }
    }

    /** Returns how many layers there are. */
    public int size() {
      return layers.size();
    }
  }

  /**
   * Reads the text of {@code diagnosis.json}. Keys of newer versions are passed over.
   *
   * @throws CorruptDataException if it has another form
   */
  public static StoredDiagnosis parse(String text) {
    return Json.readStored(text, StoredDiagnosis.class);
  }

  /** Returns what is written of a diagnosis. */
  public static StoredDiagnosis of(Diagnosis diagnosis) {
    return new StoredDiagnosis(
        IntStream.range(0, diagnosis.results().size())
            .mapToObj(i -> architecture(diagnosis.results().get(i), diagnosis.cards().get(i)))
            .toList(),
        diagnosis.decisions(),
        diagnosis.coordinateChecks());
  }

  /** Returns the judgement alone: no metrics and no profiles. */
  public StoredDiagnosis withoutValues() {
    return new StoredDiagnosis(
        architectures.stream().map(Architecture::withoutValues).toList(),
        preOrPost,
        coordinateChecks);
  }

  private static Architecture architecture(SubjectResult result, Card card) {
    Subject subject = result.subject();
    return new Architecture(
        card.architecture().name(),
        subject.net(),
        subject.block().name(),
        subject.block().spec(),
        card.architecture().kind(),
        result.depth(),
        result.width(),
        subject.init().label(),
        subject.bnMode().label(),
        subject.input().label(),
        result.cells().stream().map(CellResult::seed).toList(),
        result.cost(),
        card.status(),
        card.headline(),
        card.verdicts(),
        card.findings(),
        card.unmeasured(),
        result.samples(),
        profiles(result));
  }

  private static Map<String, Profile> profiles(SubjectResult result) {
    // The catalogue names a metric once for each probe that measures it.
    Map<String, ProbeMetric> catalog =
        ProbeMetric.catalog().stream()
            .collect(
                Collectors.toMap(
                    ProbeMetric::name, metric -> metric, (_, last) -> last, LinkedHashMap::new));
    Map<String, Profile> profiles = new LinkedHashMap<>();
    catalog.forEach((name, metric) -> {
      List<Layer> layers = metric.perLayer() ? result.layersWith(name) : List.of();
      if (!layers.isEmpty()) {
        profiles.put(name, profile(result, metric, layers));
      }
    });
    return profiles;
  }

  private static Profile profile(SubjectResult result, ProbeMetric metric, List<Layer> layers) {
    List<Interval> estimates =
        layers.stream()
            .map(layer -> Diagnosis.estimate(metric, result.values(metric.name(), layer)))
            .toList();
    return new Profile(
        metric.positive() ? "geometric" : "mean",
        layers.stream().map(Layer::name).toList(),
        layers.stream().mapToInt(Layer::stage).toArray(),
        estimates.stream().mapToDouble(Interval::mean).toArray(),
        estimates.stream().mapToDouble(Interval::lower).toArray(),
        estimates.stream().mapToDouble(Interval::upper).toArray());
  }
}
