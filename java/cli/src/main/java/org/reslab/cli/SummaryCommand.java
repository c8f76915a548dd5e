// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.InvalidArgumentException;
import org.reslab.Layer;
import org.reslab.MemorySession;
import org.reslab.Net;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.report.SummaryReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the layers of a network. */
@Command(
    name = "summary",
    header = "Show a network's layers with output shapes, parameters and MACs.",
    description = {"MACs are of convolutions and linear layers, for one image."},
    footer = {
      "  reslab summary --net tinynet --block basic",
      "  reslab summary --net resnet50 --size 224 --classes 1000 --depth 1",
      "  reslab summary --net wrn-16-4 --block preact --classes 100 --json"
    })
final class SummaryCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final NetworkOptions network = new NetworkOptions();

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = {
        "Show layers down to this depth, those below summed up: 1 for stem, stages and head, 2 for"
            + " blocks. All layers by default."
      })
  private int depth = Integer.MAX_VALUE;

  @Override
  public Integer call() {
    if (depth < 1) {
      throw new InvalidArgumentException("--depth is %s, expected at least 1".formatted(depth));
    }
    NetworkSpec spec = network.spec();
    common.context().notices(List.of(spec.net()));
    List<Layer> layers;
    long parameters;
    try (MemorySession session = MemorySession.open()) {
      Network built = session.network(spec);
      layers = built.layers();
      parameters = built.parameterCount();
    }
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("network", spec.net());
      document.put("block", spec.block().name());
      document.put("block_spec", spec.block().spec());
      document.put("net_spec", Net.of(spec.net()).spec());
      document.put(
          "image_shape",
          List.of(spec.images().channels(), spec.images().height(), spec.images().width()));
      document.put("classes", spec.classes());
      document.put("parameters", parameters);
      document.put("macs", layers.stream().mapToLong(Layer::macs).sum());
      document.put("layers", layers);
      common.context().printJson(document);
    } else {
      Context context = common.context();
      context.print(SummaryReport.text(spec, layers, depth, context.screen()));
    }
    return ExitCodes.OK;
  }
}
