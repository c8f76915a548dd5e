// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.reslab.Device;
import org.reslab.Precision;

/** Fits of curves and judging of figures, on made-up numbers. */
class CurveTest {
  private static Curve.Point point(long x, double seconds, long stepBytes) {
    return new Curve.Point(x, Spread.of(new double[] {seconds}), 500, 500 + stepBytes);
  }

  @Test
  void depthIsFittedByLinesOfTimeAndMemory() {
    Curve curve =
        Curve.of(
            Curve.Kind.DEPTH,
            LongStream.of(8, 14, 20, 56)
                .mapToObj(x -> point(x, 0.5 + 0.25 * x, 100 + 3 * x))
                .toList());
    Curve.Fit time = curve.fits().get(0);
    assertThat(time.form()).isEqualTo(Curve.Form.LINEAR);
    assertThat(time.slope().mean()).isCloseTo(0.25, within(1e-12));
    assertThat(time.intercept()).isCloseTo(0.5, within(1e-12));
    assertThat(time.rSquared()).isCloseTo(1, within(1e-12));
    Curve.Fit memory = curve.fits().get(1);
    assertThat(memory.quantity()).isEqualTo("bytes of a step");
    assertThat(memory.slope().mean()).isCloseTo(3, within(1e-9));
    assertThat(memory.intercept()).isCloseTo(100, within(1e-9));
  }

  @Test
  void widthIsFittedByAPower() {
    Curve curve =
        Curve.of(
            Curve.Kind.WIDTH,
            LongStream.of(8, 16, 32).mapToObj(x -> point(x, 3.0 * x * x, 1)).toList());
    assertThat(curve.fits())
        .singleElement()
        .extracting(Curve.Fit::form)
        .isEqualTo(Curve.Form.POWER);
    assertThat(curve.fits().getFirst().slope().mean()).isCloseTo(2, within(1e-12));
  }

  @Test
  void twoPointsAreNotFitted() {
    assertThat(Curve.of(Curve.Kind.THREADS, List.of(point(1, 1, 1), point(2, 1, 1))).fits())
        .isEmpty();
  }

  @Test
  void aTargetIsHeldAgainstTheMedian() {
    List<Figure> figures = List.of(new Figure("ratio", "", Spread.of(new double[] {1, 1.5, 9})));
    assertThat(Target.atLeast("ratio", 1.5).judge(figures).outcome()).isEqualTo(Target.Outcome.MET);
    assertThat(Target.atLeast("ratio", 1.6).judge(figures).outcome())
        .isEqualTo(Target.Outcome.MISSED);
    assertThat(Target.atMost("ratio", 1.5).judge(figures).outcome()).isEqualTo(Target.Outcome.MET);
    assertThat(Target.atMost("ratio", 1.4).judge(figures).outcome())
        .isEqualTo(Target.Outcome.MISSED);
    Target.Judged unknown = Target.atLeast("another", 1).judge(figures);
    assertThat(unknown.outcome()).isEqualTo(Target.Outcome.NOT_MEASURED);
    assertThat(unknown.found()).isNull();
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    Rounds own = new Rounds(List.of(new Rounds.Round(10, 1, 0), new Rounds.Round(10, 2, 1)), 1);
    Rounds other = new Rounds(List.of(new Rounds.Round(10, 2, 0), new Rounds.Round(10, 2, 0)), 1);
    Spread ratio = own.ratioOver(other);
    assertThat(ratio.min()).isEqualTo(1);
    assertThat(ratio.max()).isEqualTo(2);
    assertThat(ratio.median()).isEqualTo(1.5);
    assertThat(own.waitShare().max()).isEqualTo(0.5);
  }

  @Test
  void aSpreadNeedsARound() {
    assertThatThrownBy(() -> Spread.of(new double[0])).hasMessageContaining("no rounds");
  }

  @Test
  void targetsAreThoseOfTheDocument() {
    WorkerSettings cpu = WorkerSettings.builder("tinynet", "basic").build();
    assertThat(NetworkBench.trainingTargets(cpu))
        .containsExactly(
            Target.atLeast("reslab / tuned", 1.5),
            Target.atLeast("reslab / notebook", 1.9),
            Target.atLeast("share of the convolution limit", 0.65));
    assertThat(NetworkBench.trainingTargets(cpu.toBuilder().precision(Precision.BF16).build()))
        .isEmpty();
    WorkerSettings cuda = cpu.toBuilder().device(Device.cuda(1)).precision(Precision.BF16).build();
    assertThat(NetworkBench.trainingTargets(cuda))
        .containsExactly(
            Target.atLeast("reslab / tuned", 3), Target.atLeast("reslab / compile", 1.3));
    assertThat(NetworkBench.trainingTargets(cuda.toBuilder().batch(512).build())).isEmpty();
    assertThat(NetworkBench.evaluationTargets())
        .containsExactly(Target.atLeast("reslab / inference-mode", 1));
    assertThat(PipelineBench.targets())
        .containsExactly(
            Target.atMost("assembling / step", 0.02),
            Target.atMost("waiting for batches / step", 0.02));
  }
}
