// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;
import org.reslab.Layer;
import org.reslab.NetworkSpec;
import org.reslab.report.TextTable.Align;
import org.reslab.text.Numbers;

/** A network as text: its layer tree with output shapes, parameters and MACs, and its totals. */
public final class SummaryReport {
  private static final int BYTES_PER_VALUE = Float.BYTES;
  private static final long INPUT_VALUES = 3 * 32 * 32;
  private static final String INDENT = "  ";

  private SummaryReport() {}

  /**
   * Returns the report, ended by a line feed.
   *
   * @param spec what was built
   * @param layers in the order of execution
   */
  public static String text(NetworkSpec spec, List<Layer> layers) {
    return text(spec, layers, Screen.PLAIN);
  }

  /** Returns the report as a screen can show it. */
  public static String text(NetworkSpec spec, List<Layer> layers, Screen screen) {
    long parameters = layers.stream().mapToLong(Layer::parameters).sum();
    long macs = layers.stream().mapToLong(Layer::macs).sum();
    double outputs = layers.stream().mapToDouble(SummaryReport::outputValues).sum();
    double parameterBytes = (double) parameters * BYTES_PER_VALUE;
    double inputBytes = (double) INPUT_VALUES * BYTES_PER_VALUE;
    double outputBytes = outputs * BYTES_PER_VALUE;
    return """
    %s of %s
    %s

    %s
    parameters    %s
    MACs          %s per image (FLOPs: twice as many)
    final norm    %s

    Estimated sizes, float32:
    parameters    %s
    input         %s per image
    layer outputs %s per image
    """
        .formatted(
            spec.net(),
            spec.block().name(),
            spec.block().spec(),
            tree(layers, screen),
            Numbers.count(parameters),
            Numbers.count(macs),
            finalNorm(spec, layers),
            Numbers.bytes(parameterBytes),
            Numbers.bytes(inputBytes),
            Numbers.bytes(outputBytes));
  }

  private static String tree(List<Layer> layers, Screen screen) {
    TextTable table =
        new TextTable()
            .column("layer", Align.LEFT)
            .column("type", Align.LEFT)
            .column("output shape", Align.LEFT)
            .column("params", Align.RIGHT)
            .column("MACs", Align.RIGHT);
    List<String> open = List.of();
    for (Layer layer : layers) {
      List<String> path = List.of(layer.name().split("\\."));
      List<String> parents = path.subList(0, path.size() - 1);
      for (int depth = shared(open, parents); depth < parents.size(); depth++) {
        table.row(List.of(INDENT.repeat(depth) + parents.get(depth), "", "", "", ""));
      }
      open = parents;
      table.row(
          List.of(
              INDENT.repeat(parents.size()) + path.getLast(),
              layer.type(),
              layer.outputShape().toString(),
              layer.parameters() == 0 ? Numbers.NONE : Numbers.count(layer.parameters()),
              layer.macs() == 0 ? Numbers.NONE : Numbers.count(layer.macs())));
    }
    return table.text(screen);
  }

  private static int shared(List<String> a, List<String> b) {
    int depth = 0;
    while (depth < Math.min(a.size(), b.size()) && a.get(depth).equals(b.get(depth))) {
      depth++;
    }
    return depth;
  }

  private static double outputValues(Layer layer) {
    return layer.outputShape().stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }

  /**
   * Whether there is one follows from the layers: the default depends on the network and the block.
   */
  private static String finalNorm(NetworkSpec spec, List<Layer> layers) {
    List<Layer> afterStages = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer.stage() > 0) {
        afterStages.clear();
      } else {
        afterStages.add(layer);
      }
    }
    if (afterStages.stream().anyMatch(layer -> layer.type().contains("Norm"))) {
      return "on (--no-final-norm leaves it out)";
    }
    return spec.net().equals("tinynet")
        ? "off (as in the notebook; --final-norm turns it on)"
        : "off (--final-norm turns it on)";
  }
}
