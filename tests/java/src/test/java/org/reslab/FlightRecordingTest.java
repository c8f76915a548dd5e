// SPDX-License-Identifier: Apache-2.0
package org.reslab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reslab.jfr.WaitShareSetting;

/** What a flight recording holds of training, evaluation, probes and memory. */
@OnBothKernels
class FlightRecordingTest {
  private static final String STEP = "org.reslab.TrainingStep";
  private static final String EPOCH = "org.reslab.Epoch";
  private static final String STALL = "org.reslab.DataStall";
  private static final String EVALUATION = "org.reslab.Evaluation";
  private static final String PROBE = "org.reslab.Probe";
  private static final String MEMORY = "org.reslab.NativeMemory";

  /** 200 images make four steps of an epoch, the last with 8. */
  private static final TrainingConfig CONFIG = TrainingConfig.builder(2).batch(64).lr(0.01).build();

  @TempDir private Path folder;

  private static Trainer trainer(MemorySession session, TrainingConfig config) {
    return session.trainer(session.network(Fixture.small("basic")), Fixture.train(session), config);
  }

  private static List<StepRecord> run(Trainer trainer, long steps) {
    return trainer.run(steps, Duration.ZERO, CancelFlag.create()).steps();
  }

  /** Ends a recording and gives its events of one name, in the order of their time. */
  private List<RecordedEvent> events(Recording recording, String name) throws IOException {
    if (recording.getState() == RecordingState.RUNNING) {
      recording.stop();
    }
    Path file = folder.resolve("recording.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * 1e9);
  }

  @Test
  void aStepIsAnEventWithItsNumbers() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      Trainer trainer = trainer(session, CONFIG);
      run(trainer, 1); // before the recording
      recording.enable(STEP);
      recording.start();
      List<StepRecord> steps = new ArrayList<>(run(trainer, 3));
      steps.addAll(run(trainer, 1));
      List<RecordedEvent> events = events(recording, STEP);
      run(trainer, 1); // after it
      assertThat(events).hasSize(4);
      for (int i = 0; i < 4; i++) {
        RecordedEvent event = events.get(i);
        StepRecord step = steps.get(i);
        assertThat(event.getString("net")).isEqualTo("tinynet");
        assertThat(event.getString("block")).isEqualTo("basic");
        assertThat(event.getLong("step")).isEqualTo(step.step()).isEqualTo(i + 2);
        assertThat(event.getLong("epoch")).isEqualTo(step.epoch()).isEqualTo(i < 3 ? 1 : 2);
        assertThat(event.getLong("images")).isEqualTo(i == 2 ? 8 : 64);
        assertThat(event.getDouble("loss")).isEqualTo(step.loss()).isPositive();
        assertThat(event.getDouble("gradNorm")).isEqualTo(step.gradNorm()).isPositive();
        assertThat(event.getDouble("learningRate")).isEqualTo(step.lr()).isPositive();
        assertThat(event.getDuration("stepTime").toNanos())
            .isEqualTo(nanos(step.seconds()))
            .isPositive();
        assertThat(event.getDuration("waitTime").toNanos()).isEqualTo(nanos(step.waitSeconds()));
        assertThat(event.getStackTrace()).isNull();
      }
    }
  }

  @Test
  void anEpochIsAnEventWhenItIsComplete() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      Trainer trainer = trainer(session, CONFIG);
      List<StepRecord> steps = new ArrayList<>(run(trainer, 1));
      recording.enable(EPOCH);
      recording.start();
      steps.addAll(run(trainer, 100)); // to the end of epoch 1
      run(trainer, 3);
      run(trainer, 1); // exactly to the end of epoch 2
      run(trainer, 1); // nothing is left
      List<RecordedEvent> events = events(recording, EPOCH);
      assertThat(events).extracting(event -> event.getLong("epoch")).containsExactly(1L, 2L);
      RecordedEvent first = events.getFirst();
      assertThat(first.getString("net")).isEqualTo("tinynet");
      assertThat(first.getString("block")).isEqualTo("basic");
      assertThat(first.getLong("steps")).isEqualTo(4);
      assertThat(first.getLong("step")).isEqualTo(4);
      assertThat(first.getLong("images")).isEqualTo(200);
      assertThat(first.getDouble("loss"))
          .isCloseTo(
              steps.stream().mapToDouble(StepRecord::loss).average().orElseThrow(), within(1e-12));
      assertThat(first.getDouble("gradNorm"))
          .isCloseTo(
              steps.stream().mapToDouble(StepRecord::gradNorm).average().orElseThrow(),
              within(1e-12));
      double seconds = steps.stream().mapToDouble(StepRecord::seconds).sum();
      double waited = steps.stream().mapToDouble(StepRecord::waitSeconds).sum();
      assertThat(first.getDuration("trainTime").toNanos()).isCloseTo(nanos(seconds), within(1L));
      assertThat(first.getDuration("waitTime").toNanos()).isCloseTo(nanos(waited), within(1L));
      assertThat(first.getDouble("waitShare")).isCloseTo(waited / seconds, within(1e-12));
      assertThat(events.getLast().getLong("steps")).isEqualTo(4);
      assertThat(events.getLast().getLong("step")).isEqualTo(8);
    }
  }

  @Test
  void aResumedEpochHasOnlyItsOwnSteps() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      recording.enable(EPOCH);
      recording.start();
      Trainer trainer = trainer(session, CONFIG);
      Path weights = folder.resolve("w.safetensors");
      Path state = folder.resolve("t.safetensors");
      run(trainer, 1);
      trainer.network().save(weights);
      trainer.save(state);
      run(trainer, 2);
      trainer.network().load(weights);
      trainer.load(state);
      run(trainer, 100);
      List<RecordedEvent> events = events(recording, EPOCH);
      assertThat(events).hasSize(1);
      assertThat(events.getFirst().getLong("steps")).isEqualTo(3);
      assertThat(events.getFirst().getLong("images")).isEqualTo(136);
    }
  }

  @Test
  void stepsBeforeADivergenceAreTold() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      recording.enable(STEP);
      recording.enable(EPOCH);
      recording.start();
      Trainer trainer = trainer(session, CONFIG.toBuilder().lr(1e30).build());
      List<StepRecord> steps = new ArrayList<>();
      assertThatThrownBy(() -> trainer.trainToEnd(steps::add))
          .isInstanceOf(DivergedException.class);
      assertThat(steps).isNotEmpty();
      List<RecordedEvent> events = events(recording, STEP);
      assertThat(events).hasSameSizeAs(steps);
      assertThat(events.getLast().getLong("step")).isEqualTo(steps.getLast().step());
      assertThat(events.getLast().getDouble("loss")).isNotFinite();
      assertThat(events(recording, EPOCH)).isEmpty();
    }
  }

  /** The share of the first step of a trainer is above 0: its batch is prepared as it begins. */
  @Test
  void aStallIsAStepThatWaitedForMoreThanTheSettingsShare() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording every = new Recording();
        Recording none = new Recording()) {
      Trainer trainer = trainer(session, CONFIG);
      none.enable(STALL).with("share", "100%");
      none.start();
      StepRecord unrecorded = run(trainer, 1).getFirst();
      assertThat(unrecorded.waitSeconds()).isPositive();
      every.enable(STALL).with("share", "0 %");
      every.start();
      Trainer second = trainer(session, CONFIG);
      StepRecord step = run(second, 1).getFirst();
      assertThat(events(none, STALL)).as("of both, the lower share counts").hasSize(1);
      List<RecordedEvent> events = events(every, STALL);
      assertThat(events).hasSize(1);
      RecordedEvent event = events.getFirst();
      assertThat(event.getString("net")).isEqualTo("tinynet");
      assertThat(event.getString("block")).isEqualTo("basic");
      assertThat(event.getLong("epoch")).isOne();
      assertThat(event.getLong("step")).isOne();
      assertThat(event.getDuration("waitTime").toNanos()).isEqualTo(nanos(step.waitSeconds()));
      assertThat(event.getDouble("waitShare"))
          .isEqualTo(step.waitShare())
          .isEqualTo(step.waitSeconds() / step.seconds());
    }
  }

  @Test
  void theShareHasADefault() {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      recording.enable(STALL);
      recording.start();
      run(trainer(session, CONFIG), 1);
      EventType type =
          FlightRecorder.getFlightRecorder().getEventTypes().stream()
              .filter(each -> each.getName().equals(STALL))
              .findFirst()
              .orElseThrow();
      assertThat(type.getSettingDescriptors())
          .filteredOn(setting -> setting.getName().equals("share"))
          .extracting(SettingDescriptor::getDefaultValue)
          .containsExactly("5%");
      assertThat(StepRecord.STALL_SHARE).isEqualTo(0.05);
    }
  }

  @Test
  void theShareIsAPercentage() {
    WaitShareSetting setting = new WaitShareSetting();
    assertThat(setting.getValue()).isEqualTo("5%");
    setting.setValue("1.5 %");
    for (String text : List.of("much", "5", "-1%", "101%", "NaN%", "%")) {
      assertThatThrownBy(() -> setting.setValue(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("share of org.reslab.DataStall", "'" + text + "'", "0% to 100%");
    }
    assertThat(setting.getValue()).isEqualTo("1.5 %");
    assertThat(setting.combine(Set.of("10%", "2%", "3%"))).isEqualTo("2%");
  }

  @Test
  void anEvaluationIsAnEventFromItsBeginning() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      Network network = session.network(Fixture.small("preact"));
      Dataset test = Fixture.test(session);
      recording.enable(EVALUATION);
      recording.start();
      long begun = System.nanoTime();
      Evaluation evaluation = network.evaluate(test, 30, CancelFlag.create(), null);
      long took = System.nanoTime() - begun;
      CancelFlag cancel = CancelFlag.create();
      cancel.cancel();
      assertThatThrownBy(() -> network.evaluate(test, 30, cancel, null))
          .isInstanceOf(CancelledException.class);
      List<RecordedEvent> events = events(recording, EVALUATION);
      assertThat(events).hasSize(1);
      RecordedEvent event = events.getFirst();
      assertThat(event.getString("net")).isEqualTo("tinynet");
      assertThat(event.getString("block")).isEqualTo("preact");
      assertThat(event.getLong("images")).isEqualTo(100);
      assertThat(event.getInt("batch")).isEqualTo(30);
      assertThat(event.getDouble("loss")).isEqualTo(evaluation.loss()).isPositive();
      assertThat(event.getDouble("accuracy")).isEqualTo(evaluation.accuracy());
      assertThat(event.getDuration().toNanos()).isBetween(took / 10, took);
    }
  }

  @Test
  void aProbeIsAnEvent() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      Network network = session.network(Fixture.small("basic"));
      Dataset input = session.synthetic(16, 10, 0);
      recording.enable(PROBE);
      recording.start();
      ProbeConfig config = ProbeConfig.of(Set.of(Probe.GRADIENTS, Probe.ACTIVATIONS), 16);
      List<Measure> measures = network.probe(input, config, CancelFlag.create());
      List<RecordedEvent> events = events(recording, PROBE);
      assertThat(events).hasSize(1);
      RecordedEvent event = events.getFirst();
      assertThat(event.getString("block")).isEqualTo("basic");
      assertThat(event.getString("probes")).isEqualTo("activations,gradients");
      assertThat(event.getInt("batch")).isEqualTo(16);
      assertThat(event.getInt("measures")).isEqualTo(measures.size());
      assertThat(event.getDuration()).isPositive();
    }
  }

  @Test
  void memoryIsSampled() throws Exception {
    try (MemorySession session = MemorySession.open();
        RecordingStream stream = new RecordingStream()) {
      session.network(Fixture.small("basic"));
      session.network(Fixture.small("preact"));
      session.synthetic(16, 10, 0);
      NativeRuntime runtime = NativeRuntime.get();
      long networks = runtime.liveHandles(HandleKind.NETWORK);
      long datasets = runtime.liveHandles(HandleKind.DATASET);
      assertThat(networks).isGreaterThanOrEqualTo(2);
      CountDownLatch sampled = new CountDownLatch(1);
      List<RecordedEvent> events = new ArrayList<>();
      stream.setReuse(false);
      stream.enable(MEMORY).withPeriod(Duration.ofMillis(20));
      stream.onEvent(
          MEMORY,
          event -> {
            events.add(event);
            sampled.countDown();
          });
      stream.startAsync();
      assertThat(sampled.await(60, TimeUnit.SECONDS)).isTrue();
      stream.stop();
      RecordedEvent event = events.getFirst();
      assertThat(event.getLong("networks")).isEqualTo(networks);
      assertThat(event.getLong("datasets")).isEqualTo(datasets);
      assertThat(event.getLong("trainers")).isEqualTo(runtime.liveHandles(HandleKind.TRAINER));
      // LibTorch alone is more than this.
      assertThat(event.getLong("residentSet")).isGreaterThan(50_000_000);
      assertThat(event.getLong("peakResidentSet"))
          .isGreaterThanOrEqualTo(event.getLong("residentSet"));
    }
  }

  @Test
  void whatARecordingDoesNotWantIsNotWritten() throws IOException {
    try (MemorySession session = MemorySession.open();
        Recording recording = new Recording()) {
      recording.enable(EVALUATION);
      for (String name : List.of(STEP, EPOCH, STALL, PROBE, MEMORY)) {
        recording.disable(name);
      }
      recording.start();
      Trainer trainer = trainer(session, CONFIG);
      run(trainer, 100);
      trainer.network().evaluate(Fixture.test(session));
      assertThat(events(recording, EVALUATION)).hasSize(1);
      for (String name : List.of(STEP, EPOCH, STALL, PROBE, MEMORY)) {
        assertThat(events(recording, name)).as(name).isEmpty();
      }
    }
  }
}
