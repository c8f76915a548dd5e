// SPDX-License-Identifier: Apache-2.0

/**
 * Charts as PNG and SVG files, drawn without a browser. Knows numbers and names, and no runs.
 *
 * <p>XChart draws lines. Heat maps and sheets of images are drawn here, because XChart's heat map
 * writes its values in one colour and labels every row, and it has no images. The page draws the
 * same {@linkplain org.reslab.report.series series} with scripts, because there they react to the
 * reader.
 */
@NullMarked
package org.reslab.report.chart;

import org.jspecify.annotations.NullMarked;
