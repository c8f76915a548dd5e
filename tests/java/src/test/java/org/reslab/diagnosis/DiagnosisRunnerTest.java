// SPDX-License-Identifier: Apache-2.0
package org.reslab.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reslab.CancelFlag;
import org.reslab.CancelledException;
import org.reslab.CorruptDataException;
import org.reslab.Device;
import org.reslab.Fixture;
import org.reslab.HandleKind;
import org.reslab.InvalidArgumentException;
import org.reslab.MemorySession;
import org.reslab.NativeIoException;
import org.reslab.NativeOutOfMemoryException;
import org.reslab.NativeRuntime;
import org.reslab.Network;
import org.reslab.Probe;
import org.reslab.ProbeConfig;
import org.reslab.Safetensors;

/** The grid: same numbers however it is run, and what is done is kept. */
class DiagnosisRunnerTest {
  private static final List<Subject> TWO = Plans.subjects("preact", "basic");

  @TempDir private Path folder;
  private final int threadsBefore = NativeRuntime.get().info().threads();

  /** Hears what a runner says, and cancels after some cells. */
  private static final class Ear implements DiagnosisListener {
    private final CancelFlag cancel = CancelFlag.create();
    private final int last;
    private final List<String> starts = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();

    Ear(int last) {
      this.last = last;
    }

    @Override
    public void started(int cells, int found, int jobs) {
      starts.add("%d cells, %d found, %d jobs".formatted(cells, found, jobs));
    }

    @Override
    public void progress(int cell, int cells, Duration eta) {
      done.add(cell);
      assertThat(eta.isNegative()).isFalse();
      if (done.size() == last) {
        cancel.cancel();
      }
    }
  }

  @AfterEach
  void nothingStaysAlive() {
    for (HandleKind kind : HandleKind.values()) {
      assertThat(NativeRuntime.get().liveHandles(kind)).as(kind.name()).isZero();
    }
    NativeRuntime.get().setThreads(threadsBefore);
  }

  private Path cells() {
    return folder.resolve("cells.jsonl");
  }

  private static List<SubjectResult> run(DiagnosisPlan plan, Path folder, Ear ear) {
    return new DiagnosisRunner(plan, Device.CPU, 1, ear, ear.cancel).run(folder);
  }

  @Test
  void numbersDoNotDependOnHowManyCellsRunAtATime() {
    DiagnosisPlan plan =
        Plans.with(Plans.plan(TWO, 0L, 1L), Set.of(Probe.ACTIVATIONS, Probe.GRADIENTS));
    List<SubjectResult> one = Plans.runner(plan, 1).run();
    assertThat(one).hasSize(2).allMatch(result -> result.cells().size() == 2);
    assertThat(Plans.runner(plan, 2).run()).isEqualTo(one);
    // What comes back from a file is the same too.
    assertThat(Plans.runner(plan, 2).run(folder)).isEqualTo(one);
    assertThat(Plans.runner(plan, 2).run(folder)).isEqualTo(one);
  }

