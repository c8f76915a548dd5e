// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.page;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reslab.CorruptDataException;
import org.reslab.files.Json;

/**
 * What {@code diagnosis.json} holds, as far as the page shows it.
 *
 * @param architectures in the order of the file
 * @param preOrPost pre- against post-activation, as written
 * @param coordinateChecks as written
 */
record DiagnosisFile(
    List<ArchitectureFile> architectures,
    List<Map<String, @Nullable Object>> preOrPost,
    List<Map<String, @Nullable Object>> coordinateChecks) {
  /** An older file may lack a list. */
  DiagnosisFile {
    architectures = orEmpty(architectures);
    preOrPost = orEmpty(preOrPost);
    coordinateChecks = orEmpty(coordinateChecks);
  }

  /** One architecture and way of looking at it. */
  record ArchitectureFile(
      String name,
      String net,
      String block,
      String blockSpec,
      int depth,
      long width,
      String init,
      String bnMode,
      String input,
      List<Long> seeds,
      CostFile cost,
      String status,
      String headline,
      List<VerdictFile> verdicts,
      List<Map<String, @Nullable Object>> findings,
      List<String> unmeasured,
      Map<String, ProfileFile> profiles) {
    ArchitectureFile {
      Objects.requireNonNull(name, "an architecture without a name");
      Objects.requireNonNull(net, "an architecture without a net");
      Objects.requireNonNull(block, "an architecture without a block");
      Objects.requireNonNull(cost, "an architecture without its cost");
      Objects.requireNonNull(status, "an architecture without a status");
      seeds = orEmpty(seeds);
      verdicts = orEmpty(verdicts);
      findings = orEmpty(findings);
      unmeasured = orEmpty(unmeasured);
      profiles = Objects.requireNonNullElse(profiles, Map.of());
    }

    /** All but the block: architectures of which it is the same are drawn into one chart. */
    String surroundings() {
      return "%s · %d · %s · BN %s · %s".formatted(net, width, init, bnMode, input);
    }
  }

  record CostFile(long parameters, long macs) {}

  record VerdictFile(
      String metric,
      String aim,
      IntervalFile value,
      @Nullable RangeFile expected,
      String status,
      @Nullable String reason,
      @Nullable String remedy,
      @Nullable String source) {
    VerdictFile {
      Objects.requireNonNull(metric, "a verdict without a metric");
      Objects.requireNonNull(status, "a verdict without a status");
      value = Objects.requireNonNullElse(value, new IntervalFile(null, null, null));
    }
  }

  record IntervalFile(@Nullable Double mean, @Nullable Double lower, @Nullable Double upper) {}

  record RangeFile(@Nullable Double low, @Nullable Double high) {}

  /** A metric over the layers that it is defined for: columns of equal length. */
  record ProfileFile(
      String summary,
      List<String> layers,
      List<Integer> stages,
      List<@Nullable Double> estimate,
      List<@Nullable Double> lower,
      List<@Nullable Double> upper) {
    ProfileFile {
      int size = layers.size();
      if (stages.size() != size
          || estimate.size() != size
          || lower.size() != size
          || upper.size() != size) {
        throw new IllegalArgumentException("a profile whose columns differ in length");
      }
    }
  }

  /**
   * Reads the document.
   *
   * @throws CorruptDataException if it has another form
   */
  static DiagnosisFile of(Map<String, @Nullable Object> document) {
    return Json.read(Json.line(document), DiagnosisFile.class);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
