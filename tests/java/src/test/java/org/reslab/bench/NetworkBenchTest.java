// SPDX-License-Identifier: Apache-2.0
package org.reslab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.CancelFlag;
import org.reslab.InvalidArgumentException;
import org.reslab.OnBothKernels;
import org.reslab.Precision;
import org.reslab.StepPart;
import org.reslab.StepProfile;
import org.reslab.UnsupportedException;
import org.reslab.experiment.DiagnosisSettings;

/** Benchmarks at the smallest size: what they find, not how fast it is. */
@Timeout(300)
@OnBothKernels
class NetworkBenchTest {
  private static final WorkerSettings SETTINGS =
      WorkerSettings.builder("tinynet", "basic").width(8).batch(8).steps(2).build();
  private static final int ROUNDS = 5;
  private static final DiagnosisSettings DIAGNOSIS =
      DiagnosisSettings.builder()
          .widths(List.of(4L))
          .seeds(List.of(0L))
          .inputs(List.of("gaussian"))
          .batch(16)
          .jobs(1)
          .build();

  @TempDir Path folder;

  private static NetworkBench bench() {
    return new NetworkBench(SETTINGS, ROUNDS, CancelFlag.create(), _ -> {});
  }

  private static PythonPeer peer(Path script) {
    return PythonPeer.ofProgram(List.of(script.toString()));
  }

  @Test
  void trainingTellsRatesSharesPartsAndRatios() throws IOException {
    try (PythonPeer peer = peer(FakePeer.good(folder))) {
      BenchResult result =
          bench()
              .train(
                  peer,
                  List.of(PeerMode.TUNED),
                  List.of(
                      Target.atLeast(PeerMode.TUNED.ratio(), 1e-9),
                      Target.atLeast(PeerMode.NOTEBOOK.ratio(), 1.9)));
      assertThat(result.contenders())
          .extracting(ContenderResult::name)
          .containsExactly("reslab", "tuned");
      ContenderResult own = result.contenders().getFirst();
      assertThat(own.seconds()).hasSize(ROUNDS);
      assertThat(own.peakBytes()).isGreaterThan(own.idleBytes());
      // The copy's buffers, of at least 64 MiB each, are another process's.
      assertThat(own.peakBytes() - own.idleBytes()).isLessThan(128L << 20);
      assertThat(result.limits()).isNotNull();
      assertThat(result.figures())
          .extracting(Figure::name)
          .containsExactly(
              "reslab / tuned", "share of the convolution limit", "waiting for batches / step");
      double rate = own.imagesPerSecond().median();
      // The fake says 16 images in 100 seconds.
      assertThat(result.figures().getFirst().spread().median()).isBetween(rate, 1e3 * rate);
      assertThat(result.figures().get(1).spread().median()).isBetween(1e-6, 2.0);
      StepProfile profile = Objects.requireNonNull(result.profile());
      assertThat(profile.parts())
          .extracting(StepPart::kind)
          .contains(StepPart.Kind.WAIT, StepPart.Kind.REST, StepPart.Kind.OPERATION);
      double sum = profile.parts().stream().mapToDouble(StepPart::seconds).sum();
      assertThat(sum).isCloseTo(profile.stepSeconds(), within(1e-9));
      assertThat(result.targets())
          .extracting(Target.Judged::outcome)
          .containsExactly(Target.Outcome.MET, Target.Outcome.NOT_MEASURED);
      assertThat(result.missesTarget()).isFalse();
      assertThat(result.notes()).isEmpty();
      assertThat(FakePeer.asked(folder)).hasSize(ROUNDS);
    }
  }

  @Test
  void evaluationIsMeasuredToo() throws IOException {
    try (PythonPeer peer = peer(FakePeer.of(folder, "1.0.0", FakePeer.PARAMETERS))) {
      BenchResult result =
          bench().evaluate(peer, List.of(Target.atLeast("reslab / inference-mode", 1e12)));
      assertThat(result.missesTarget()).isTrue();
      assertThat(result.profile()).isNull();
      assertThat(result.notes()).singleElement().asString().contains("PyTorch 1.0.0");
    }
  }

  @Test
  void inBfloat16NothingIsHeldAgainstALimitOfFloat32() {
    WorkerSettings settings = SETTINGS.toBuilder().precision(Precision.BF16).build();
    BenchResult result =
        new NetworkBench(settings, ROUNDS, CancelFlag.create(), _ -> {})
            .train(null, List.of(), NetworkBench.trainingTargets(settings));
    assertThat(result.settings()).containsEntry("precision", "bf16").containsEntry("device", "cpu");
    assertThat(result.limits()).isNull();
    assertThat(result.figures())
        .extracting(Figure::name)
        .containsExactly("waiting for batches / step");
    assertThat(result.profile()).isNotNull();
  }

