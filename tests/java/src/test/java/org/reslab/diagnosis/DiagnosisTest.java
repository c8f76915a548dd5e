// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.BnMode;
import org.reslab.Layer;
import org.reslab.Layers;
import org.reslab.ProbeMetric;
import org.reslab.files.Json;
import org.reslab.health.Profile;
import org.reslab.stats.Interval;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is written of a diagnosis: the JSON document and the table in long format. */
class DiagnosisTest {
  private static final List<Layer> LAYERS =
      List.of(
          Layers.layer(
              "stem.0",
              "Conv2d",
              0,
              -1,
              List.of(1L, 4L, 32L, 32L),
              false,
              false,
              false,
              108,
              110592),
          Layers.layer(
              "stage1.0.conv1",
              "Conv2d",
              1,
              0,
              List.of(1L, 4L, 32L, 32L),
              false,
              false,
              false,
              144,
              147456),
          Layers.layer(
              "stage1.0.relu2", "ReLU", 1, 0, List.of(1L, 4L, 32L, 32L), true, false, false, 0, 0),
          Layers.layer("head.2", "Linear", 0, -1, List.of(1L, 10L), false, false, false, 50, 40));

  @TempDir private Path folder;

  /** ACV 1, 2, 4, … by seed; a gradient that one seed has no value of. */
  private static SubjectResult result(String block, long... seeds) {
    return result(Plans.subject(block), seeds);
  }

  private static SubjectResult result(Subject subject, long... seeds) {
    List<CellResult> cells =
        java.util.Arrays.stream(seeds)
            .mapToObj(seed -> {
              Map<String, Double> network = new LinkedHashMap<>();
              network.put("nlc", seed == 1 ? Double.NaN : 2.0);
              Map<String, Map<String, Double>> layers = new LinkedHashMap<>();
              layers.put("acv", Map.of("stage1.0.relu2", Math.pow(2, (double) seed)));
              layers.put("mean", Map.of("stem.0", seed == 0 ? Double.NaN : -3.0));
              return new CellResult(seed, network, layers);
            })
            .toList();
    return new SubjectResult(subject, LAYERS, cells);
  }

  private static JsonNode document(SubjectResult... results) {
    Diagnosis diagnosis = Diagnosis.of(List.of(results), Profile.of("theory"));
    return JsonMapper.shared().readTree(Json.text(StoredDiagnosis.of(diagnosis)));
  }

  @Test
  void theDocumentHasItsKeys() {
    JsonNode document = document(result("basic", 0, 1, 2), result("preact", 0, 1, 2));
    assertThat(document.propertyNames()).startsWith("architectures", "pre_or_post");
    JsonNode basic = document.get("architectures").get(0);
    assertThat(basic.propertyNames())
        .containsExactly(
            "name",
            "net",
            "block",
            "block_spec",
            "kind",
            "depth",
            "width",
            "init",
            "bn_mode",
            "input",
            "seeds",
            "cost",
            "status",
            "headline",
            "verdicts",
            "findings",
            "unmeasured",
            "metrics",
            "profiles");
    assertThat(basic.get("net").asString()).isEqualTo("tinynet");
    assertThat(basic.get("block").asString()).isEqualTo("basic");
    assertThat(basic.get("kind").asString()).isEqualTo("post");
    assertThat(basic.get("depth").intValue()).isEqualTo(3);
    assertThat(basic.get("width").intValue()).isEqualTo(4);
    assertThat(basic.get("bn_mode").asString()).isEqualTo("train");
    assertThat(basic.get("input").asString()).isEqualTo("gaussian");
    assertThat(basic.get("seeds").toString()).isEqualTo("[0,1,2]");
    assertThat(basic.get("cost").propertyNames())
        .containsExactly(
            "parameters", "macs", "flops", "elementwise_flops", "backward_flops", "activations");
    assertThat(basic.get("cost").get("parameters").intValue()).isEqualTo(302);
    JsonNode verdict = basic.get("verdicts").get(0);
    assertThat(verdict.propertyNames())
        .contains("metric", "value", "expected", "status", "reason", "remedy", "source");
    assertThat(verdict.get("value").propertyNames()).containsExactly("mean", "lower", "upper", "n");
  }

