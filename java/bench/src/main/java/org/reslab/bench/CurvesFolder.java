// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.reslab.files.AtomicFile;
import org.reslab.files.CsvTable;
import org.reslab.files.Json;

/** The files that cost curves leave. */
public final class CurvesFolder {
  private static final List<String> HEADER =
      List.of(
          "curve",
          "x",
          "seconds_per_image_median",
          "seconds_per_image_lower",
          "seconds_per_image_upper",
          "seconds_per_image_min",
          "seconds_per_image_max",
          "rounds",
          "idle_bytes",
          "peak_bytes",
          "step_bytes");

  private CurvesFolder() {}

  /**
   * Writes {@code curves.csv}, a row a point, and {@code curves.json}, everything.
   *
   * @throws org.reslab.NativeIoException if that fails, also where the table exists
   */
  public static void write(Path folder, CurvesResult result) {
    try (CsvTable table = new CsvTable(folder.resolve("curves.csv"), HEADER)) {
      for (Curve curve : result.curves()) {
        for (Curve.Point point : curve.points()) {
          Spread time = point.secondsPerImage();
          table.row(
              List.of(
                  curve.kind().name().toLowerCase(Locale.ROOT),
                  point.x(),
                  time.median(),
                  time.lower(),
                  time.upper(),
                  time.min(),
                  time.max(),
                  time.rounds(),
                  point.idleBytes(),
                  point.peakBytes(),
                  point.stepBytes()));
        }
      }
    }
    AtomicFile.write(folder.resolve("curves.json"), Json.text(result));
  }
}
