// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.diagnosis.StoredDiagnosis;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.experiment.Comparison;
import org.reslab.files.AtomicFile.Content;
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

  /** A file to be written. */
  private record Part(ExportFormat format, String name, Content content) {}

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
   * @throws org.reslab.CorruptDataException if a cell's name or the list of an earlier export leads
   *     out of the folder; nothing is written or removed then
   * @throws org.reslab.NativeIoException if a file cannot be written
   * @throws org.reslab.UnsupportedException if charts are asked for and there are no fonts
   * @throws CancelledException if the flag was set; the files written until then are whole
   */
  public ExportResult write(Path folder, ExportListener listener, CancelFlag cancel) {
    ExportFolder target = new ExportFolder(folder);
    List<Part> parts = new ArrayList<>();
    for (ExportFormat format : formats) {
      Map<String, Content> files = files(format);
      if (files.isEmpty()) {
        notes.add(
            "%s: nothing of %s can be written; %s"
                .formatted(run.name(), format.label(), why(format)));
      }
      files.forEach((name, content) -> parts.add(new Part(format, name, content)));
    }
    parts.forEach(part -> target.requireInside(part.name()));
    @Nullable ExportFormat begun = null;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (cancel.isCancelled()) {
        throw new CancelledException(
            "the export ended after %s of %s files".formatted(i, parts.size()));
      }
      if (part.format() != begun) {
        begun = part.format();
        target.begin(begun);
      }
      listener.progress(part.name(), i, parts.size());
      target.write(part.name(), part.content());
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

  /** What is to be written of a format, by the names of the files. */
  private Map<String, Content> files(ExportFormat format) {
    return switch (format) {
      case TENSORBOARD -> tensorBoard();
      case CSV, JSONL -> tables(format);
      case MARKDOWN -> markdown();
      case PNG, SVG -> charts(format);
      case JUNIT -> junit();
    };
  }

  private Map<String, Content> tensorBoard() {
    Map<String, Content> files = new LinkedHashMap<>();
    String file = "/" + TensorBoardExport.fileName(run);
    double start = TensorBoardExport.start(run);
    for (StoredCell cell : run.cells()) {
      double began = start;
      files.put(
          "tensorboard/" + cell.id() + file, out -> TensorBoardExport.write(run, cell, began, out));
      start += TensorBoardExport.seconds(cell); // one after the other
    }
    for (Architecture each : architectures()) {
      files.put(
          "tensorboard/" + FileNames.of(each.name()) + file,
          out -> TensorBoardExport.write(run, each, out));
    }
    return files;
  }

  private Map<String, Content> tables(ExportFormat format) {
    Map<String, Content> files = new LinkedHashMap<>();
    List<ExportTable> tables = List.of();
    if (run.diagnosis() != null) {
      tables = DiagnosisTables.of(run.diagnosis());
    } else if (!run.cells().isEmpty()) {
      tables = TrainingTables.of(run);
    }
    for (ExportTable table : tables) {
      files.put(
          "%s/%s.%s".formatted(format.label(), table.name(), format.label()),
          format == ExportFormat.CSV
              ? out -> TableFiles.csv(table, out)
              : out -> TableFiles.jsonLines(table, out));
    }
    return files;
  }

  private Map<String, Content> markdown() {
    @Nullable Comparison comparison = run.comparison();
    @Nullable StoredDiagnosis diagnosis = run.diagnosis();
    if (comparison == null && diagnosis == null) {
      return Map.of();
    }
    return Map.of(
        "summary.md",
        out ->
            out.write(
                (comparison != null
                        ? MarkdownExport.training(run, comparison)
                        : MarkdownExport.diagnosis(run, Objects.requireNonNull(diagnosis)))
                    .getBytes(StandardCharsets.UTF_8)));
  }

  private Map<String, Content> charts(ExportFormat format) {
    Map<String, Content> files = new LinkedHashMap<>();
    for (Chart chart : charts()) {
      String base = "%s/%s".formatted(format.label(), FileNames.of(chart.name()));
      String name = base;
      for (int i = 2; files.containsKey(name + "." + format.label()); i++) {
        name = base + "-" + i;
      }
      files.put(
          name + "." + format.label(),
          format == ExportFormat.PNG ? out -> out.write(chart.png()) : chart::writeSvg);
    }
    return files;
  }

  private Map<String, Content> junit() {
    @Nullable StoredDiagnosis diagnosis = run.diagnosis();
    return diagnosis == null
        ? Map.of()
        : Map.of("junit.xml", out -> new JunitExport(failFrom).write(diagnosis, out));
  }

  /** Every chart of the run. */
  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>(LearningCharts.of(run));
    for (StoredCell cell : run.cells()) {
      Stream.of(PictureCharts.confusion(cell), PictureCharts.mistakes(cell))
          .flatMap(Optional::stream)
          .forEach(charts::add);
      charts.addAll(PictureCharts.histograms(cell.id(), cell.histograms()));
    }
    if (run.diagnosis() != null) {
      charts.addAll(DepthCharts.of(run.diagnosis()));
    }
    run.histograms().stream()
        .collect(Collectors.groupingBy(HistogramRow::run, LinkedHashMap::new, Collectors.toList()))
        .forEach((name, rows) -> charts.addAll(PictureCharts.histograms(name, rows)));
    return charts;
  }

  private List<Architecture> architectures() {
    return run.diagnosis() == null ? List.of() : run.diagnosis().architectures();
  }
}