  @Test
  void whatIsUndefinedIsNull() {
    JsonNode basic = document(result("basic", 0, 1, 2)).get("architectures").get(0);
    assertThat(basic.get("metrics").get("nlc").toString()).isEqualTo("[2.0,null,2.0]");
    assertThat(basic.get("metrics").get("acv_growth").toString()).isEqualTo("[null,null,null]");
    JsonNode only = document(result("basic", 1)).get("architectures").get(0);
    assertThat(only.get("metrics").get("nlc").toString()).isEqualTo("[null]");
    // One seed has no interval, and an undefined value is none.
    assertThat(only.get("profiles").get("acv").get("lower").toString()).isEqualTo("[null]");
    JsonNode undefined = document(result("basic", 0)).get("architectures").get(0);
    assertThat(undefined.get("profiles").get("mean").get("estimate").toString())
        .isEqualTo("[null]");
  }

  @Test
  void profilesServeChartsOverDepth() {
    JsonNode profiles =
        document(result("basic", 0, 1, 2)).get("architectures").get(0).get("profiles");
    assertThat(profiles.propertyNames()).containsExactly("mean", "acv");
    JsonNode acv = profiles.get("acv");
    assertThat(acv.propertyNames())
        .containsExactly("summary", "layers", "stages", "estimate", "lower", "upper");
    assertThat(acv.get("summary").asString()).isEqualTo("geometric");
    assertThat(acv.get("layers").toString()).isEqualTo("[\"stage1.0.relu2\"]");
    assertThat(acv.get("stages").toString()).isEqualTo("[1]");
    assertThat(acv.get("estimate").get(0).asDouble()).isCloseTo(2, within(1e-12));
    // ln 2 · t(2 degrees of freedom, .975) / √3
    double half = Math.log(2) * 4.302652729911275 / Math.sqrt(3);
    assertThat(acv.get("lower").get(0).asDouble()).isCloseTo(2 * Math.exp(-half), within(1e-9));
    assertThat(acv.get("upper").get(0).asDouble()).isCloseTo(2 * Math.exp(half), within(1e-9));
    assertThat(profiles.get("mean").get("summary").asString()).isEqualTo("mean");
    assertThat(profiles.get("mean").get("estimate").toString()).isEqualTo("[-3.0]");
  }

  @Test
  void estimatesOfNothingAreUndefined() {
    ProbeMetric mean = metric("mean");
    assertThat(Diagnosis.estimate(mean, new double[] {Double.NaN}))
        .isEqualTo(new Interval(Double.NaN, Double.NaN, Double.NaN, 0));
    assertThat(Diagnosis.estimate(mean, new double[] {1, Double.NaN, 3}).mean()).isEqualTo(2);
    assertThat(Diagnosis.estimate(metric("acv"), new double[] {Double.NaN}).n()).isZero();
  }

  @Test
  void estimatesHoldNothingThatTheMetricCannotBe() {
    double[] two = {0.1, 0.9};
    assertThat(Diagnosis.estimate(metric("zero_fraction"), two))
        .isEqualTo(new Interval(0.5, 0, 1, 2));
    assertThat(Diagnosis.estimate(metric("saturation"), two).upper()).isEqualTo(1);
    assertThat(Diagnosis.estimate(metric("sample_cosine"), two))
        .isEqualTo(new Interval(0.5, -1, 1, 2));
    assertThat(Diagnosis.estimate(metric("mean"), two).lower()).isLessThan(-1);
  }

