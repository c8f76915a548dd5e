// SPDX-License-Identifier: Apache-2.0
package org.reslab.report.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.reslab.InvalidArgumentException;
import org.reslab.text.EditDistance;

/** What a run directory can be turned into. */
public enum ExportFormat {
  /** Event files: scalars, histograms, images, hyperparameters. */
  TENSORBOARD,
  /** Tables in long format, RFC 4180. */
  CSV,
  /** The same tables, one JSON object a line. */
  JSONL,
  /** The comparison or the verdicts as tables of GitHub-flavoured Markdown. */
  MARKDOWN,
  /** Each chart as a bitmap. */
  PNG,
  /** Each chart as a vector drawing. */
  SVG,
  /** The verdicts of a diagnosis as a test report, for CI servers. */
  JUNIT;

  /** Returns the name in commands and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the names of all formats. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ExportFormat::label).toList();
  }

  /**
   * Returns the format of a name.
   *
   * @throws InvalidArgumentException if there is none; the message names the nearest
   */
  public static ExportFormat parse(String text) {
    for (ExportFormat format : values()) {
      if (format.label().equals(text)) {
        return format;
      }
    }
    @Nullable String nearest = EditDistance.nearest(text, labels());
    throw new InvalidArgumentException(
        "unknown format '%s': expected any of %s%s"
            .formatted(
                text,
                String.join(", ", labels()),
                nearest == null ? "" : "; did you mean '" + nearest + "'?"));
  }
}
