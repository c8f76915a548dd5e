// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.MemorySession;
import org.reslab.Network;
import org.reslab.NetworkSpec;
import org.reslab.files.OutputFile;
import org.reslab.text.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes an untrained checkpoint. */
@Command(
    name = "init",
    header = "Write the checkpoint of an untrained network.",
    description = {
      "With one seed the weights are PyTorch's, bit for bit; the safetensors file loads into the"
          + " equivalent PyTorch module with strict=True."
    },
    footer = {
      "  reslab init --net tinynet --block basic --seed 0 --out w.safetensors",
      "  reslab init --net resnet-20 --init he-fan-out --out r20.safetensors"
    })
final class InitCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final NetworkOptions network = new NetworkOptions("init", "seeds");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The safetensors file to write.")
  private Path out = Path.of("");

  @Option(names = "--overwrite", description = "Replace an existing file.")
  private boolean overwrite;

  @Override
  public Integer call() {
    Path target = OutputFile.resolve(out, "--out", overwrite);
    NetworkSpec spec = network.spec();
    common.context().notices(List.of(spec.net()));
    long parameters;
    try (MemorySession session = MemorySession.open()) {
      Network made = session.network(spec);
      parameters = made.parameterCount();
      made.save(target);
    }
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("network", spec.net());
      document.put("block", spec.block().name());
      document.put("block_spec", spec.block().spec());
      document.put("seed", spec.seed());
      document.put("init", spec.init().label());
      document.put("parameters", parameters);
      document.put("out", out.toAbsolutePath().toString());
      common.context().printJson(document);
    } else {
      common
          .context()
          .print(
              "wrote %s: %s of %s, %s parameters, seed %s"
                  .formatted(
                      out,
                      spec.net(),
                      spec.block().name(),
                      Numbers.count(parameters),
                      Long.toUnsignedString(spec.seed())));
    }
    return ExitCodes.OK;
  }
}