  private static ProbeMetric metric(String name) {
    return ProbeMetric.catalog().stream()
        .filter(metric -> metric.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void preAndPostAreComparedWhereNothingElseDiffers() {
    Subject preact = Plans.subject("preact");
    Subject eval = new Subject(preact.spec(), BnMode.EVAL, preact.input());
    Subject wide =
        new Subject(preact.spec().toBuilder().width(8).build(), preact.bnMode(), preact.input());
    SubjectResult basic = result("basic", 0, 1, 2);
    assertThat(decisions(basic, result("preact", 0, 1, 2))).isOne();
    assertThat(decisions(result("preact", 0, 1, 2), basic)).isOne();
    assertThat(decisions(basic, result("plain", 0, 1, 2))).isZero();
    assertThat(decisions(basic, result("preact", 0, 1))).isZero();
    assertThat(decisions(basic, result(eval, 0, 1, 2))).isZero();
    assertThat(decisions(basic, result(wide, 0, 1, 2))).isZero();
    JsonNode decision = document(basic, result("preact", 0, 1, 2)).get("pre_or_post").get(0);
    assertThat(decision.propertyNames()).containsExactly("post", "pre", "decision");
    assertThat(decision.get("post").asString()).startsWith("tinynet basic ");
    assertThat(decision.get("pre").asString()).startsWith("tinynet preact ");
  }

  private static int decisions(SubjectResult... results) {
    return Diagnosis.of(List.of(results), Profile.of("theory")).decisions().size();
  }

  @Test
  void theTableIsLong() throws IOException {
    Path file = folder.resolve("diagnosis.csv");
    Files.writeString(file, "an earlier one");
    DiagnosisTable.write(List.of(result("basic", 0, 1), result("preact", 7)), file);
    assertThat(file)
        .hasContent(
            """
            net,block,depth,width,init,bn_mode,seed,layer,stage,metric,value,input
            tinynet,basic,3,4,default,train,0,,,nlc,2.0,gaussian
            tinynet,basic,3,4,default,train,0,,,acv_growth,NaN,gaussian
            tinynet,basic,3,4,default,train,0,,,zero_fraction,NaN,gaussian
            tinynet,basic,3,4,default,train,0,,,dead_channels,NaN,gaussian
            tinynet,basic,3,4,default,train,0,stage1.0.relu2,1,acv,1.0,gaussian
            tinynet,basic,3,4,default,train,0,stem.0,0,mean,NaN,gaussian
            tinynet,basic,3,4,default,train,1,,,nlc,NaN,gaussian
            tinynet,basic,3,4,default,train,1,,,acv_growth,NaN,gaussian
            tinynet,basic,3,4,default,train,1,,,zero_fraction,NaN,gaussian
            tinynet,basic,3,4,default,train,1,,,dead_channels,NaN,gaussian
            tinynet,basic,3,4,default,train,1,stage1.0.relu2,1,acv,2.0,gaussian
            tinynet,basic,3,4,default,train,1,stem.0,0,mean,-3.0,gaussian
            tinynet,preact,3,4,default,train,7,,,nlc,2.0,gaussian
            tinynet,preact,3,4,default,train,7,,,acv_growth,NaN,gaussian
            tinynet,preact,3,4,default,train,7,,,zero_fraction,NaN,gaussian
            tinynet,preact,3,4,default,train,7,,,dead_channels,NaN,gaussian
            tinynet,preact,3,4,default,train,7,stage1.0.relu2,1,acv,128.0,gaussian
            tinynet,preact,3,4,default,train,7,stem.0,0,mean,-3.0,gaussian
            """);
  }

  @Test
  void aBlockWithCommasIsQuoted() throws IOException {
    Path file = folder.resolve("diagnosis.csv");
    DiagnosisTable.write(List.of(result("basic[norm=gn(4), act=silu]", 0)), file);
    assertThat(Files.readAllLines(file).get(1))
        .startsWith("tinynet,\"basic[norm=gn(4), act=silu]\",3,");
  }

  @Test
  void theFolderHasTableAndJudgement() throws IOException {
    Diagnosis diagnosis = Diagnosis.of(List.of(result("basic", 0, 1)), Profile.of("theory"));
    DiagnosisFolder.write(folder, diagnosis);
    DiagnosisFolder.write(folder, diagnosis);
    assertThat(Files.readAllLines(folder.resolve("diagnosis.csv"))).hasSize(13);
    assertThat(
            JsonMapper.shared()
                .readTree(Files.readString(folder.resolve("diagnosis.json")))
                .get("architectures")
                .size())
        .isOne();
  }
}
