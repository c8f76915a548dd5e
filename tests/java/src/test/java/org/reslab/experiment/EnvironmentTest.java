// SPDX-License-Identifier: Apache-2.0
package org.reslab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of an environment decides the last digits. */
class EnvironmentTest {
  private static final Environment NOW = onDevice("cuda:1", "a card");

  private static Environment onDevice(String device, @Nullable String name) {
    return new Environment(
        "now", List.of(), "0", "0", "2.13.0", "AVX2", "avx2", true, 2, "25", "a JVM", "Linux",
        "amd64", null, 1, 1, device, name, "13.0", "13.2", null);
  }

  private static Map<String, @Nullable Object> written() {
    Map<String, @Nullable Object> earlier = new LinkedHashMap<>();
    earlier.put("torch_running", "2.13.0");
    earlier.put("cpu_capability", "AVX2");
    earlier.put("cpu_kernels", "avx2");
    earlier.put("threads", 1);
    earlier.put("device", "cuda:1");
    earlier.put("device_name", "a card");
    return earlier;
  }

  @Test
  void theSameIsNoDifference() {
    assertThat(NOW.differences(written())).isEmpty();
  }

  @Test
  void anotherCardIsOne() {
    Map<String, @Nullable Object> earlier = written();
    earlier.put("device_name", "another card");
    assertThat(NOW.differences(earlier))
        .containsExactly("device_name was another card and is a card");
  }

  @Test
  void anEnvironmentOfBeforeThereWereCardsIsReadAsACpu() {
    Map<String, @Nullable Object> earlier = written();
    earlier.put("device", "cpu");
    earlier.remove("device_name");
    assertThat(onDevice("cpu", null).differences(earlier)).isEmpty();
  }
}
