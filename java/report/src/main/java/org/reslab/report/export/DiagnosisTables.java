// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.health.Range;
import org.reslab.health.Verdict;

/** What a diagnosis measured and judged, as tables. */
final class DiagnosisTables {
  private static final List<String> ARCHITECTURE =
      List.of("net", "block", "depth", "width", "init", "bn_mode", "input");

  private DiagnosisTables() {}

  static List<ExportTable> of(StoredDiagnosis diagnosis) {
    List<Architecture> all = diagnosis.architectures();
    return List.of(
        table(
            "metrics",
            List.of("seed", "metric", "value"),
            row -> all.forEach(each -> metrics(each, row))),
        table(
            "profiles",
            List.of("metric", "layer", "stage", "summary", "estimate", "lower", "upper"),
            row -> all.forEach(each -> profiles(each, row))),
        table(
            "verdicts",
            List.of(
                "status",
                "aim",
                "metric",
                "mean",
                "lower",
                "upper",
                "seeds",
                "undefined",
                "expected_low",
                "expected_high",
                "reason",
                "remedy",
                "source"),
            row -> all.forEach(each -> verdicts(each, row))));
  }

  private static ExportTable table(String name, List<String> columns, ExportTable.Rows rows) {
    List<String> header = new ArrayList<>(ARCHITECTURE);
    header.addAll(columns);
    return new ExportTable(name, header, rows);
  }

  private static List<@Nullable Object> with(Architecture it, @Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>();
    row.addAll(
        List.of(it.net(), it.block(), it.depth(), it.width(), it.init(), it.bnMode(), it.input()));
    row.addAll(Arrays.asList(values));
    return row;
  }

  private static void metrics(Architecture architecture, Consumer<List<@Nullable Object>> row) {
    List<Long> seeds = architecture.seeds();
    architecture
        .metrics()
        .forEach((metric, values) -> {
          for (int i = 0; i < Math.min(values.length, seeds.size()); i++) {
            row.accept(with(architecture, seeds.get(i), metric, values[i]));
          }
        });
  }

  private static void profiles(Architecture architecture, Consumer<List<@Nullable Object>> row) {
    architecture
        .profiles()
        .forEach((metric, profile) -> {
          for (int i = 0; i < profile.size(); i++) {
            row.accept(
                with(
                    architecture,
                    metric,
                    profile.layers().get(i),
                    profile.stages()[i],
                    profile.summary(),
                    profile.estimate()[i],
                    profile.lower()[i],
                    profile.upper()[i]));
          }
        });
  }

  private static void verdicts(Architecture architecture, Consumer<List<@Nullable Object>> row) {
    for (Verdict verdict : architecture.verdicts()) {
      @Nullable Range expected = verdict.expected();
      row.accept(
          with(
              architecture,
              verdict.status().label(),
              verdict.aim().label(),
              verdict.metric(),
              verdict.value().mean(),
              verdict.value().lower(),
              verdict.value().upper(),
              verdict.seeds(),
              verdict.undefined(),
              expected == null || Double.isInfinite(expected.low()) ? null : expected.low(),
              expected == null || Double.isInfinite(expected.high()) ? null : expected.high(),
              verdict.reason(),
              verdict.remedy(),
              verdict.source()));
    }
  }
}
