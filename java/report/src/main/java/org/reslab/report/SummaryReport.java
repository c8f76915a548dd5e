// SPDX-License-Identifier: Apache-2.0
package org.reslab.report;

import java.util.ArrayList;
import java.util.List;
import org.reslab.ImageDescription;
import org.reslab.Layer;
import org.reslab.NetworkSpec;
import org.reslab.report.TextTable.Align;
import org.reslab.text.Numbers;

/** A network as text: its layer tree with output shapes, parameters and MACs, and its totals. */
public final class SummaryReport {
  private static final int BYTES_PER_VALUE = Float.BYTES;
  private static final String INDENT = "  ";

  private SummaryReport() {}

  /**
   * Returns the report, ended by a line feed.
   *
   * @param spec what was built
   * @param layers in the order of execution
   */
  public static String text(NetworkSpec spec, List<Layer> layers) {
    return text(spec, layers, Integer.MAX_VALUE, Screen.PLAIN);
  }

  /**
   * Returns the report as a screen can show it.
   *
   * @param depth parts of a layer's name that are shown: what is below is summed up
   */
  public static String text(NetworkSpec spec, List<Layer> layers, int depth, Screen screen) {
    long parameters = layers.stream().mapToLong(Layer::parameters).sum();
    long macs = layers.stream().mapToLong(Layer::macs).sum();
    double outputs = layers.stream().mapToDouble(SummaryReport::outputValues).sum();
    double parameterBytes = (double) parameters * BYTES_PER_VALUE;
    double inputBytes = (double) inputValues(spec.images()) * BYTES_PER_VALUE;
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
            tree(layers, parameters, depth, screen),
            Numbers.count(parameters),
            Numbers.count(macs),
            finalNorm(spec, layers),
            Numbers.bytes(parameterBytes),
            Numbers.bytes(inputBytes),
            Numbers.bytes(outputBytes));
  }

  private static String tree(List<Layer> layers, long parameters, int depth, Screen screen) {
    TextTable table =
        new TextTable()
            .column("layer", Align.LEFT)
            .column("type", Align.LEFT)
            .column("kernel", Align.LEFT)
            .column("groups", Align.RIGHT)
            .column("input shape", Align.LEFT)
            .column("output shape", Align.LEFT)
            .column("params", Align.RIGHT)
            .column("share", Align.RIGHT)
            .column("MACs", Align.RIGHT);
    List<String> open = List.of();
    for (int i = 0; i < layers.size(); ) {
      List<String> path = List.of(layers.get(i).name().split("\\."));
      List<String> shown = path.subList(0, Math.min(depth, path.size()));
      List<String> parents = shown.subList(0, shown.size() - 1);
      for (int level = shared(open, parents); level < parents.size(); level++) {
        table.row(
            List.of(INDENT.repeat(level) + parents.get(level), "", "", "", "", "", "", "", ""));
      }
      open = parents;
      int end = i + 1;
      while (shown.size() < path.size() && end < layers.size() && isBelow(layers.get(end), shown)) {
        end++;
      }
      table.row(row(shown, shown.size() == path.size(), layers.subList(i, end), parameters));
      i = end;
    }
    return table.text(screen);
  }

  private static boolean isBelow(Layer layer, List<String> path) {
    return layer.name().startsWith(String.join(".", path) + ".");
  }

  /** The row of a layer, or of the sum of several. */
  private static List<String> row(
      List<String> path, boolean single, List<Layer> layers, long allParameters) {
    long parameters = layers.stream().mapToLong(Layer::parameters).sum();
    long macs = layers.stream().mapToLong(Layer::macs).sum();
    return List.of(
        INDENT.repeat(path.size() - 1) + path.getLast(),
        single ? layers.getFirst().type() : "",
        single && layers.getFirst().kernel() > 0
            ? "%1$s x %1$s".formatted(layers.getFirst().kernel())
            : "",
        single && layers.getFirst().groups() > 0 ? Numbers.count(layers.getFirst().groups()) : "",
        layers.getFirst().inputShape().toString(),
        layers.getLast().outputShape().toString(),
        parameters == 0 ? Numbers.NONE : Numbers.count(parameters),
        parameters == 0 ? Numbers.NONE : Numbers.percent((double) parameters / allParameters, 1),
        macs == 0 ? Numbers.NONE : Numbers.count(macs));
  }

  private static long inputValues(ImageDescription images) {
    return (long) images.channels() * images.height() * images.width();
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