  @Test
  void aCellIsWhatTheProbeSays() {
    DiagnosisPlan plan = Plans.with(Plans.plan(Plans.subjects("basic"), 3L), Probe.STANDARD);
    CellResult cell = Plans.runner(plan, 1).run().getFirst().cells().getFirst();
    assertThat(cell.network()).containsKeys("nlc", "gradient_amplification");
    NativeRuntime.get().setThreads(1);
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Plans.spec("basic").toBuilder().seed(3).build());
      ProbeConfig config = ProbeConfig.builder(Probe.STANDARD, Plans.BATCH).seed(3).build();
      assertThat(cell)
          .isEqualTo(
              CellResult.of(
                      3,
                      network.probe(
                          session.synthetic(Plans.BATCH, 10, 3), config, CancelFlag.create()))
                  .withDerived(network.layers()));
    }
  }

  @Test
  void resultsAreInTheOrderOfThePlan() {
    List<SubjectResult> results = Plans.runner(Plans.plan(TWO, 5L, 1L, 3L), 2).run();
    assertThat(results).extracting(SubjectResult::subject).isEqualTo(TWO);
    assertThat(results)
        .allSatisfy(result ->
            assertThat(result.cells()).extracting(CellResult::seed).containsExactly(5L, 1L, 3L));
    assertThat(results.getFirst().values("initial_loss")).doesNotHaveDuplicates();
  }

  @Test
  void whatIsDoneIsKeptAndTheNextCallGoesOn() throws IOException {
    DiagnosisPlan plan = Plans.plan(TWO, 0L, 1L, 2L);
    List<SubjectResult> uninterrupted = Plans.runner(plan, 1).run();

    Ear first = new Ear(2);
    assertThatThrownBy(() -> run(plan, folder, first)).isInstanceOf(CancelledException.class);
    int kept = Files.readAllLines(cells()).size();
    // The cell that was under way when the flag was set may have come to its end.
    assertThat(kept).isBetween(2, 3);
    assertThat(first.starts).containsExactly("6 cells, 0 found, 1 jobs");

    Ear second = new Ear(-1);
    assertThat(run(plan, folder, second)).isEqualTo(uninterrupted);
    assertThat(second.starts).containsExactly("6 cells, %d found, 1 jobs".formatted(kept));
    assertThat(second.done).hasSize(6 - kept).endsWith(6).startsWith(kept + 1);
    assertThat(Files.readAllLines(cells())).hasSize(6);

    Ear third = new Ear(-1);
    assertThat(run(plan, folder, third)).isEqualTo(uninterrupted);
    assertThat(third.starts).containsExactly("6 cells, 6 found, 1 jobs");
    assertThat(third.done).isEmpty();
  }

  @Test
  void aLargerGridTakesWhatIsThere() {
    List<SubjectResult> small =
        Plans.runner(Plans.plan(Plans.subjects("basic"), 1L), 1).run(folder);
    Ear ear = new Ear(-1);
    List<SubjectResult> large = run(Plans.plan(TWO, 0L, 1L), folder, ear);
    assertThat(ear.starts).containsExactly("4 cells, 1 found, 1 jobs");
    assertThat(large.get(1).cells().get(1)).isEqualTo(small.getFirst().cells().getFirst());
  }

  @Test
  void whatDiffersIsNotTakenForTheSame() {
    Subject basic = Plans.subject("basic");
    List<Subject> others =
        List.of(
            new Subject(basic.spec().toBuilder().classes(7).build(), basic.bnMode(), basic.input()),
            new Subject(basic.spec().toBuilder().width(5).build(), basic.bnMode(), basic.input()),
            new Subject(
                basic.spec().toBuilder().finalNorm(true).build(), basic.bnMode(), basic.input()),
            new Subject(
                basic.spec().toBuilder().init(org.reslab.Init.HE_FAN_IN).build(),
                basic.bnMode(),
                basic.input()),
            new Subject(basic.spec(), org.reslab.BnMode.EVAL, basic.input()),
            Plans.subject("basic", InputSource.cifar10(Fixture.cifarFolder())),
            Plans.subject("basic[act=silu]"));
    Plans.runner(Plans.plan(List.of(basic), 0L), 1).run(folder);
    for (Subject other : others) {
      Ear ear = new Ear(-1);
      List<SubjectResult> found = run(Plans.plan(List.of(other), 0L), folder, ear);
      assertThat(ear.starts).as(other.key()).containsExactly("1 cells, 0 found, 1 jobs");
      assertThat(found).isEqualTo(Plans.runner(Plans.plan(List.of(other), 0L), 1).run());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"whole", "in a character"})
  void aTornLastLineIsDropped(String where) throws IOException {
    DiagnosisPlan plan = Plans.plan(Plans.subjects("basic"), 0L, 1L);
    List<SubjectResult> expected = Plans.runner(plan, 1).run(folder);
    byte[] all = Files.readAllBytes(cells());
    if (where.equals("whole")) {
      Files.write(cells(), Arrays.copyOf(all, all.length - 20));
    } else {
      byte[] torn = "{\"subject\":\"é".getBytes(StandardCharsets.UTF_8);
      int first = new String(all, StandardCharsets.UTF_8).indexOf('\n') + 1;
      Files.write(cells(), Arrays.copyOf(all, first));
      Files.write(cells(), Arrays.copyOf(torn, torn.length - 1), StandardOpenOption.APPEND);
    }
    Ear ear = new Ear(-1);
    assertThat(run(plan, folder, ear)).isEqualTo(expected);
    assertThat(ear.starts).containsExactly("2 cells, 1 found, 1 jobs");
    assertThat(Files.readAllBytes(cells())).isEqualTo(all);
  }

  @Test
  void otherSettingsAreRefused() throws IOException {
    Plans.runner(Plans.plan(TWO, 0L), 1).run(folder);
    byte[] before = Files.readAllBytes(cells());
    List<DiagnosisPlan> others =
        List.of(
            Plans.plan(TWO, 8, null, 0L),
            Plans.with(Plans.plan(TWO, 0L), Probe.ECONOMY),
            new DiagnosisPlan(TWO, List.of(0L), Set.of(Probe.ACTIVATIONS), 16, 1e-2, 0.1, null),
            new DiagnosisPlan(TWO, List.of(0L), Set.of(Probe.ACTIVATIONS), 16, 1e-3, 0.2, null));
    for (DiagnosisPlan other : others) {
      assertThatThrownBy(() -> Plans.runner(other, 1).run(folder))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining(cells() + " line 1")
          .hasMessageContaining("batch=16")
          .hasMessageContaining("batch=" + other.batch())
          .hasMessageContaining("--out");
    }
    assertThat(Files.readAllBytes(cells())).isEqualTo(before);
  }

  @Test
  void aDamagedLineIsNamed() throws IOException {
    DiagnosisPlan plan = Plans.plan(TWO, 0L);
    Plans.runner(plan, 1).run(folder);
    List<String> lines = Files.readAllLines(cells());
    Files.write(cells(), List.of(lines.getFirst(), lines.getLast().substring(1)));
    assertThatThrownBy(() -> Plans.runner(plan, 1).run(folder))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(cells() + " line 2")
        .hasMessageContaining("--out");
    Files.write(
        cells(), List.of(lines.getFirst(), lines.getLast().replace("\"seed\":0", "\"seed\":null")));
    assertThatThrownBy(() -> Plans.runner(plan, 1).run(folder))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(cells() + " line 2")
        .hasMessageContaining("no subject and seed");
  }

  @Test
  void aFolderThatCannotBeMadeIsAnError() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Plans.runner(Plans.plan(TWO, 0L), 1).run(file))
        .isInstanceOf(NativeIoException.class)
        .hasMessageContaining(file.toString());
  }

  private Path images(int count) throws IOException {
    ByteBuffer x =
        ByteBuffer.allocate(count * 3 * 32 * 32 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; x.hasRemaining(); i++) {
      x.putFloat((float) Math.sin(i));
    }
    Path file = folder.resolve("x.safetensors");
    Safetensors.write(
        file,
        Map.of(
            "x", new Safetensors.Tensor("F32", List.of((long) count, 3L, 32L, 32L), x.array()),
            "y", new Safetensors.Tensor("I64", List.of((long) count), new byte[count * 8])));
    return file;
  }

  @Test
  void aBatchLargerThanTheFileIsRefused() throws IOException {
    Path file = images(17);
    Path out = folder.resolve("out");
    List<Subject> subjects = List.of(Plans.subject("basic", InputSource.file(file)));
    assertThatThrownBy(() -> Plans.runner(Plans.plan(subjects, 18, null, 0L), 1).run(out))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll(file.toString(), "17 images", "18", "--batch");
    assertThat(out).doesNotExist();
    SubjectResult result =
        Plans.runner(Plans.plan(subjects, 17, null, 0L, 1L), 2).run(out).getFirst();
    assertThat(result.values("initial_loss")).doesNotHaveDuplicates();
  }

  @Test
  void moreSeedsThanTestImagesAreRefused() {
    List<Subject> subjects =
        List.of(Plans.subject("basic", InputSource.cifar10(Fixture.cifarFolder())));
    assertThatThrownBy(
            () -> Plans.runner(Plans.plan(subjects, 40, null, 0L, 1L, 2L), 1).run(folder))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContainingAll("cifar10", "120", "100", "--batch", "--seeds");
  }

  /** Other test images for each seed; Gaussian ones are those of the seed itself. */
  @Test
  void seedsLookAtTheirOwnImages() throws IOException {
    Path weights = folder.resolve("w.safetensors");
    try (MemorySession session = MemorySession.open()) {
      session.network(Plans.spec("basic").toBuilder().seed(9).build()).save(weights);
    }
    List<Subject> subjects =
        List.of(
            Plans.subject("basic", InputSource.cifar10(Fixture.cifarFolder())),
            Plans.subject("basic"),
            Plans.subject("basic", InputSource.file(images(20))));
    List<SubjectResult> results = Plans.runner(Plans.plan(subjects, 16, weights, 4L, 2L), 1).run();
    assertThat(results.get(0).values("initial_loss")).doesNotHaveDuplicates();
    assertThat(results.get(1).values("initial_loss")).doesNotHaveDuplicates();
    double[] ofFile = results.get(2).values("initial_loss");
    assertThat(ofFile[0]).isEqualTo(ofFile[1]);
    NativeRuntime.get().setThreads(1);
    try (MemorySession session = MemorySession.open()) {
      Network network = session.network(Plans.spec("basic").toBuilder().seed(9).build());
      double loss =
          network
              .probe(
                  InputSource.cifar10(Fixture.cifarFolder())
                      .open(session, network.spec(), 2, 1, 16),
                  ProbeConfig.builder(Set.of(Probe.ACTIVATIONS), 16).first(16).seed(2).build(),
                  CancelFlag.create())
              .stream()
              .filter(measure -> measure.metric().equals("initial_loss"))
              .findFirst()
              .orElseThrow()
              .value();
      assertThat(results.getFirst().values("initial_loss")[1]).isEqualTo(loss);
    }
  }

  @Test
  @Timeout(30)
  void memoryIsEstimatedBeforeAnythingIsDrawn() {
    List<SubjectResult> none = new ArrayList<>();
    for (int batch : new int[] {3_000_000, 1_000_000_000, Integer.MAX_VALUE}) {
      long begun = System.nanoTime();
      assertThatThrownBy(() ->
              none.addAll(
                  Plans.runner(Plans.plan(TWO, batch, null, 0L), 1).run(folder.resolve("out"))))
          .isInstanceOf(NativeOutOfMemoryException.class)
          .hasMessageContainingAll(
              "tinynet of preact at batch " + batch, "MB are available", "--batch, --depth");
      // Drawing three million images takes a minute.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void weightsThatAreNotFiniteEndTheWork() throws IOException {
    Path weights = folder.resolve("w.safetensors");
    try (MemorySession session = MemorySession.open()) {
      session.network(Plans.spec("basic")).save(weights);
    }
    Map<String, Safetensors.Tensor> tensors = Safetensors.read(weights);
    ByteBuffer.wrap(Objects.requireNonNull(tensors.get("stem.0.weight")).bytes())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(0, Float.NaN);
    Safetensors.write(weights, tensors);
    DiagnosisPlan plan = Plans.plan(Plans.subjects("basic"), 16, weights, 0L, 1L, 2L);
    assertThatThrownBy(() -> Plans.runner(plan, 2).run(folder))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("'stem.0.weight'");
    assertThat(cells()).doesNotExist();
  }

  @Test
  void aFlagSetBeforehandMeasuresNothing() {
    Ear ear = new Ear(-1);
    ear.cancel.cancel();
    assertThatThrownBy(() -> run(Plans.plan(TWO, 0L), folder, ear))
        .isInstanceOf(CancelledException.class);
    assertThat(ear.done).isEmpty();
    assertThat(cells()).isEmptyFile();
  }

  /** The number of threads belongs to the process: what follows must not be slow. */
  @Test
  void theCallersThreadsAreLeftAlone() {
    NativeRuntime.get().setThreads(2);
    Plans.runner(Plans.plan(TWO, 0L), 2).run();
    assertThat(NativeRuntime.get().info().threads()).isEqualTo(2);
  }

  @Test
  void plansAreChecked() {
    assertInvalid(() -> Plans.plan(List.of(), 0L), "0 networks");
    assertInvalid(() -> Plans.plan(TWO), "0 seeds");
    assertInvalid(() -> Plans.plan(TWO, 1L, 1L), "seed '1' is there twice");
    assertInvalid(() -> Plans.plan(Plans.subjects("basic", "basic"), 0L), "is there twice");
    assertInvalid(() -> Plans.plan(TWO, 1, null, 0L), "batch is 1");
    assertInvalid(() -> Plans.with(Plans.plan(TWO, 0L), Set.of()), "empty");
    assertInvalid(() -> Plans.runner(Plans.plan(TWO, 0L), 0), "jobs is 0");
    assertInvalid(
        () -> new DiagnosisPlan(TWO, List.of(0L), Probe.ECONOMY, 16, Double.NaN, 0.1, null),
        "eps is NaN");
  }

  private static void assertInvalid(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable action, String part) {
    assertThatThrownBy(action)
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(part);
  }
}
