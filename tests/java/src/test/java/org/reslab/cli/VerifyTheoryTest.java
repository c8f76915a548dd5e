// SPDX-License-Identifier: Apache-2.0
package org.reslab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The quick form of the proof that the probes measure what they are named for. */
class VerifyTheoryTest {
  /** Picocli warns of a per cent sign that is not doubled, past the command's own error stream. */
  @Test
  void helpIsWithoutWarnings() {
    PrintStream before = System.err;
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try (PrintStream ear = new PrintStream(heard, true, StandardCharsets.UTF_8)) {
      System.setErr(ear);
      assertThat(Cli.run("verify-theory", "--help").out()).contains("95 % interval");
      assertThat(Cli.run("diagnose", "--help").code()).isZero();
    } finally {
      System.setErr(before);
    }
    assertThat(heard.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void everyClaimHolds() {
    Cli result = Cli.run("verify-theory", "--quick", "--json");
    JsonNode document = result.json();
    List<String> failed = new ArrayList<>();
    document
        .get("claims")
        .forEach(claim -> {
          assertThat(claim.propertyNames())
              .containsExactly("claim", "predicted", "tolerance", "measured", "source", "passed");
          assertThat(claim.get("source").asString()).isNotBlank();
          if (!claim.get("passed").asBoolean()) {
            failed.add(claim.toString());
          }
        });
    assertThat(failed).isEmpty();
    assertThat(document.get("claims").size()).isGreaterThan(40);
    assertThat(document.get("passed").asBoolean()).isTrue();
    assertThat(result.code()).isZero();
  }
}
