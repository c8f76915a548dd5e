// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.diagnosis.Diagnosis;
import org.reslab.experiment.BlockSummary;
import org.reslab.experiment.Comparison;
import org.reslab.experiment.Variant;
import org.reslab.health.Card;
import org.reslab.report.TextTable.Align;
import org.reslab.text.Numbers;

/** The experiments of one file in one table. */
public final class StudyReport {
  /**
   * One experiment that was run, now or before.
   *
   * @param variant which
   * @param folder where its results are
   * @param found whether it was done before
   * @param comparison its outcome where it trained, else null
   * @param diagnosis its outcome where it diagnosed, else null
   */
  public record Part(
      Variant variant,
      Path folder,
      boolean found,
      @Nullable Comparison comparison,
      @Nullable Diagnosis diagnosis) {}

  private StudyReport() {}

  /** Returns the table; a column for each key of the matrix. */
  public static String text(List<Part> parts, Screen screen) {
    Set<String> keys = new LinkedHashSet<>();
    parts.forEach(part -> keys.addAll(part.variant().point().keySet()));
    boolean trains = parts.stream().anyMatch(part -> part.comparison() != null);
    TextTable table = new TextTable();
    keys.forEach(key -> table.column(key, Align.LEFT));
    if (trains) {
      table
          .column("net", Align.LEFT)
          .column("block", Align.LEFT)
          .column("params", Align.RIGHT)
          .column("train loss", Align.RIGHT)
          .column("test acc %", Align.RIGHT)
          .column("grad norm", Align.RIGHT)
          .column("seeds", Align.RIGHT)
          .column("status", Align.LEFT);
    } else {
      table.column("architecture", Align.LEFT).column("status", Align.LEFT);
    }
    for (Part part : parts) {
      List<String> point = new ArrayList<>();
      keys.forEach(key -> point.add(part.variant().point().getOrDefault(key, Numbers.NONE)));
      if (part.comparison() != null) {
        part.comparison().blocks().forEach(block -> table.row(row(point, block)));
      }
      if (part.diagnosis() != null) {
        part.diagnosis().cards().forEach(card -> table.row(row(point, card)));
      }
    }
    return table.text(screen);
  }

  private static List<String> row(List<String> point, BlockSummary block) {
    List<String> cells = new ArrayList<>(point);
    cells.add(block.net());
    cells.add(block.block());
    cells.add(Numbers.count(block.parameters()));
    cells.add(ComparisonReport.interval(block.trainLoss(), 1, 4));
    cells.add(ComparisonReport.interval(block.testAccuracy(), 100, 2));
    cells.add(ComparisonReport.interval(block.gradNorm(), 1, 2));
    cells.add(Integer.toString(block.statuses().size()));
    cells.add(ComparisonReport.statuses(block));
    return cells;
  }

  private static List<String> row(List<String> point, Card card) {
    List<String> cells = new ArrayList<>(point);
    cells.add(card.architecture().name());
    cells.add(card.status().name().toLowerCase(Locale.ROOT));
    return cells;
  }
}
