// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of devices. */
class DeviceTest {
  @ParameterizedTest
  @ValueSource(strings = {"cpu", "auto", "cuda", "cuda:1", "cuda:127"})
  void aLabelParsesToItself(String label) {
    assertThat(Device.parse(label).label()).isEqualTo(label);
  }

  @Test
  void theFirstCudaDeviceNeedsNoNumber() {
    assertThat(Device.parse("cuda:0")).isEqualTo(Device.CUDA);
    assertThat(Device.cuda(0)).isEqualTo(Device.CUDA);
    assertThat(Device.cuda(2).index()).isEqualTo(2);
    assertThat(Device.labels()).isEqualTo(List.of("cpu", "cuda", "auto"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cpu:0", "CUDA", "cuda:1000"})
  void anotherLabelIsRefused(String label) {
    assertThatThrownBy(() -> Device.parse(label))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("'" + label + "'")
        .hasMessageContaining("cuda:1");
  }

  @Test
  void aNumberOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Device.parse("cuda:128"))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("128")
        .hasMessageContaining("0 to 127");
    assertThatThrownBy(() -> new Device(Device.Kind.CPU, 1))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("only CUDA devices");
  }
}
