// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.reslab.Layer;
import org.reslab.NativeIoException;
import org.reslab.files.CsvTable;

/** Everything measured, in long format: one value a row, for data frames. */
public final class DiagnosisTable {
  private static final List<String> HEADER =
      List.of(
          "net", "block", "depth", "width", "init", "bn_mode", "seed", "layer", "stage", "metric",
          "value", "input");

  private DiagnosisTable() {}

  /**
   * Writes {@code net,block,depth,width,init,bn_mode,seed,layer,stage,metric,value,input}, in place
   * of a file that is there. Layer and stage are empty for values of the network.
   *
   * @throws NativeIoException if it cannot be written
   */
  public static void write(List<SubjectResult> results, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new NativeIoException("cannot replace " + file + ": " + e, e);
    }
    try (CsvTable table = new CsvTable(file, HEADER)) {
      results.forEach(result -> rows(result, table::row));
    }
  }

  private static void rows(SubjectResult result, Consumer<List<Object>> table) {
    for (CellResult cell : result.cells()) {
      cell.network()
          .forEach((metric, value) -> table.accept(row(result, cell, "", "", metric, value)));
      for (Map.Entry<String, Map<String, Double>> profile : cell.layers().entrySet()) {
        for (Layer layer : result.layers()) {
          Double value = profile.getValue().get(layer.name());
          if (value != null) {
            table.accept(row(result, cell, layer.name(), layer.stage(), profile.getKey(), value));
          }
        }
      }
    }
  }

  private static List<Object> row(
      SubjectResult result,
      CellResult cell,
      Object layer,
      Object stage,
      String metric,
      double value) {
    Subject subject = result.subject();
    return new ArrayList<>(
        Arrays.asList(
            subject.net(),
            subject.block().name(),
            result.depth(),
            result.width(),
            subject.init().label(),
            subject.bnMode().label(),
            cell.seed(),
            layer,
            stage,
            metric,
            value,
            subject.input().label()));
  }
}