  @Test
  void aPrecisionThatTheDeviceLacksIsFoundBeforeAnythingStarts() {
    WorkerSettings settings = SETTINGS.toBuilder().precision(Precision.TF32).build();
    assertThatThrownBy(() ->
            new NetworkBench(settings, ROUNDS, CancelFlag.create(), _ -> {})
                .train(null, List.of(), List.of()))
        .isInstanceOf(UnsupportedException.class);
  }

  @Test
  void aPeerThatDoesOtherWorkIsRefused() throws IOException {
    try (PythonPeer peer = peer(FakePeer.of(folder, "2.13.0", 7))) {
      assertThatThrownBy(() -> bench().evaluate(peer, List.of()))
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageContaining("has 7 parameters, expected 44370");
    }
  }

  @Test
  void aPeerWithoutPyTorchIsAFailureButACompilerThatIsMissingIsANote() throws IOException {
    try (PythonPeer peer = peer(FakePeer.unavailable(folder))) {
      assertThatThrownBy(() -> bench().train(peer, List.of(PeerMode.TUNED), List.of()))
          .isInstanceOf(WorkerFailedException.class)
          .hasMessageContaining("no torch here")
          .hasMessageContaining("RESLAB_PYTHON");
      BenchResult result = bench().train(peer, List.of(PeerMode.COMPILE), List.of());
      assertThat(result.notes()).containsExactly("compile was not measured: no torch here");
      assertThat(result.contenders()).hasSize(1);
    }
  }

  @Test
  void fewerThanFiveRoundsAreRefused() {
    assertThatThrownBy(() -> new NetworkBench(SETTINGS, 4, CancelFlag.create(), _ -> {}))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("rounds is 4, expected at least 5");
  }

  @Test
  void thePipelineIsHeldAgainstTheStep() {
    BenchResult result =
        new PipelineBench(SETTINGS, ROUNDS, CancelFlag.create(), _ -> {})
            .run(List.of(Target.atMost(PipelineBench.SHARE, 1e9)));
    assertThat(result.figures()).hasSize(4);
    double perBatch = result.figures().getFirst().spread().median();
    double step = result.contenders().getFirst().seconds().getFirst() / SETTINGS.steps();
    assertThat(perBatch).isPositive().isLessThan(step);
    assertThat(result.missesTarget()).isFalse();
  }

  @Test
  void theBorderIsTimedAndItsResultsAreUsed() {
    BorderBench bench = new BorderBench(ROUNDS, CancelFlag.create(), _ -> {});
    BenchResult result = bench.run();
    assertThat(result.figures()).hasSize(4).allMatch(figure -> figure.spread().min() > 0);
    assertThat(bench.sink()).isNotZero();
  }

  @Test
  void diagnosisIsHeldAgainstThePeersAnalysis() throws IOException {
    try (PythonPeer peer = peer(FakePeer.good(folder))) {
      BenchResult result =
          new DiagnoseBench(DIAGNOSIS, ROUNDS, CancelFlag.create(), _ -> {})
              .run(peer, DiagnoseBench.targets());
      assertThat(result.figures())
          .extracting(Figure::name)
          .containsExactly(
              "standard metrics, 3 cells",
              "standard metrics, each cell",
              "the notebook's analysis, 3 networks",
              "the peer's analysis / standard metrics");
      Spread whole = result.figures().getFirst().spread();
      assertThat(whole.median())
          .isCloseTo(3 * result.figures().get(1).spread().median(), within(1e-9));
      // The fake says that its analysis took 100 seconds.
      assertThat(result.figures().getLast().spread().median())
          .isCloseTo(100 / whole.median(), within(1e-9));
      assertThat(result.targets().getFirst().outcome()).isEqualTo(Target.Outcome.MET);
    }
  }

  @Test
  void curvesHaveAPointForEachValueAndFitsFromThreeOn() {
    CurvesResult result =
        new CurvesBench(SETTINGS.toBuilder().steps(1).build(), ROUNDS, CancelFlag.create(), _ -> {})
            .run(Map.of(Curve.Kind.BATCH, List.of(64L, 2L, 32L)));
    Curve curve = result.curves().getFirst();
    assertThat(curve.points()).extracting(Curve.Point::x).containsExactly(2L, 32L, 64L);
    assertThat(curve.points()).allMatch(point -> point.stepBytes() > 0);
    assertThat(curve.points().getLast().peakBytes())
        .isGreaterThan(curve.points().getFirst().peakBytes());
    assertThat(curve.fits())
        .extracting(Curve.Fit::form)
        .containsExactly(Curve.Form.POWER, Curve.Form.LINEAR);
  }
}
