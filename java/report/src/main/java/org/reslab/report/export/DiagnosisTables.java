// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a diagnosis measured and judged, as tables. */
final class DiagnosisTables {
  private static final List<String> ARCHITECTURE =
      List.of("net", "block", "depth", "width", "init", "bn_mode", "input");

  private DiagnosisTables() {}

  static List<ExportTable> of(Map<String, @Nullable Object> diagnosis) {
    List<Map<String, @Nullable Object>> all = Fields.objects(diagnosis.get("architectures"));
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

  private static List<@Nullable Object> with(
      Map<String, @Nullable Object> architecture, @Nullable Object... values) {
    List<@Nullable Object> row = new ArrayList<>();
    ARCHITECTURE.forEach(key -> row.add(architecture.get(key)));
    row.addAll(Arrays.asList(values));
    return row;
  }

  private static void metrics(
      Map<String, @Nullable Object> architecture, Consumer<List<@Nullable Object>> row) {
    List<@Nullable Object> seeds = Fields.list(architecture.get("seeds"));
    Fields.object(architecture.get("metrics"))
        .forEach((metric, value) -> {
          double[] values = Fields.numbers(value);
          for (int i = 0; i < Math.min(values.length, seeds.size()); i++) {
            row.accept(with(architecture, seeds.get(i), metric, values[i]));
          }
        });
  }

  private static void profiles(
      Map<String, @Nullable Object> architecture, Consumer<List<@Nullable Object>> row) {
    for (LayerProfile profile : LayerProfile.of(architecture)) {
      for (int i = 0; i < profile.size(); i++) {
        row.accept(
            with(
                architecture,
                profile.metric(),
                profile.layers().get(i),
                profile.stages()[i],
                profile.summary(),
                profile.estimate()[i],
                profile.lower()[i],
                profile.upper()[i]));
      }
    }
  }

  private static void verdicts(
      Map<String, @Nullable Object> architecture, Consumer<List<@Nullable Object>> row) {
    for (Map<String, @Nullable Object> verdict : Fields.objects(architecture.get("verdicts"))) {
      Map<String, @Nullable Object> value = Fields.object(verdict.get("value"));
      Map<String, @Nullable Object> expected = Fields.object(verdict.get("expected"));
      row.accept(
          with(
              architecture,
              verdict.get("status"),
              verdict.get("aim"),
              verdict.get("metric"),
              Fields.number(value.get("mean")),
              Fields.number(value.get("lower")),
              Fields.number(value.get("upper")),
              verdict.get("seeds"),
              verdict.get("undefined"),
              expected.get("low"),
              expected.get("high"),
              verdict.get("reason"),
              verdict.get("remedy"),
              verdict.get("source")));
    }
  }
}
