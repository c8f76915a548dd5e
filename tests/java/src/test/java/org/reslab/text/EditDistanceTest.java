// SPDX-License-Identifier: Apache-2.0
package org.reslab.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
  private static final List<String> KEYS = List.of("epochs", "batch", "base", "lr", "net", "nets");

  @ParameterizedTest
  @CsvSource({"epcohs, epochs", "peocsh, epochs", "abtch, batch", "bsae, base"})
  void neighboursThatChangedPlacesCountOnce(String word, String expected) {
    assertThat(EditDistance.nearest(word, KEYS)).isEqualTo(expected);
  }

  @Test
  void whatIsFarFromEverythingHasNoneNear() {
    assertThat(EditDistance.nearest("momentum", KEYS)).isNull();
    assertThat(EditDistance.nearest("eopchs", List.of("xxochs"))).isNull();
  }
}
