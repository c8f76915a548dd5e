// SPDX-License-Identifier: Apache-2.0
package org.reslab.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reslab.BlockTraits;
import org.reslab.Schedule;
import org.reslab.TrainingConfig;

class StructureLintTest {
  private static List<Finding.Code> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).toList();
  }

  private static Finding find(List<Finding> findings, Finding.Code code) {
    return findings.stream().filter(f -> f.code() == code).findFirst().orElseThrow();
  }

  @Test
  void namesAllFourMistakesOfTheNotebook() {
    List<Finding> plain =
        StructureLint.check(Networks.notebook("plain-valid", Networks.PLAIN_VALID));
    List<Finding> basic = StructureLint.check(Networks.notebook("basic", Networks.BASIC));
    List<Finding> preact =
        StructureLint.check(Networks.notebook("preact-noskip", Networks.PREACT_NOSKIP));
    List<Finding> recipe =
        RecipeLint.check(TrainingConfig.builder(1).schedule(Schedule.asNotebookRan(1)).build());

    assertThat(codes(plain))
        .containsExactly(Finding.Code.UNPADDED_CONVOLUTION, Finding.Code.NO_SHORTCUT);
    assertThat(codes(basic)).containsExactly(Finding.Code.ACTIVATION_AFTER_ADDITION);
    assertThat(codes(preact))
        .containsExactly(Finding.Code.FORGOTTEN_ADDITION, Finding.Code.NO_FINAL_NORM);
    assertThat(codes(recipe)).containsExactly(Finding.Code.RATE_CHANGED_AT_START);
    assertThat(find(preact, Finding.Code.FORGOTTEN_ADDITION).severity()).isEqualTo(Severity.FAIL);
    assertThat(find(preact, Finding.Code.FORGOTTEN_ADDITION).message())
        .contains("never added", "never trained");
    assertThat(recipe.getFirst().message())
        .isEqualTo(
            "milestones [0, 0] at 1 epoch: those at 0 are applied before the first step, so that"
                + " training begins at a learning rate of 0.001, not 0.1");
  }

  @Test
  void whatTheNotebookMeantHasNoMistake() {
    assertThat(StructureLint.check(Networks.architecture("preact", Networks.PREACT, 110)))
        .isEmpty();
    assertThat(RecipeLint.check(TrainingConfig.defaults(1))).isEmpty();
    assertThat(
            RecipeLint.check(TrainingConfig.builder(5).schedule(Schedule.asNotebookRan(5)).build()))
        .isEmpty();
    assertThat(RecipeLint.check(TrainingConfig.builder(5).schedule(new Schedule.Cosine()).build()))
        .isEmpty();
  }

  @Test
  void aPlainNetworkIsAWarningOnlyWhereItIsDeep() {
    Finding shallow =
        StructureLint.check(Networks.architecture("plain", Networks.PLAIN, 20)).getFirst();
    Finding deep =
        StructureLint.check(Networks.architecture("plain", Networks.PLAIN, 32)).getFirst();
    assertThat(shallow.code()).isEqualTo(Finding.Code.NO_SHORTCUT);
    assertThat(shallow.severity()).isEqualTo(Severity.INFO);
    assertThat(deep.code()).isEqualTo(Finding.Code.NO_SHORTCUT);
    assertThat(deep.severity()).isEqualTo(Severity.WARN);
    assertThat(deep.remedy()).contains("add a shortcut");
  }

  static Stream<Arguments> variants() {
    return Stream.of(
        Arguments.of(
            "bn-after-add",
            new BlockTraits(true, false, false, true, true, false, false, false, 0, 2, 3, 0, false),
            List.of(Finding.Code.NORM_AFTER_ADDITION, Finding.Code.ACTIVATION_AFTER_ADDITION)),
        Arguments.of(
            "relu-before-add",
            new BlockTraits(
                true, false, false, false, false, false, false, true, 0, 2, 3, 0, false),
            List.of(Finding.Code.BRANCH_ENDS_ACTIVATED)),
        Arguments.of(
            "constant-scaling",
            new BlockTraits(true, false, false, true, false, false, true, false, 0, 2, 3, 0, false),
            List.of(Finding.Code.ALTERED_SHORTCUT, Finding.Code.ACTIVATION_AFTER_ADDITION)),
        Arguments.of(
            "branch: conv3/s relu conv3; project: conv1/s relu",
            new BlockTraits(
                true, false, false, false, false, true, false, false, 0, 2, 0, 0, false),
            List.of(Finding.Code.ACTIVATION_ON_SHORTCUT, Finding.Code.NO_NORMALIZATION)),
        Arguments.of(
            "basic[norm=gn(8)]",
            new BlockTraits(
                true, false, false, true, false, false, false, false, 0, 2, 0, 3, false),
            List.of(Finding.Code.ACTIVATION_AFTER_ADDITION)));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void namesWhatABlockDoesToItsShortcut(
      String block, BlockTraits traits, List<Finding.Code> expected) {
    List<Finding> findings = StructureLint.check(Networks.architecture(block, traits, 56));
    assertThat(codes(findings)).containsExactlyElementsOf(expected);
    assertThat(findings)
        .allSatisfy(finding -> {
          assertThat(finding.where()).isEqualTo("block " + block);
          assertThat(finding.source()).isNotBlank();
          assertThat(finding.severity() == Severity.INFO || !finding.remedy().isEmpty()).isTrue();
        });
  }

  @Test
  void aPreActivatedNetworkWithoutFinalNormIsNamedByItsNet() {
    Architecture bare =
        new Architecture(
            "bare",
            "tinynet",
            "preact",
            Networks.PREACT,
            14,
            32,
            "default",
            "train",
            "cifar10",
            false,
            10);
    Finding finding = StructureLint.check(bare).getFirst();
    assertThat(finding.code()).isEqualTo(Finding.Code.NO_FINAL_NORM);
    assertThat(finding.where()).isEqualTo("net tinynet");
  }

  @Test
  void theGravestComesFirst() {
    BlockTraits traits =
        new BlockTraits(false, true, false, false, false, false, false, false, 2, 2, 0, 0, false);
    assertThat(StructureLint.check(Networks.architecture("mine", traits, 56)))
        .extracting(Finding::severity)
        .containsExactly(Severity.FAIL, Severity.WARN, Severity.WARN);
  }
}
