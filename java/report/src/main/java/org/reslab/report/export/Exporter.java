// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.experiment.Comparison;
import org.reslab.files.HistogramRow;
import org.reslab.health.Status;
import org.reslab.report.chart.Chart;
import org.reslab.store.StoredCell;
import org.reslab.store.StoredRun;

/** Writes a run directory in other formats. */
public final class Exporter {
  private final StoredRun run;
  private final Set<ExportFormat> formats;
  private final Status failFrom;
  private final List<String> notes = new ArrayList<>();

  /** A piece of the work. */
  private record Part(ExportFormat format, String what, Runnable work) {}

  /**
   * Prepares an export.
   *
   * @param formats at least one
   * @param failFrom from which verdict on a JUnit case is a failure
   */
  public Exporter(StoredRun run, List<ExportFormat> formats, Status failFrom) {
    this.run = run;
    this.formats = EnumSet.copyOf(formats);
    this.failFrom = failFrom;
  }

  /**
   * Writes the formats, each in place of what an earlier export of it wrote there.
   *
   * @param folder made where it is not there; files that no export wrote stay as they are
   * @param cancel ends the work between two files
   * @throws org.reslab.InvalidArgumentException if such a file is where one is to be written
   * @throws org.reslab.NativeIoException if a file cannot be written
   * @throws org.reslab.UnsupportedException if charts are asked for and there are no fonts
   * @throws CancelledException if the flag was set; the files written until then are whole
   */
  public ExportResult write(Path folder, ExportListener listener, CancelFlag cancel) {
    ExportFolder target = new ExportFolder(folder);
    List<Part> parts = new ArrayList<>();
    for (ExportFormat format : formats) {
      int before = parts.size();
      switch (format) {
        case TENSORBOARD -> tensorBoard(target, parts);
        case CSV, JSONL -> tables(format, target, parts);
        case MARKDOWN -> markdown(target, parts);
        case PNG, SVG -> charts(format, target, parts);
        case JUNIT -> junit(target, parts);
      }
      if (parts.size() == before) {
        notes.add(
            "%s: nothing of %s can be written; %s"
                .formatted(run.name(), format.label(), why(format)));
      }
    }
    @Nullable ExportFormat begun = null;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (cancel.isCancelled()) {
        throw new CancelledException(
            "the export ended after %d of %d files".formatted(i, parts.size()));
      }
      if (part.format() != begun) {
        begun = part.format();
        target.begin(begun);
      }
      listener.progress(part.what(), i, parts.size());
      part.work().run();
    }
    return new ExportResult(target.written(), notes);
  }

  private String why(ExportFormat format) {
    return switch (format) {
      case JUNIT ->
          run.kind() == StoredRun.Kind.TRAINING
              ? "it holds verdicts, and this run was trained, not diagnosed"
              : "the diagnosis has not come to its verdicts";
      case MARKDOWN ->
          run.kind() == StoredRun.Kind.TRAINING
              ? "its settings cannot be read"
              : "the diagnosis has not come to its verdicts";
      case TENSORBOARD, CSV, JSONL, PNG, SVG -> "nothing was measured yet";
    };
  }

  private void tensorBoard(ExportFolder target, List<Part> parts) {
    String file = TensorBoardExport.fileName(run);
    Map<String, Double> starts = TensorBoardExport.starts(run);
    for (StoredCell cell : run.cells()) {
      String name = "tensorboard/" + cell.id() + "/" + file;
      double start = starts.getOrDefault(cell.id(), 0.0);
      parts.add(
          new Part(
              ExportFormat.TENSORBOARD,
              name,
              () -> target.write(name, out -> TensorBoardExport.write(run, cell, start, out))));
    }
    for (Architecture each : architectures()) {
      String name = "tensorboard/" + FileNames.of(each.name()) + "/" + file;
      parts.add(
          new Part(
              ExportFormat.TENSORBOARD,
              name,
              () -> target.write(name, out -> TensorBoardExport.write(run, each, out))));
    }
  }

  private void tables(ExportFormat format, ExportFolder target, List<Part> parts) {
    List<ExportTable> tables = List.of();
    if (run.diagnosis() != null) {
      tables = DiagnosisTables.of(run.diagnosis());
    } else if (!run.cells().isEmpty()) {
      tables = TrainingTables.of(run);
    }
    for (ExportTable table : tables) {
      String name = format.label() + "/" + table.name() + "." + format.label();
      parts.add(
          new Part(
              format,
              name,
              () ->
                  target.write(
                      name,
                      out -> {
                        if (format == ExportFormat.CSV) {
                          TableFiles.csv(table, out);
                        } else {
                          TableFiles.jsonLines(table, out);
                        }
                      })));
    }
  }

  private void markdown(ExportFolder target, List<Part> parts) {
    String name = "summary.md";
    @Nullable Comparison comparison = run.comparison();
    @Nullable StoredDiagnosis diagnosis = run.diagnosis();
    if (comparison != null) {
      parts.add(
          new Part(
              ExportFormat.MARKDOWN,
              name,
              () -> target.write(name, MarkdownExport.training(run, comparison))));
    } else if (diagnosis != null) {
      parts.add(
          new Part(
              ExportFormat.MARKDOWN,
              name,
              () -> target.write(name, MarkdownExport.diagnosis(run, diagnosis))));
    }
  }

  private void charts(ExportFormat format, ExportFolder target, List<Part> parts) {
    Set<String> names = new LinkedHashSet<>();
    for (Chart chart : charts()) {
      String base = FileNames.of(chart.name());
      String unique = base;
      for (int i = 2; !names.add(unique); i++) {
        unique = base + "-" + i;
      }
      String name = format.label() + "/" + unique + "." + format.label();
      parts.add(
          new Part(
              format,
              name,
              () ->
                  target.write(
                      name,
                      out -> {
                        if (format == ExportFormat.PNG) {
                          out.write(chart.png());
                        } else {
                          chart.writeSvg(out);
                        }
                      })));
    }
  }

  /** Every chart of the run. */
  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>(LearningCharts.of(run));
    for (StoredCell cell : run.cells()) {
      @Nullable Chart confusion = PictureCharts.confusion(cell);
      if (confusion != null) {
        charts.add(confusion);
      }
      @Nullable Chart mistakes = PictureCharts.mistakes(cell);
      if (mistakes != null) {
        charts.add(mistakes);
      }
      charts.addAll(PictureCharts.histograms(cell.id(), cell.histograms()));
    }
    if (run.diagnosis() != null) {
      charts.addAll(DepthCharts.of(run.diagnosis()));
      run.histograms().stream()
          .map(HistogramRow::run)
          .distinct()
          .forEach(id ->
              charts.addAll(
                  PictureCharts.histograms(
                      id, run.histograms().stream().filter(r -> r.run().equals(id)).toList())));
    }
    return charts;
  }

  private void junit(ExportFolder target, List<Part> parts) {
    @Nullable StoredDiagnosis diagnosis = run.diagnosis();
    if (diagnosis != null) {
      String name = "junit.xml";
      parts.add(
          new Part(
              ExportFormat.JUNIT,
              name,
              () -> target.write(name, out -> new JunitExport(failFrom).write(diagnosis, out))));
    }
  }

  private List<Architecture> architectures() {
    return run.diagnosis() == null ? List.of() : run.diagnosis().architectures();
  }
}
