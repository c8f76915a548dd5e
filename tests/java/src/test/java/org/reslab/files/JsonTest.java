// SPDX-License-Identifier: Apache-2.0
package org.reslab.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  enum Colour {
    LIGHT_BLUE
  }

  record Inner(double pHolm, int blockA) {}

  record Outer(String zebra, double lastValue, Colour colour, Path file, List<Inner> inner) {}

  @Test
  void writesRecordsInTheOrderOfTheirComponentsWithSnakeCaseKeys() {
    Outer value =
        new Outer("z", 0.5, Colour.LIGHT_BLUE, Path.of("a", "b"), List.of(new Inner(1, 2)));
    assertThat(Json.line(value))
        .isEqualTo(
            "{\"zebra\":\"z\",\"last_value\":0.5,\"colour\":\"light_blue\",\"file\":\"a/b\","
                + "\"inner\":[{\"p_holm\":1.0,\"block_a\":2}]}");
  }

  @Test
  void writesNonFiniteNumbersAsNull() {
    assertThat(Json.line(new Inner(Double.NaN, 1))).isEqualTo("{\"p_holm\":null,\"block_a\":1}");
    assertThat(Json.line(List.of(Double.POSITIVE_INFINITY, 1.5))).isEqualTo("[null,1.5]");
    assertThat(Json.line(new double[] {Double.NaN, 1.5, Double.NEGATIVE_INFINITY}))
        .isEqualTo("[null,1.5,null]");
    assertThat(Json.line(Map.of("values", new double[0]))).isEqualTo("{\"values\":[]}");
  }

  @Test
  void indentsDocuments() {
    assertThat(Json.text(new Inner(1, 2)).lines()).hasSize(4);
  }
}
