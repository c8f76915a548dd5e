// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.reslab.CorruptDataException;
import org.reslab.diagnosis.StoredDiagnosis.Architecture;
import org.reslab.files.Json;
import org.reslab.health.Aim;
import org.reslab.health.Finding;
import org.reslab.health.Severity;
import org.reslab.health.Status;
import org.reslab.health.Verdict;

/** Reading of what this version, others and accidents have written. */
class StoredDiagnosisTest {
  private static final String LEAST =
      "{\"name\": \"n\", \"net\": \"tinynet\", \"block\": \"basic\", \"status\": \"pass\"%s}";

  private static Architecture architecture(String more) {
    return StoredDiagnosis.parse("{\"architectures\": [" + LEAST.formatted(more) + "]}")
        .architectures()
        .getFirst();
  }

  @Test
  void whatIsWrittenIsReadBack() {
    String text =
        """
        {"architectures":[{"name":"n","net":"tinynet","block":"basic","block_spec":"s","kind":"post",\
        "depth":8,"width":16,"init":"default","bn_mode":"train","input":"gaussian","seeds":[0,1],\
        "cost":{"parameters":1,"macs":2,"flops":4,"elementwise_flops":5,"backward_flops":6,\
        "activations":7},"status":"fail","headline":"Unhealthy.",\
        "verdicts":[{"metric":"nlc","aim":"health",\
        "value":{"mean":2.5,"lower":null,"upper":null,"n":1},"summary":"geometric","seeds":2,\
        "undefined":1,"expected":{"low":null,"high":2.0},"status":"fail","reason":"r",\
        "remedy":"","source":""}],\
        "findings":[{"code":"no_shortcut","severity":"info","where":"w","message":"m",\
        "remedy":"","source":""}],"unmeasured":["hessian_top"],"metrics":{"nlc":[2.5,null]},\
        "profiles":{"acv":{"summary":"geometric","layers":["stem.0"],"stages":[0],\
        "estimate":[1.0],"lower":[null],"upper":[null]}}}],\
        "pre_or_post":[{"post":"a","pre":"b","decision":{"outcome":"inconclusive","depth":8,\
        "contests":[],"missing":["nlc"],"prior":"p","conclusion":"c"}}],\
        "coordinate_checks":[{"net":"tinynet","block":"basic","input":"gaussian",\
        "layer":"logits","steps":1,"widths":[8,16],\
        "slope":{"mean":0.5,"lower":0.25,"upper":0.75,"n":4}}]}\
        """;
    assertThat(Json.line(StoredDiagnosis.parse(text))).isEqualTo(text);
    Verdict verdict = StoredDiagnosis.parse(text).architectures().getFirst().verdicts().getFirst();
    assertThat(Objects.requireNonNull(verdict.expected()).low())
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(verdict.value().lower()).isNaN();
  }

  @Test
  void whatAnOlderVersionDidNotWriteIsEmpty() {
    Architecture it = architecture("");
    assertThat(it.headline()).isEmpty();
    assertThat(it.cost()).isNull();
    assertThat(it.seeds()).isEmpty();
    assertThat(it.verdicts()).isEmpty();
    assertThat(it.metrics()).isEmpty();
    assertThat(it.profiles()).isEmpty();
    assertThat(StoredDiagnosis.parse("{}").architectures()).isEmpty();
    Verdict verdict =
        architecture(
                ", \"verdicts\": [{\"metric\": \"nlc\", \"status\": \"warn\","
                    + " \"value\": {\"mean\": 1}}]")
            .verdicts()
            .getFirst();
    assertThat(verdict.value().upper()).isNaN();
    assertThat(verdict.expected()).isNull();
    assertThat(verdict.reason()).isEmpty();
  }

  @Test
  void keysAndWordsOfANewerVersionAreNoDamage() {
    Architecture it =
        architecture(
            ", \"colour\": 3, \"verdicts\": [{\"metric\": \"nlc\", \"aim\": \"beauty\","
                + " \"status\": \"splendid\", \"value\": {\"mean\": 1}}],"
                + " \"findings\": [{\"code\": \"new\", \"severity\": \"mild\"}]");
    assertThat(it.verdicts().getFirst().aim()).isEqualTo(Aim.CONTEXT);
    assertThat(it.verdicts().getFirst().status()).isEqualTo(Status.UNDEFINED);
    assertThat(it.findings().getFirst().code()).isEqualTo(Finding.Code.UNKNOWN);
    assertThat(it.findings().getFirst().severity()).isEqualTo(Severity.WARN);
  }

  @Test
  void damageIsNamed() {
    refuses("{\"architectures\": [{\"net\": \"x\"}]}", "without a name, net or block");
    refuses("{\"architectures\": 3}", "not what is expected");
    refuses("{\"architectures\": [" + LEAST.formatted(", \"verdicts\": [{}]") + "]}", "a value");
    refuses(
        "{\"architectures\": ["
            + LEAST.formatted(
                ", \"profiles\": {\"acv\": {\"layers\": [\"a\"], \"estimate\": [1, 2]}}")
            + "]}",
        "columns differ in length");
  }

  private static void refuses(String text, String reason) {
    assertThatThrownBy(() -> StoredDiagnosis.parse(text))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(reason);
  }
}
