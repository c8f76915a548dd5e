// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.reslab.Device;
import org.reslab.NativeRuntime;
import org.reslab.experiment.ExperimentCommand;
import org.reslab.parity.ParityCheck;
import org.reslab.parity.ParitySuite;
import org.reslab.report.ParityReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Holds a device against the CPU. */
@Command(
    name = "verify-device",
    header = "Compare what a device computes with what the CPU does.",
    description = {
      "Batches, logits, gradients, 20 training steps and every probe, against LibTorch's kernels on"
          + " the CPU; steps that are repeated, recorded and streamed, against each other; reduced"
          + " precisions against fp32. Of the CPU, logits and steps by the fast kernels and in"
          + " bf16."
    },
    footer = {"  reslab verify-device", "  reslab verify-device --device cuda:1 --json"},
    exitCodeList = {
      "0:all is within its tolerance",
      "1:something is not, or a failure",
      "2:usage error",
      "3:the native part is unavailable",
      "130:interrupted"
    })
final class VerifyDeviceCommand implements Callable<Integer> {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin
  private final SettingOptions options = SettingOptions.some(ExperimentCommand.TRAIN, "device");

  @Override
  public Integer call() {
    Context context = common.context();
    Device compared = NativeRuntime.get().resolve(options.experiment().device());
    StatusLine line = new StatusLine(context);
    List<ParityCheck> checks;
    try {
      checks =
          ParitySuite.run(
              compared, context.cancellation().flag(), part -> line.show("comparing " + part));
    } finally {
      line.clear();
    }
    boolean passed = checks.stream().allMatch(ParityCheck::passed);
    if (common.json()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("device", compared.label());
      document.put("passed", passed);
      document.put("checks", checks.stream().map(VerifyDeviceCommand::document).toList());
      context.printJson(document);
    } else {
      context.print("device " + compared.label());
      context.print(ParityReport.text(checks, context.screen()));
    }
    return passed ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static Map<String, Object> document(ParityCheck check) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", check.name());
    document.put("subject", check.subject());
    document.put("difference", check.difference());
    document.put("tolerance", check.tolerance());
    document.put("unit", check.unit());
    document.put("passed", check.passed());
    return document;
  }
}
