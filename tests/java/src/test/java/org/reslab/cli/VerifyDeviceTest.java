// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.NativeRuntime;
import org.reslab.OnBothKernels;
import tools.jackson.databind.JsonNode;

/** The fast kernels held against LibTorch's by the command that holds a GPU against the CPU. */
@OnBothKernels
class VerifyDeviceTest {
  @Test
  void theCpuIsWithinTheTolerances() {
    Cli result = Cli.run("verify-device", "--device", "cpu", "--json");
    JsonNode document = result.json();
    List<String> names = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    document
        .get("checks")
        .forEach(check -> {
          names.add(check.get("name").asString());
          if (!check.get("passed").asBoolean()) {
            failed.add(check.toString());
          }
        });
    assertThat(failed).isEmpty();
    assertThat(names)
        .contains(
            "logits, fp32",
            "logits, bf16",
            "gradient norm, fp32",
            "20 steps, fp32",
            "20 steps, bf16",
            "deterministic steps, again");
    // Another way of computing was compared, not one with itself; without kernels of its own only
    // the precision is another.
    boolean own = !NativeRuntime.get().info().cpuKernels().equals("none");
    document
        .get("checks")
        .forEach(check -> {
          String name = check.get("name").asString();
          if (name.endsWith("bf16") || (own && name.equals("20 steps, fp32"))) {
            assertThat(check.get("difference").asDouble()).as(check.toString()).isPositive();
          }
        });
    assertThat(document.get("device").asString()).isEqualTo("cpu");
    assertThat(document.get("passed").asBoolean()).isTrue();
    assertThat(result.code()).isZero();
  }

  @Test
  void aDeviceThatIsNotThereIsAFailure() {
    Cli result = Cli.run("verify-device", "--device", "cuda:77");
    assertThat(result.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(result.err()).contains("cuda:77");
    assertThat(Cli.run("verify-device", "--device", "gpu").code()).isEqualTo(ExitCodes.USAGE);
  }
}
