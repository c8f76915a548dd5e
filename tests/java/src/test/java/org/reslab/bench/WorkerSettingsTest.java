// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.reslab.Device;
import org.reslab.InvalidArgumentException;
import org.reslab.Kernels;
import org.reslab.Precision;

/** What a worker is told, and which peers it is told beside. */
class WorkerSettingsTest {
  private static final WorkerSettings CPU =
      WorkerSettings.builder("tinynet", "basic")
          .width(8)
          .threads(2)
          .kernels(Kernels.REFERENCE)
          .build();
  private static final WorkerSettings CUDA =
      CPU.toBuilder().device(Device.cuda(1)).precision(Precision.TF32).deterministic(true).build();

  @Test
  void everySettingArrives() {
    assertThat(WorkerSettings.parse(CUDA.toJson())).isEqualTo(CUDA);
    assertThat(CUDA.toJson())
        .contains("\"device\":\"cuda:1\"")
        .contains("\"precision\":\"tf32\"")
        .contains("\"threads\":2");
    assertThat(
            CUDA.toBuilder()
                .mode("tuned")
                .net("resnet-8")
                .width(4)
                .size(16)
                .batch(3)
                .steps(5)
                .build())
        .isEqualTo(
            new WorkerSettings(
                "tuned",
                "resnet-8",
                "basic",
                4,
                16,
                3,
                5,
                2,
                "reference",
                "cuda:1",
                "tf32",
                true,
                0));
  }

  @Test
  void aDocumentTellsTheDeviceAndThePrecisionAndKernelsOfACpuAlone() {
    assertThat(CPU.describe())
        .containsEntry("device", "cpu")
        .containsEntry("precision", "fp32")
        .containsEntry("kernels", "reference")
        .doesNotContainKey("deterministic");
    assertThat(CUDA.describe())
        .containsEntry("device", "cuda:1")
        .containsEntry("precision", "tf32")
        .containsEntry("deterministic", true)
        .doesNotContainKey("kernels");
  }

  @Test
  void contendersMustMeanTheSameDevice() {
    assertThatThrownBy(() -> CPU.toBuilder().device(Device.AUTO).build())
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("'auto', expected what it comes to");
  }

  @Test
  void waysThatAreOfTheCpuAreLeftOutAndRefusedOnADevice() {
    assertThat(PeerMode.training(CPU)).isEqualTo(PeerMode.TRAINING);
    assertThat(PeerMode.training(CUDA)).containsExactly(PeerMode.TUNED, PeerMode.COMPILE);
    try (PythonPeer peer = PythonPeer.ofProgram(List.of("peer"))) {
      assertThat(peer.contender(PeerMode.TUNED, CUDA).command().getLast())
          .contains("\"mode\":\"tuned\"")
          .contains("\"device\":\"cuda:1\"")
          .contains("\"precision\":\"tf32\"");
      for (PeerMode mode : List.of(PeerMode.NOTEBOOK, PeerMode.TUNED_MALLOC)) {
        assertThatThrownBy(() -> peer.contender(mode, CUDA))
            .isInstanceOf(InvalidArgumentException.class)
            .hasMessageContaining(mode.label())
            .hasMessageContaining("expected tuned or compile");
      }
    }
  }
}
